/** What SNS takes as a subject: one line of printable ASCII. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_SUBJECT = 99;
const LONGEST_REASON = 2000;

/**
 * What people read when a run has failed.
 * @param {{ region: string, detail: { pipeline: string, "execution-id": string } }} event of EventBridge
 * @param {any[]} actions `actionExecutionDetails` of the run, the newest first
 * @param {string | undefined} author an e-mail address, if the source's action does not say one
 * @returns {{ subject: string, text: string, author: string | undefined }}
 */
export function failureMessage(event, actions, author) {
  const { pipeline, "execution-id": run } = event.detail;
  const source = actions.find(({ output }) => output?.outputVariables?.CommitId)?.output.outputVariables ?? {};
  const failed = actions.find(({ status }) => status === "Failed");
  const result = failed?.output?.executionResult;
  const who = author ?? source.AuthorEmail;
  const lines = [
    `Pipeline:  ${pipeline}`,
    `Stage:     ${failed ? placeOf(failed) : "unknown"}`,
    `Reason:    ${result?.errorDetails?.message ?? result?.externalExecutionSummary ?? "see the log"}`,
    `Commit:    ${source.CommitId ?? "unknown"} ${source.CommitMessage ?? ""}`,
    `Branch:    ${source.BranchName ?? "unknown"}`,
    `Author:    ${[source.AuthorDisplayName, who && `<${who}>`].filter(Boolean).join(" ") || "unknown"}`,
    `Log:       ${result?.externalExecutionUrl ?? "none"}`,
    `Run:       https://${event.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${encodeURIComponent(pipeline)}/executions/${encodeURIComponent(run)}/timeline`,
  ];
  const where = failed ? ` in ${placeOf(failed)}` : "";
  return {
    subject: `${pipeline} failed${where}`.replace(/[^\x20-\x7e]/g, "?").slice(0, LONGEST_SUBJECT),
    text: lines.map(oneLine).join("\n"),
    author: /^[^\s@]+@[^\s@]+$/.test(who ?? "") ? who : undefined,
  };
}

/** A stage's name alone does not say whether a plan, an approval or a deployment failed. */
const placeOf = ({ stageName, actionName }) => (stageName === actionName ? stageName : `${stageName} (${actionName})`);

/** A commit's message is anybody's text: no control characters, no further lines, no end of its length. */
function oneLine(text) {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trimEnd()
    .slice(0, LONGEST_REASON);
}
