import { randomUUID } from "node:crypto";
import {
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
  type CloudFormationClient,
  type Parameter,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { UserError } from "../../providers/errors";
import { firstFailure } from "./failure";
import { checkBucketName, type Names } from "./names";
import { checkOwner, checkStatus, outputsOf, wayOut, type StateOutputs } from "./status";
import { stateTemplate, tagsOf } from "./template";

/** The template's parameters. One that is left out keeps its value, or gets the default. */
export type Parameters = Readonly<
  Partial<Record<keyof ReturnType<typeof stateTemplate>["Parameters"], string | undefined>>
>;

export type Change = "created" | "updated" | "unchanged";

// CloudFormation's usual pace of 30 seconds is for stacks with databases; this one is done in about two minutes.
const pace = { maxWaitTime: 900, minDelay: 2, maxDelay: 10 };

/** Creates or updates the stack and waits until it is done. */
export async function applyStack(
  client: CloudFormationClient,
  names: Names,
  parameters: Parameters,
  progress: (line: string) => void,
): Promise<StateOutputs & { readonly change: Change }> {
  const existing = await describeStack(client, names);
  let change: Change;
  if (existing === undefined) {
    checkBucketName(names, parameters.BucketName);
    progress(`Creating CloudFormation stack ${names.cloudFormation} in ${names.region}, which takes about two minutes`);
    await create(client, names, parameters);
    change = "created";
  } else {
    checkOwner(existing, names);
    checkStatus(existing, names);
    checkBucketStays(existing, names, parameters);
    const isProtectedAgain = await protect(client, names, existing);
    const isUpdated = await update(client, names, existing, parameters, progress);
    change = isUpdated || isProtectedAgain ? "updated" : "unchanged";
  }
  return { change, ...outputsOf(await describeStack(client, names), names) };
}

async function describeStack(client: CloudFormationClient, names: Names): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: names.cloudFormation }));
    return Stacks[0];
  } catch (error) {
    if (isRefusal(error, "does not exist")) return undefined;
    throw error;
  }
}

async function create(client: CloudFormationClient, names: Names, parameters: Parameters): Promise<void> {
  const Parameters = given(parameters);
  await client.send(new CreateStackCommand({ ...request(names), Parameters, EnableTerminationProtection: true }));
  await finish(client, names, (params, input) => waitUntilStackCreateComplete(params, input));
}

async function update(
  client: CloudFormationClient,
  names: Names,
  existing: Stack,
  parameters: Parameters,
  progress: (line: string) => void,
): Promise<boolean> {
  try {
    const Parameters = [...given(parameters), ...kept(existing, parameters)];
    await client.send(new UpdateStackCommand({ ...request(names), Parameters }));
  } catch (error) {
    if (isRefusal(error, "No updates are to be performed")) return false;
    throw error;
  }
  progress(`Updating CloudFormation stack ${names.cloudFormation} in ${names.region}`);
  await finish(client, names, (params, input) => waitUntilStackUpdateComplete(params, input));
  return true;
}

async function protect(client: CloudFormationClient, names: Names, existing: Stack): Promise<boolean> {
  if (existing.EnableTerminationProtection !== false) return false;
  const StackName = names.cloudFormation;
  await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true }));
  return true;
}

function request(names: Names) {
  return {
    StackName: names.cloudFormation,
    TemplateBody: JSON.stringify(stateTemplate(names.project, names.stack)),
    Tags: [...tagsOf(names.project, names.stack)],
    // Without this, a failed first run would keep its bucket (DeletionPolicy), and the next run would fail on its name.
    RetainExceptOnCreate: true,
    // Lets the SDK repeat a request whose answer was lost.
    ClientRequestToken: randomUUID(),
  };
}

function given(parameters: Parameters): Parameter[] {
  return Object.entries(parameters).flatMap(([ParameterKey, ParameterValue]) =>
    ParameterValue === undefined ? [] : [{ ParameterKey, ParameterValue }],
  );
}

/** Keeps what is not given this time; otherwise a second run without `--bucket` would ask for another bucket. */
function kept(existing: Stack, parameters: Parameters): Parameter[] {
  const known: readonly string[] = Object.keys(stateTemplate("", "").Parameters);
  const set = new Set(given(parameters).map(({ ParameterKey }) => ParameterKey));
  return (existing.Parameters ?? []).flatMap(({ ParameterKey }) =>
    ParameterKey === undefined || !known.includes(ParameterKey) || set.has(ParameterKey)
      ? []
      : [{ ParameterKey, UsePreviousValue: true }],
  );
}

/** In another bucket every resource would look new, so bootstrap never changes the bucket. */
function checkBucketStays(existing: Stack, names: Names, { BucketName: wanted }: Parameters): void {
  const { bucket } = outputsOf(existing, names);
  if (wanted === undefined || wanted === bucket) return;
  throw new UserError(
    `Stack ${names.stack} keeps its state in ${bucket}, not in ${wanted}: remove --bucket. ` +
      `To move the state, see docs/bootstrap.md, "Another bucket".`,
  );
}

async function finish(
  client: CloudFormationClient,
  names: Names,
  wait: typeof waitUntilStackCreateComplete,
): Promise<void> {
  try {
    await wait({ client, ...pace }, { StackName: names.cloudFormation });
  } catch (error) {
    const status = (await describeStack(client, names))?.StackStatus ?? "DELETE_COMPLETE";
    const failure =
      status === "CREATE_IN_PROGRESS" || status === "UPDATE_IN_PROGRESS"
        ? `is still in ${status} after ${pace.maxWaitTime / 60} minutes.`
        : `failed (${status}). First failure:\n  ${await firstFailure(client, names.cloudFormation)}`;
    throw new UserError(`The CloudFormation stack ${names.cloudFormation} ${failure}\n${wayOut(status, names)}`, {
      cause: error,
    });
  }
}

function isRefusal(error: unknown, text: string): boolean {
  // CloudFormation has no error type for either refusal; only the text identifies them.
  return error instanceof Error && error.name === "ValidationError" && error.message.includes(text);
}
