import {
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  type CloudFormationClient,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { UserError } from "../../providers/errors";

/**
 * The first resource that failed in the latest operation on the stack. What fails after it is mostly CloudFormation
 * cancelling the others.
 */
export async function firstFailure(client: CloudFormationClient, stack: string): Promise<string> {
  let first: StackEvent | undefined;
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeStackEventsCommand({ StackName: stack, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    for (const event of page.StackEvents ?? []) {
      // Newest first, so the last one seen before the operation's own start is the one to name.
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
    ? `${text}\nThat name is taken. If it is left from an earlier bootstrap, see "Undo" in docs/bootstrap.md; else choose another with --bucket or --project.`
    : text;
}

const credentialErrors = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
]);
const networkErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"]);

/** Turns what the AWS SDK throws for the user's environment into a UserError; everything else stays as it is. */
export function explainAws(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (credentialErrors.has(error.name)) {
    return new UserError(
      `AWS did not accept the credentials: ${error.message}\nSign in (aws sso login) or set AWS_PROFILE, then run again.`,
      { cause: error },
    );
  }
  if (error instanceof CloudFormationServiceException) {
    const hint = error.name.startsWith("AccessDenied")
      ? "\nThe rights that bootstrap needs are listed in docs/bootstrap.md."
      : "";
    return new UserError(`AWS refused (${error.name}): ${error.message}${hint}`, { cause: error });
  }
  if (networkErrors.has(code) || error.name === "TimeoutError") {
    return new UserError(
      `AWS cannot be reached: ${error.message || code}\nCheck the network, the proxy, --region and AWS_ENDPOINT_URL.`,
      { cause: error },
    );
  }
  return error;
}
