import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain } from "../../../commands/setup/toolchain";
import { PULUMI_VERSION } from "../../../commands/setup/version";
import { UserError } from "../../../providers/errors";
import { Machine } from "./machine";

const root = join(__dirname, "..", "..", "..");

describe("ensureToolchain", () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));
  afterEach(() => {
    machine.remove();
  });

  it("lists every way that was tried if none works", async () => {
    await assert.rejects(machine.ensure(), (error) => {
      assert(error instanceof UserError);
      assert.equal(
        error.message,
        [
          "The Pulumi CLI is needed, but there is no way to get it:",
          "- PATH: there is no pulumi: install it, https://www.pulumi.com/docs/install/",
          "- npm: the download failed (pulumi: fetch failed): let this machine reach get.pulumi.com",
          "- Go: it is not on PATH: install Go 1.26.6 or newer, https://go.dev/dl/",
        ].join("\n"),
      );
      return true;
    });
  });

  it("adds its directory to PATH and keeps Pulumi from fetching anything", async () => {
    machine.allowDownload();
    const { pulumi, directory, version, environment } = await machine.ensure();
    assert.equal(pulumi, join(directory, "pulumi"));
    assert.equal(version, PULUMI_VERSION);
    const { PULUMI_HOME: home = "", ...rest } = environment;
    assert(home.startsWith(join(machine.cache, "pulumi-home-")));
    assert.deepEqual(rest, {
      PULUMI_CREDENTIALS_PATH: machine.path("home", ".pulumi"),
      PATH: `${directory}:${machine.path("path")}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: join(machine.cache, "compiled"),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    });
  });

  it("keeps its cache where the environment says", async () => {
    machine.allowDownload();
    const { cache: _, ...options } = machine.options;
    const environment = { ...options.environment, XDG_CACHE_HOME: machine.path("xdg") };
    const shared = await ensureToolchain({ ...options, environment });
    assert(shared.directory.startsWith(machine.path("xdg", "amorphic-cicd", `pulumi-${PULUMI_VERSION}-`)));
    const own = await ensureToolchain({
      ...options,
      environment: { ...environment, AMORPHIC_CICD_CACHE: machine.path("own") },
    });
    assert(own.directory.startsWith(machine.path("own", `pulumi-${PULUMI_VERSION}-`)));
  });

  it("says what to do if the cache directory cannot be created", async () => {
    const file = machine.write("file", "");
    await assert.rejects(ensureToolchain({ ...machine.options, cache: join(file, "cache") }), {
      name: "UserError",
      message:
        /^The cache directory \S+ cannot be created \(ENOTDIR.*\): set AMORPHIC_CICD_CACHE to one that can be\.$/,
    });
  });

  it("builds the version that the npm package downloads", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const module = readFileSync(join(root, "tools", "pulumi-cli", "go.mod"), "utf8");
    assert.equal(dependencies.pulumi, PULUMI_VERSION);
    assert(module.includes(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION} `));
  });
});
