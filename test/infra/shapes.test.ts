import assert from "node:assert/strict";
import { join } from "node:path";
import { ensureMoto } from "../../commands/setup/moto";
import { run } from "../../commands/shared/run";
import { callsOf, type ApiCall } from "./calls";
import { everyGraph, graph, listed } from "./recorded";

/** moto's Python brings botocore, and with it the description of AWS's API. */
async function problemsOf(calls: readonly ApiCall[]): Promise<string[]> {
  const options = { env: process.env, input: JSON.stringify(calls) };
  const { code, stdout, stderr } = await run(await ensureMoto(), [join(__dirname, "check_calls.py")], options);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as string[];
}

describe("the calls that create a stack", function () {
  this.timeout(120_000);

  it("fit AWS's API, for every stack and every source", async () => {
    const calls = new Map<string, ApiCall>();
    for (const { resources } of await everyGraph()) {
      for (const call of resources.flatMap(callsOf)) calls.set(JSON.stringify(call), call);
    }
    assert.deepEqual(await problemsOf([...calls.values()]), []);
  });

  it("are refused if a name, a type, a choice or a length is wrong", async () => {
    const project = { name: "pp", source: {}, artifacts: { type: "CODEPIPELINE" }, serviceRole: "r" };
    const environment = { type: "LINUX", image: "i", computeType: "BUILD_GENERAL1_SMALL" };
    assert.deepEqual(
      (
        await problemsOf([
          ["codepipeline", "CreatePipeline", { pipeline: { name: "a b", roleArn: "r", stages: [], triggerz: [] } }],
          ["codepipeline", "GetPipeline", { name: "a b" }],
          ["codebuild", "CreateProject", { ...project, source: { type: "CODEPIPELINE" }, environment }],
          ["logs", "PutRetentionPolicy", { logGroupName: "x".repeat(513), retentionInDays: "1" }],
        ])
      ).map((problem) => problem.replace(/(none of|match|one of:?) .*/s, "$1")),
      [
        'codepipeline CreatePipeline: Unknown parameter in pipeline: "triggerz", must be one of:',
        "codepipeline GetPipeline.name: 'a b' does not match",
        "codebuild CreateProject.environment.type: 'LINUX' is none of",
        "logs PutRetentionPolicy: Invalid type for parameter retentionInDays, value: 1, type: <class 'str'>, valid types: <class 'int'>",
      ],
    );
  });

  it("stay within IAM's limits on the size of policies", async () => {
    const made = await graph("prod", "CodeCommit");
    const sizes = (kind: string, limit: number, text: (inputs: Readonly<Record<string, unknown>>) => unknown) =>
      made.all(kind).filter(({ inputs }) => String(text(inputs)).length > limit);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    assert.deepEqual(
      sizes("RolePolicy", 10_240, ({ policy }) => policy),
      [],
    );
    assert.deepEqual(
      sizes("Policy", 6_144, ({ policy }) => policy),
      [],
    );
    assert.deepEqual(
      sizes("Role", 2_048, ({ assumeRolePolicy }) => assumeRolePolicy),
      [],
    );
    assert.equal(listed(made.all("Policy")).length, 1);
  });
});
