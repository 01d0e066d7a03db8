import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namesOf } from "../../../commands/bootstrap/names";
import { pulumiRunner, type PulumiRunner } from "../../../commands/bootstrap/pulumi";
import { prepareStack } from "../../../commands/bootstrap/stack";
import type { Outcome, RunOptions } from "../../../commands/shared/run";
import { UserError } from "../../../providers/errors";

describe("bootstrap of the Pulumi stack", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "bootstrap-"))));
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const tail = ["--non-interactive", "--color", "never"];
  const key = /^[A-Za-z0-9+/]{43}=$/;

  /** A CLI that knows these stacks and keys, and fails at the command that starts with `failing`. */
  function fakePulumi(stacks: readonly string[], keys: readonly string[], failing?: string) {
    const runs: (RunOptions & { readonly args: readonly string[] })[] = [];
    const pulumi: PulumiRunner = (args, options) => {
      runs.push({ args, ...options });
      const command = args.join(" ");
      const ended = (code: number, stdout: string, stderr = ""): Promise<Outcome> =>
        Promise.resolve({ code, stdout, stderr });
      if (failing !== undefined && command.startsWith(failing))
        return ended(255, "", "SDK WARN noise\nerror: no right\n");
      if (command.startsWith("stack ls")) return ended(0, JSON.stringify(stacks.map((name) => ({ name }))));
      if (command.startsWith("config --json"))
        return ended(0, JSON.stringify(Object.fromEntries(keys.map((k) => [k, {}]))));
      return ended(0, "");
    };
    return { pulumi, runs };
  }

  const prepare = (pulumi: PulumiRunner) =>
    prepareStack({
      names: namesOf("acme", "dev", "eu-west-1"),
      backendUrl: "s3://b?region=eu-west-1",
      journal: "s3://b/journal/dev?region=eu-west-1",
      directory,
      environment: { HOME: "/home/x" },
      pulumi,
      progress: () => undefined,
    });

  it("creates stack, fingerprint key and journal, and passes the key through standard input only", async () => {
    const { pulumi, runs } = fakePulumi([], []);
    assert.deepEqual(await prepare(pulumi), ["stack created", "amorphic:fingerprintKey set", "amorphic:journal set"]);
    assert.deepEqual(
      runs.map(({ args }) => args),
      [
        ["stack", "ls", "--json", ...tail],
        [
          "stack",
          "init",
          "dev",
          "--no-select",
          "--secrets-provider",
          "awskms://alias/acme-dev-state?region=eu-west-1",
          ...tail,
        ],
        ["config", "--json", "--stack", "dev", ...tail],
        ["config", "set", "--secret", "amorphic:fingerprintKey", "--stack", "dev", ...tail],
        ["config", "set", "amorphic:journal", "s3://b/journal/dev?region=eu-west-1", "--stack", "dev", ...tail],
      ],
    );
    const inputs = runs.map(({ input }) => input);
    assert.match(inputs[3] ?? "", key);
    assert.deepEqual(
      inputs.filter((_, index) => index !== 3),
      [undefined, undefined, undefined, undefined],
    );
    for (const { cwd, env } of runs) {
      assert.equal(cwd, directory);
      assert.deepEqual(env, {
        HOME: "/home/x",
        PULUMI_BACKEND_URL: "s3://b?region=eu-west-1",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      });
    }
  });

  it("creates another key each time", async () => {
    const keys = await Promise.all(
      [1, 2].map(async () => {
        const { pulumi, runs } = fakePulumi([], []);
        await prepare(pulumi);
        return runs[3]?.input;
      }),
    );
    assert.notEqual(keys[0], keys[1]);
  });

  it("creates only what is missing, and does nothing if everything exists", async () => {
    writeFileSync(join(directory, "Pulumi.dev.yaml"), "encryptedkey: abc\n");
    const whole = fakePulumi(["other", "dev"], ["amorphic:fingerprintKey", "amorphic:journal"]);
    assert.deepEqual(await prepare(whole.pulumi), []);
    assert.deepEqual(
      whole.runs.map(({ args }) => args[0]),
      ["stack", "config"],
    );

    const part = fakePulumi(["dev"], ["amorphic:journal"]);
    assert.deepEqual(await prepare(part.pulumi), ["amorphic:fingerprintKey set"]);
  });

  it("stops if the stack's file with the encrypted key is missing here", async () => {
    const { pulumi, runs } = fakePulumi(["dev"], []);
    await assert.rejects(prepare(pulumi), {
      name: "UserError",
      message:
        /^The stack dev exists, but Pulumi\.dev\.yaml here has no encryptedkey\. .*\n {2}PULUMI_BACKEND_URL='s3:\/\/b\?region=eu-west-1' pulumi stack change-secrets-provider 'awskms:\/\/alias\/acme-dev-state\?region=eu-west-1' --stack dev$/,
    });
    assert.equal(runs.length, 1);
  });

  it("treats a key without a value as missing, whatever is on the next line", async () => {
    writeFileSync(join(directory, "Pulumi.dev.yaml"), "encryptedkey:\nconfig:\n  a:b: c\n");
    const { pulumi, runs } = fakePulumi(["dev"], []);
    await assert.rejects(prepare(pulumi), {
      message: /^The stack dev exists, but Pulumi\.dev\.yaml here has no enc/,
    });
    assert.equal(runs.length, 1);
  });

  it("says that the stack's file is not valid YAML", async () => {
    writeFileSync(join(directory, "Pulumi.dev.yaml"), "encryptedkey: abc\nconfig: [\n");
    for (const stacks of [[], ["dev"]]) {
      await assert.rejects(prepare(fakePulumi(stacks, []).pulumi), {
        name: "UserError",
        message: /^Pulumi\.dev\.yaml in .* is not valid YAML: .*\. Correct it\.$/,
      });
    }
  });

  it("refuses a file with another secrets provider", async () => {
    for (const [yaml, provider] of [
      [
        "config:\n  a:b: c\nsecretsprovider: 'awskms://alias/x?region=eu-west-1'\nencryptedkey: k\n",
        "awskms://alias/x",
      ],
      ["encryptionsalt: v1:abc\n", "(passphrase)"],
    ] as const) {
      writeFileSync(join(directory, "Pulumi.dev.yaml"), yaml);
      const { pulumi, runs } = fakePulumi([], []);
      await assert.rejects(prepare(pulumi), (error: Error) => error.message.includes(provider));
      assert.equal(runs.length, 1);
    }
    // The same provider: a stack that was removed, or a backend that was emptied.
    const own = "secretsprovider: awskms://alias/acme-dev-state?region=eu-west-1\nencryptedkey: k\n";
    writeFileSync(join(directory, "Pulumi.dev.yaml"), own);
    assert.equal((await prepare(fakePulumi([], []).pulumi))[0], "stack created");
  });

  it("reports what the CLI said, without its noise and without the key", async () => {
    const { pulumi, runs } = fakePulumi(["dev"], [], "config set --secret");
    writeFileSync(join(directory, "Pulumi.dev.yaml"), "encryptedkey: abc\n");
    await assert.rejects(prepare(pulumi), (error: unknown) => {
      assert(error instanceof UserError);
      assert.equal(
        error.message.split("\n").slice(0, 2).join("|"),
        "Pulumi could not set amorphic:fingerprintKey:|  error: no right",
      );
      assert(!error.message.includes(runs.at(-1)?.input ?? "?"));
      return true;
    });
  });

  describe("pulumiRunner", () => {
    const env = { PATH: process.env.PATH, A: "given" };

    it("passes input, arguments and environment, and reports how it ended", async () => {
      const script =
        'process.stdin.on("data", (d) => process.stdout.write(d)); process.stderr.write(process.argv[1] + process.env.A); process.exitCode = 3';
      const outcome = await pulumiRunner(process.execPath, { A: "added" })(["-e", script, "$HOME;"], {
        cwd: directory,
        env,
        input: "in",
      });
      assert.deepEqual(outcome, { code: 3, stdout: "in", stderr: "$HOME;added" });
    });

    it("survives a CLI that does not read its input", async () => {
      const outcome = await pulumiRunner(process.execPath)(["-e", "process.exit(0)"], {
        cwd: directory,
        env,
        input: "x".repeat(1e6),
      });
      assert.equal(outcome.code, 0);
    });

    it("reports that there is no CLI", async () => {
      const { code, stderr } = await pulumiRunner(join(directory, "none"))([], { cwd: directory, env });
      assert.equal(code, null);
      assert.match(stderr, /ENOENT/);
    });
  });
});
