// The runtime brings the SDK; nothing is bundled.
import { CodePipelineClient, ListActionExecutionsCommand } from "@aws-sdk/client-codepipeline";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { failureMessage } from "./message.mjs";

const pipelines = new CodePipelineClient({});
const sns = new SNSClient({});

/** Tells the topic why a run failed. What it throws is tried again by Lambda and then kept in the dead-letter queue. */
export async function handler(event) {
  const { pipeline: pipelineName, "execution-id": pipelineExecutionId } = event.detail;
  const { actionExecutionDetails = [] } = await pipelines.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
  );
  const { subject, text, author } = failureMessage(
    event,
    actionExecutionDetails,
    await authorOf(actionExecutionDetails),
  );
  await sns.send(
    new PublishCommand({
      TopicArn: process.env.TOPIC_ARN,
      Subject: subject,
      Message: text,
      // Subscriptions of single people look at this.
      ...(author && { MessageAttributes: { author: { DataType: "String", StringValue: author } } }),
    }),
  );
}

/** CodeCommit's action names the commit but not its author; to be without one is no reason to say nothing. */
async function authorOf(actions) {
  const { RepositoryName: repositoryName, CommitId: commitId } =
    actions.find(({ output }) => output?.outputVariables?.RepositoryName)?.output.outputVariables ?? {};
  if (!repositoryName || !commitId) return undefined;
  try {
    const { CodeCommitClient, GetCommitCommand } = await import("@aws-sdk/client-codecommit");
    const { commit } = await new CodeCommitClient({}).send(new GetCommitCommand({ repositoryName, commitId }));
    return commit?.author?.email;
  } catch (error) {
    console.warn("the commit's author could not be looked up", error);
    return undefined;
  }
}
