import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/**
 * What a script prints that calls the handlers as the provider process does. It runs in a separate process, as the
 * module replaces `console.error` and keeps one platform per process.
 */
function told(config: Readonly<Record<string, string>>, script: string, environment: Record<string, string> = {}) {
  const text = `
    const { handlers } = require(${JSON.stringify(resolve("providers/engine/handler.ts"))});
    const config = new Map(Object.entries(${JSON.stringify(config)}));
    const configure = (handler) => handler.configure({ config });
    // As cmd/dynamic-provider does: prints what check, diff, read and delete throw, and tells the engine.
    const ask = (work) => work().then(JSON.stringify, (e) => (console.error(\`\${e}: \${e.stack}\`), "failed: " + e.message)).then((t) => console.log(t));
    (async () => { ${script} })();`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["-r", "@amorphic-cicd/providers/typescript", "-e", text],
    {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...environment },
    },
  );
  assert.equal(status, 0, stderr);
  return { lines: stdout.trimEnd().split("\n"), stderr };
}

const CONFIG = {
  "amorphic:apiUrl": "http://127.0.0.1:9",
  "amorphic:roleId": "role",
  "amorphic:journal": "file:///nowhere",
  "amorphic:protect": '["Tag"]',
};
const TAG = { logicalId: "rTag", TagKey: "team", TagValue: "a" };
const args = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join(", ");
const REFUSAL =
  'Tag "team.a" (rTag) is protected, and this run would replace it (delete, then create), because TagValue cannot be ' +
  'changed in place. If its data is no longer needed, add "rTag" to amorphic:allow in the stack\'s file; otherwise revert the change.';

describe("The handlers", function () {
  this.timeout(30_000);

  it("check and compare without token, platform or journal", () => {
    const { lines, stderr } = told(
      CONFIG,
      `await configure(handlers.Tag);
       await ask(() => handlers.Tag.check({}, ${args(TAG)}));
       await ask(() => handlers.Tag.diff("team#a", ${args(TAG, { ...TAG, TagDescription: "x" })}));`,
    );
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { inputs: TAG, failures: [] },
        { changes: true, replaces: [], deleteBeforeReplace: true },
      ],
    );
    assert.equal(stderr, "");
  });

  it("report mistakes in the configuration at every call, even concurrent ones, without a stack trace", () => {
    const { lines, stderr } = told(
      {},
      `await configure(handlers.Tag);
       await Promise.all([1, 2, 3].map(() => ask(() => handlers.Tag.check({}, {}))));
       await configure(handlers.Job);
       await ask(() => handlers.Job.read("id", {}));`,
    );
    const failures = lines.filter((line) => line.startsWith("failed: "));
    assert.deepEqual([...new Set(failures)], ["failed: The stack's configuration (Pulumi.<stack>.yaml) has mistakes:"]);
    assert.equal(failures.length, 4);
    assert.equal(stderr, "");
  });

  it("still print our own bugs with their stack traces", () => {
    const { lines, stderr } = told(
      CONFIG,
      "await configure(handlers.Tag); await ask(() => handlers.Tag.diff('id', null, {}));",
    );
    assert.match(lines[0] ?? "", /^failed: /);
    assert.match(stderr, /TypeError: .*\n\s+at /);
  });

  it("refuse to replace a protected object in a deployment, but not while a refresh compares it", () => {
    const other = { ...TAG, TagValue: "b" };
    const diff = `await ask(() => handlers.Tag.diff("team#a", ${args(TAG, other)}));`;
    const read = (of: object) =>
      `await handlers.Tag.read("id", ${args(of)}).catch((e) => console.log(e.message.slice(0, 24)));`;
    const { lines, stderr } = told(
      CONFIG,
      `await configure(handlers.Tag);
       ${diff}
       ${read(TAG)}
       ${diff}
       await ask(() => handlers.Tag.diff("team#a", ${args(TAG, { ...TAG, TagValue: runtime.unknownValue })}));
       await handlers.Tag.check({}, ${args(other)});
       ${read({ ...TAG, logicalId: "rOther" })}
       ${diff}`,
    );
    const shown = JSON.stringify({ changes: true, replaces: ["TagValue"], deleteBeforeReplace: true });
    const unread = "The environment variable";
    assert.deepEqual(lines, [
      ...[`failed: ${REFUSAL}`, unread, shown],
      ...[`failed: ${REFUSAL}`, unread, `failed: ${REFUSAL}`],
    ]);
    assert.equal(stderr, "");
  });

  it("require the token only when they call the platform, and never show it", () => {
    const run = (environment: Record<string, string>) =>
      told(
        CONFIG,
        `await configure(handlers.Tag); await ask(() => handlers.Tag.read("team#a", ${args(TAG)}));`,
        environment,
      );
    assert.match(run({}).lines[0] ?? "", /^failed: The environment variable AMORPHIC_AUTHORIZATION_TOKEN is not set/);
    const claims = Buffer.from(JSON.stringify({ exp: 1_000_000_000 })).toString("base64url");
    const ended = run({ AMORPHIC_AUTHORIZATION_TOKEN: `head.${claims}.signature` });
    assert.equal(
      ended.lines[0],
      "failed: The token in AMORPHIC_AUTHORIZATION_TOKEN expired at 2001-09-09T01:46:40.000Z; create a new one in " +
        "Profile & Settings > Manage Access Tokens.",
    );
    assert.equal(ended.stderr, "");
  });
});
