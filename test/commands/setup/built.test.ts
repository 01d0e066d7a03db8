import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { run } from "../../../commands/shared/run";
import { Machine } from "./machine";

describe("the Pulumi CLI that setup provides", () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));
  afterEach(() => {
    machine.remove();
  });

  const isExecutable = (file: string): boolean => (statSync(file).mode & 0o111) !== 0;
  const drafts = (): string[] => readdirSync(machine.cache).filter((name) => name.startsWith(".draft"));

  describe("by download", () => {
    it("is complete, and the log says what was done and how long it took", async () => {
      machine.allowDownload();
      const { directory } = await machine.ensure();
      assert.deepEqual(readdirSync(directory).sort(), [
        "pulumi",
        "pulumi-language-nodejs",
        "pulumi-resource-pulumi-nodejs",
      ]);
      assert(isExecutable(join(directory, "pulumi-resource-pulumi-nodejs")));
      assert.deepEqual(machine.logged, [
        "pulumi: downloading 3.259.0 with the npm package pulumi …",
        "pulumi: downloaded in 0.0 s",
      ]);
    });

    it("is refused if it has another version", async () => {
      machine.allowDownload("3.1.0");
      await assert.rejects(machine.ensure(), /npm: the resulting CLI is 3\.1\.0 instead of 3\.259\.0/);
      assert.deepEqual(readdirSync(machine.cache), ["versions"]);
    });
  });

  describe("with Go", () => {
    it("is built from pinned modules after a failed download", async () => {
      machine.go();
      const { directory } = await machine.ensure();
      assert(isExecutable(join(directory, "pulumi-resource-pulumi-nodejs")));
      assert.deepEqual(machine.logged, [
        "pulumi: downloading 3.259.0 with the npm package pulumi …",
        "pulumi: npm: the download failed (pulumi: fetch failed): let this machine reach get.pulumi.com",
        "pulumi: building 3.259.0 from the Go module proxy, which takes about five minutes once …",
        "pulumi: built in 0.0 s",
      ]);
      const [host = "", cli = ""] = readFileSync(machine.path("builds"), "utf8").split("\n");
      assert(
        host.startsWith(`${machine.path("tools/pulumi-language-nodejs")} build -mod=readonly -trimpath -ldflags `),
      );
      assert.match(
        host,
        /Version=v3\.68\.0 -o \S+ github\.com\/pulumi\/pulumi\/sdk\/v3\/nodejs\/cmd\/pulumi-language-nodejs$/,
      );
      assert(cli.startsWith(`${machine.path("tools/pulumi-cli")} build -mod=readonly `));
      assert.match(cli, /Version=v3\.259\.0 -o \S+ github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/);
    });

    for (const [what, script, line] of [
      [
        "a Go that is too old",
        `echo "go: go.mod requires go >= 1.26.6 (running go 1.22.1; GOTOOLCHAIN=local)" >&2; exit 1`,
        "this Go is too old and did not fetch a newer one (go: go.mod requires go >= 1.26.6 (running go 1.22.1; GOTOOLCHAIN=local)): install Go 1.26.6 or newer, or set GOTOOLCHAIN=auto",
      ],
      [
        "a Go that cannot fetch a newer one",
        `echo "go: download go1.26.6 for linux/amd64: toolchain not available" >&2; exit 1`,
        "this Go is too old and did not fetch a newer one (go: download go1.26.6 for linux/amd64: toolchain not available): install Go 1.26.6 or newer, or set GOTOOLCHAIN=auto",
      ],
      [
        "a build that fails",
        `echo "# some/package" >&2; echo "dial tcp: lookup proxy.golang.org: no such host" >&2; exit 1`,
        "go build failed: dial tcp: lookup proxy.golang.org: no such host",
      ],
      ["a build that creates nothing", "exit 0", "pulumi is missing from the result"],
    ] as const) {
      it(`cannot come from ${what}, and the error says why`, async () => {
        machine.go(script);
        await assert.rejects(machine.ensure(), (error) => (error as Error).message.endsWith(`\n- Go: ${line}`));
        assert.deepEqual(drafts(), []);
      });
    }
  });

  it("serves a second clone, which runs nothing and logs nothing", async () => {
    machine.go();
    const first = await machine.ensure();
    machine.logged.length = 0;
    // Only the cache is left.
    rmSync(machine.path("path/go"));
    const refuse = (): never => assert.fail("nothing is run");
    machine.run = run;
    await machine.ensure();
    machine.run = refuse;
    assert.deepEqual(await machine.ensure(), first);
    assert.deepEqual(machine.logged, []);
    assert.equal(machine.count("builds"), 2);
  });

  it("starts providers as this version does, whichever version created it", async () => {
    machine.go();
    const { directory } = await machine.ensure();
    const script = join(directory, "pulumi-resource-pulumi-nodejs");
    const text = readFileSync(script, "utf8");
    writeFileSync(script, "#!/bin/sh\n");
    await machine.ensure();
    assert.equal(readFileSync(script, "utf8"), text);
    assert(isExecutable(script));
    assert.deepEqual(readdirSync(directory).sort(), ["pulumi", "pulumi-language-nodejs", basename(script)]);
    assert.equal(machine.count("builds"), 2);
  });

  it("is created again if the cache contains only a part of it or something broken", async () => {
    machine.go();
    const { pulumi, directory } = await machine.ensure();
    rmSync(join(directory, "pulumi-language-nodejs"));
    await machine.ensure();
    assert.equal(machine.count("builds"), 4);
    writeFileSync(pulumi, "");
    await machine.ensure();
    assert.equal(machine.count("builds"), 6);
    rmSync(join(directory, ".."), { recursive: true });
    writeFileSync(join(directory, ".."), "a file");
    await machine.ensure();
    assert(existsSync(pulumi));
    assert.deepEqual(drafts(), []);
  });

  it("can be created by two processes at the same time", async () => {
    machine.go();
    // Both have built everything before either may continue.
    let waiting = 0;
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    machine.run = async (command, args, options) => {
      const outcome = await run(command, args, options);
      if (args.at(-1)?.endsWith("/cmd/pulumi")) {
        if (++waiting === 2) release();
        await both;
      }
      return outcome;
    };
    const [first, second] = await Promise.all([machine.ensure(), machine.ensure()]);
    assert.deepEqual(first, second);
    assert.equal((await run(first.pulumi, ["version"], { env: {} })).stdout, "v3.259.0\n");
    assert.deepEqual(drafts(), []);
  });

  it("is never half-finished if its creation is killed, and the next start cleans up", async () => {
    // This Go kills whoever called it, in the middle of its work.
    machine.go("kill -9 $PPID");
    const script = `require(${JSON.stringify(join(__dirname, "../../../commands/setup/toolchain.ts"))})
      .ensureToolchain({ nodeModules: process.argv[1], tools: process.argv[2] })`;
    const args = [
      "-r",
      "@amorphic-cicd/providers/typescript",
      "-e",
      script,
      machine.path("node_modules"),
      machine.path("tools"),
    ];
    const env = { ...machine.options.environment, AMORPHIC_CICD_CACHE: machine.cache };
    const { signal } = spawnSync(process.execPath, args, { env });
    assert.equal(signal, "SIGKILL");
    assert.equal(drafts().length, 1);

    const others = [`.draft-${hostname()}-east@1-x`, `.draft-not${hostname()}@1-x`];
    const foreign = others.map((name) => machine.write(`cache/${name}/file`, ""));
    machine.go();
    await machine.ensure();
    assert.deepEqual(drafts().sort(), others.sort());
    assert(foreign.every((file) => existsSync(file)));
  });
});
