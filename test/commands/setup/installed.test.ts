import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain } from "../../../commands/setup/toolchain";
import { Machine } from "./machine";

describe("the Pulumi CLI on PATH", () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));
  afterEach(() => {
    machine.remove();
  });

  /** An installation by the vendor: the CLI and its plugins. */
  function installVendor(directory: string, version: string): string {
    machine.write(`${directory}/pulumi-language-nodejs`, "");
    machine.write(`${directory}/pulumi-resource-pulumi-nodejs`, "");
    return machine.pulumi(`${directory}/pulumi`, version);
  }

  it("is used through a link, with the plugins beside it", async () => {
    const pulumi = installVendor("path", "3.260.1");
    const toolchain = await machine.ensure();
    assert.equal(toolchain.version, "3.260.1");
    assert.equal(readlinkSync(toolchain.pulumi), pulumi);
    assert(!existsSync(join(toolchain.directory, "pulumi-language-nodejs")));
    assert.deepEqual(machine.logged, []);
  });

  it("is used with the plugins beside the file that a link on PATH points to", async () => {
    symlinkSync(installVendor("opt", "3.254.0"), machine.path("path", "pulumi"));
    const toolchain = await machine.ensure();
    assert.equal(readlinkSync(toolchain.pulumi), machine.path("path", "pulumi"));
    assert.equal(machine.count("builds"), 0);
  });

  it("is asked for its version once, and again after it was replaced", async () => {
    installVendor("path", "3.260.0");
    await machine.ensure();
    await machine.ensure();
    assert.equal(machine.count("asked"), 1);
    installVendor("path", "3.260.10");
    assert.equal((await machine.ensure()).version, "3.260.10");
    assert.equal(machine.count("asked"), 2);
  });

  it("leaves nothing in the cache after it was removed", async () => {
    const linked = () => readdirSync(machine.cache).filter((name) => name.startsWith("linked-"));
    const gone = installVendor("path", "3.260.0");
    const first = await machine.ensure();
    assert.equal(linked().length, 1);
    installVendor("other", "3.260.0");
    const environment = { ...machine.options.environment, PATH: machine.path("other") };
    await ensureToolchain({ ...machine.options, environment });
    assert.equal(linked().length, 2, "both are there");
    rmSync(gone);
    installVendor("third", "3.260.0");
    await ensureToolchain({ ...machine.options, environment: { ...environment, PATH: machine.path("third") } });
    assert.equal(linked().length, 2);
    assert.equal(existsSync(first.directory), false);
  });

  it("gets the plugins that it lacks", async () => {
    machine.pulumi("path/pulumi", "3.260.0");
    machine.go();
    const toolchain = await machine.ensure();
    assert.equal(toolchain.version, "3.260.0");
    assert(existsSync(join(toolchain.directory, "pulumi-language-nodejs")));
    assert(existsSync(join(toolchain.directory, "pulumi-resource-pulumi-nodejs")));
    const doing = `pulumi: ${machine.path("path/pulumi")} has no pulumi-language-nodejs: building it with Go …`;
    assert.deepEqual(machine.logged, [doing, "pulumi: built in 0.0 s"]);
    const script = join(toolchain.directory, "pulumi-resource-pulumi-nodejs");
    const text = readFileSync(script, "utf8");
    writeFileSync(script, "#!/bin/sh\n");
    await machine.ensure();
    assert.equal(machine.count("builds"), 1);
    assert.equal(readFileSync(script, "utf8"), text, "that of another version");
  });

  for (const [version, isFitting] of [
    ["3.253.9", false],
    ["3.254.0", true],
    ["3.300.0-alpha.1", true],
    ["4.0.0", false],
    ["2.999.0", false],
  ] as const) {
    it(`${isFitting ? "is used" : "is passed over"} if its version is ${version}`, async () => {
      const pulumi = installVendor("path", version);
      machine.allowDownload();
      const toolchain = await machine.ensure();
      assert.equal(toolchain.version, isFitting ? version : "3.259.0");
      const line = `pulumi: PATH: ${pulumi} is ${version}, but 3.254.0 or newer, below 4, is needed: upgrade it or take it off PATH`;
      assert.equal(machine.logged[0], isFitting ? undefined : line);
    });
  }

  it("is passed over if it does not work", async () => {
    const pulumi = machine.write("path/pulumi", "#!/bin/sh\necho broken >&2\nexit 3\n");
    machine.allowDownload();
    assert.equal((await machine.ensure()).version, "3.259.0");
    assert.equal(machine.logged[0], `pulumi: PATH: ${pulumi} does not answer \`pulumi version\`: broken`);
  });

  it("is never the npm package that npm puts on PATH", async () => {
    const bin = machine.pulumi("node_modules/.bin/pulumi", "3.260.0").replace(/\/pulumi$/, "");
    const { options } = machine;
    const environment = { ...options.environment, PATH: `${bin}:${options.environment.PATH ?? ""}` };
    await assert.rejects(ensureToolchain({ ...options, environment }), /PATH: there is no pulumi/);
    assert.equal(machine.count("asked"), 0);
  });
});
