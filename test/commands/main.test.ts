import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = join(__dirname, "..", "..", "bin", "amorphic-cicd");

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const child = spawn(bin, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

describe("bin/amorphic-cicd", () => {
  it("lists the commands", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    assert.equal(code, 0);
    for (const name of ["validate", "plan", "bootstrap", "simulate", "setup"]) {
      assert.match(stdout, new RegExp(`^  ${name} `, "m"));
    }
    assert.equal(stderr, "");
  });

  for (const args of [
    ["help", "setup"],
    ["setup", "--help"],
  ]) {
    it(`shows the options of a command with ${args.join(" ")}`, async () => {
      const { code, stdout } = await run(args);
      assert.equal(code, 0);
      assert.match(stdout, /^Usage: amorphic-cicd setup \[options\]$/m);
      assert.match(stdout, /--moto/);
    });
  }

  for (const [args, message] of [
    [["vlidate"], "error: unknown command 'vlidate'\n(Did you mean validate?)"],
    [["state", "histroy"], "error: unknown command 'histroy'\n(Did you mean history?)"],
    [["state", "bogus"], "error: unknown command 'bogus'"],
    [["state", "history"], "error: required option '--stack <name>' not specified"],
    [["findings", "bogus"], "error: unknown command 'bogus'"],
    [["setup", "x"], "error: too many arguments for 'setup'. Expected 0 arguments but got 1."],
    [["setup", "--bad"], "error: unknown option '--bad'"],
    [
      ["simulate", "--port", "65536"],
      "error: option '--port <number>' argument '65536' is invalid. It must be a whole number from 0 to 65535.",
    ],
  ] as const) {
    it(`rejects "${args.join(" ")}" with exit code 2, and points to --help`, async () => {
      const { code, stdout, stderr } = await run(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.equal(stderr, `${message}\n(add --help for the options)\n`);
    });
  }

  it("reports a user error, such as a port in use, without a stack trace", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = String((server.address() as AddressInfo).port);
    try {
      const { code, stdout, stderr } = await run(["simulate", "--port", port]);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.equal(stderr, `port ${port} is in use; choose another, or leave it out to use a free one\n`);
    } finally {
      server.close();
    }
  });

  it("checks the simulator's files before it starts the simulator", async () => {
    const directory = mkdtempSync(join(tmpdir(), "amorphic-cicd-main-"));
    const [file, below] = [join(directory, "other.json"), join(directory, "other.json", "x")];
    writeFileSync(file, "no JSON");
    const unwritable = (name: string, why: string) => `"${name}" cannot be written (${why}). Name another file.\n`;
    const exists = `EEXIST: file already exists, mkdir '${file}'`;
    const foreign = `${file} does not contain a simulator's data; name a file that a simulator wrote, or one that does not exist yet\n`;
    try {
      for (const [args, message] of [
        [["--data", directory], unwritable(directory, "it is a directory")],
        [["--data", ""], unwritable("", "it is a directory")],
        [["--data", below], unwritable(below, exists)],
        [["--data", file], foreign],
        [["--endpoint-file", directory], unwritable(directory, "it is a directory")],
        [["--endpoint-file", below], unwritable(below, exists)],
      ] as const) {
        assert.deepEqual(await run(["simulate", ...args]), { code: 2, stdout: "", stderr: message });
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("runs a simulator until it receives SIGTERM", async () => {
    const directory = mkdtempSync(join(tmpdir(), "amorphic-cicd-main-"));
    const child = spawn(bin, ["simulate", "--endpoint-file", join(directory, "endpoint.json")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const [greeting] = (await once(child.stdout, "data")) as [Buffer];
    assert.match(greeting.toString(), /^Simulated Amorphic at http:\/\/127\.0\.0\.1:\d+/);
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    rmSync(directory, { recursive: true });
  });

  for (const args of [["validate"], ["validate", "--watch"]]) {
    it(`exits with the right code even if nobody reads its output: ${args.join(" ")}`, async () => {
      const directory = mkdtempSync(join(tmpdir(), "amorphic-cicd-main-"));
      try {
        mkdirSync(join(directory, "resources"));
        writeFileSync(join(directory, "resources", "bad.json"), '{ "rBad": { "Type": "Nothing" } }');
        const child = spawn(bin, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
        child.stdout.destroy();
        child.stderr.destroy();
        assert.deepEqual(await once(child, "close"), [1, null]);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }

  it("says what to do when the npm packages are missing", () => {
    const directory = mkdtempSync(join(tmpdir(), "amorphic-cicd-main-"));
    try {
      const alone = join(directory, "amorphic-cicd");
      copyFileSync(bin, alone);
      const { status, stderr } = spawnSync(process.execPath, [alone], { encoding: "utf8" });
      assert.equal(status, 2);
      assert.equal(stderr, "The npm packages are missing: run `npm ci` first, or `npm start`, which does.\n");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
