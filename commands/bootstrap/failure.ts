import { DescribeStackEventsCommand, type CloudFormationClient, type StackEvent } from "@aws-sdk/client-cloudformation";

/**
 * The first resource that failed in the latest operation on the stack; later failures are mostly CloudFormation cancelling
 * the others.
 */
export async function firstFailure(client: CloudFormationClient, stack: string): Promise<string> {
  let first: StackEvent | undefined;
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: stack, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    for (const event of page.StackEvents ?? []) {
      // Events come newest first, so the last failure seen before the operation's own start is the first one.
      if (startsOperation(event)) return describe(first);
      if (isFailure(event)) first = event;
    }
    token = page.NextToken;
  } while (token !== undefined);
  return describe(first);
}

function startsOperation(event: StackEvent): boolean {
  return (
    event.PhysicalResourceId === event.StackId &&
    (event.ResourceStatus === "CREATE_IN_PROGRESS" || event.ResourceStatus === "UPDATE_IN_PROGRESS")
  );
}

function isFailure(event: StackEvent): boolean {
  return (
    event.PhysicalResourceId !== event.StackId &&
    (event.ResourceStatus ?? "").endsWith("_FAILED") &&
    !/creation cancelled|update cancelled/i.test(event.ResourceStatusReason ?? "")
  );
}

function describe(event: StackEvent | undefined): string {
  if (event === undefined) return "CloudFormation names no failed resource in the stack's events.";
  const reason = event.ResourceStatusReason ?? "no reason given";
  const text = `${event.LogicalResourceId} (${event.ResourceType}): ${reason}`;
  return /already (exists|owned)/i.test(reason)
    ? `${text}\nThat name is already in use. If it is left over from an earlier bootstrap, see "Undo" in docs/bootstrap.md; otherwise choose another with --bucket or --project.`
    : text;
}
