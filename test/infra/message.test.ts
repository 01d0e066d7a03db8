import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Message {
  readonly subject: string;
  readonly text: string;
  readonly author: string | undefined;
}
type FailureMessage = (event: unknown, actions: unknown[], author?: string) => Message;

/** As text, since what runs in Lambda is plain JavaScript without types. */
const HANDLER = pathToFileURL(join(__dirname, "../../infra/notify/handler/message.mjs")).href;

const event = { region: "eu-west-1", detail: { pipeline: "amorphic-dev", "execution-id": "1-2-3", state: "FAILED" } };
const source = {
  stageName: "Source",
  actionName: "Source",
  status: "Succeeded",
  output: {
    outputVariables: {
      CommitId: "0a1b2c3d",
      CommitMessage: "Add orders\n\nmore",
      BranchName: "develop",
      AuthorDisplayName: "Ann",
      AuthorEmail: "ann@example.com",
    },
  },
};
const failed = {
  stageName: "Validate",
  actionName: "Validate",
  status: "Failed",
  output: {
    executionResult: {
      externalExecutionUrl: "https://eu-west-1.console.aws.amazon.com/codebuild/1",
      errorDetails: { code: "JobFailed", message: "Build terminated with state: FAILED" },
    },
  },
};

describe("the message about a failed run", () => {
  let failureMessage: FailureMessage;
  before(async () => {
    ({ failureMessage } = (await import(HANDLER)) as { failureMessage: FailureMessage });
  });

  it("names pipeline, stage, reason, commit and author, and links to the log and the run", () => {
    assert.deepEqual(failureMessage(event, [failed, source]), {
      subject: "amorphic-dev failed in Validate",
      text: [
        "Pipeline:  amorphic-dev",
        "Stage:     Validate",
        "Reason:    Build terminated with state: FAILED",
        "Commit:    0a1b2c3d Add orders more",
        "Branch:    develop",
        "Author:    Ann <ann@example.com>",
        "Log:       https://eu-west-1.console.aws.amazon.com/codebuild/1",
        "Run:       https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/amorphic-dev/executions/1-2-3/timeline",
      ].join("\n"),
      author: "ann@example.com",
    });
  });

  it("names the failed action of a stage that plan, approval and deployment share", () => {
    for (const actionName of ["Plan", "Approve"]) {
      const { subject, text } = failureMessage(event, [{ ...failed, stageName: "Deploy", actionName }, source]);
      assert.equal(subject, `amorphic-dev failed in Deploy (${actionName})`);
      assert.match(text, new RegExp(`^Stage: {5}Deploy \\(${actionName}\\)$`, "m"));
    }
  });

  it("is written even if nothing is known but the run", () => {
    const { subject, text, author } = failureMessage(event, []);
    assert.equal(subject, "amorphic-dev failed");
    assert.match(text, /^Stage: {5}unknown\nReason: {4}see the log\nCommit: {4}unknown\n/m);
    assert.equal(author, undefined);
  });

  it("uses the author that the repository names", () => {
    assert.equal(failureMessage(event, [failed], "bob@example.com").author, "bob@example.com");
  });

  it("lets no commit inject lines or control characters", () => {
    const CommitMessage = "x\nRun: https://evil.example\u001b[31m\u202e" + "y".repeat(5000);
    const hostile = { ...source, output: { outputVariables: { CommitId: "1", CommitMessage, AuthorEmail: "a\n@b" } } };
    const { text, subject, author } = failureMessage(
      { ...event, detail: { ...event.detail, pipeline: "p\nq\u00e9" } },
      [failed, hostile],
    );
    assert.equal(text.split("\n").length, 8);
    // eslint-disable-next-line no-control-regex -- these are looked for
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.match(subject, /^[\x20-\x7e]{1,99}$/);
    assert.equal(author, undefined);
    assert.ok(text.length < 10_000);
  });
});
