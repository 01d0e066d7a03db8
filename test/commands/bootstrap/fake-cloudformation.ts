import { CloudFormationClient, CloudFormationServiceException, type Stack } from "@aws-sdk/client-cloudformation";

/** One call that the client was asked to send. */
export interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a call is answered with: the output's fields, or an error to throw. */
export type Answer = (call: Call, nth: number) => object | Error;

/** A client that sends nothing: every call is recorded and answered by `answer`, `nth` counting calls of that name from 0. */
export function fakeCloudFormation(answer: Answer): { readonly client: CloudFormationClient; readonly calls: Call[] } {
  const client = new CloudFormationClient({ region: "eu-west-1" });
  const calls: Call[] = [];
  client.middlewareStack.add(
    (_next, context) => (args) => {
      const call = { name: context.commandName?.replace(/Command$/, "") ?? "", input: { ...args.input } };
      const nth = calls.filter(({ name }) => name === call.name).length;
      calls.push(call);
      const output = answer(call, nth);
      if (output instanceof Error) return Promise.reject(output);
      return Promise.resolve({ response: {}, output: { $metadata: {}, ...output } });
    },
    { step: "initialize", priority: "high" },
  );
  return { client, calls };
}

/** The only error type that CloudFormation has for most refusals. */
export function validationError(message: string): Error {
  return new CloudFormationServiceException({ name: "ValidationError", $fault: "client", $metadata: {}, message });
}

/** A stack as bootstrap leaves it, with `changes`. */
export function stackOf(changes: Partial<Stack> = {}): Stack {
  return {
    StackName: "acme-dev-state",
    StackId: "arn:aws:cloudformation:eu-west-1:111122223333:stack/acme-dev-state/1",
    CreationTime: new Date(0),
    StackStatus: "CREATE_COMPLETE",
    EnableTerminationProtection: true,
    Tags: [
      { Key: "Project", Value: "acme" },
      { Key: "Stack", Value: "dev" },
      { Key: "ManagedBy", Value: "amorphic-cicd bootstrap" },
    ],
    Parameters: [
      { ParameterKey: "BucketName", ParameterValue: "" },
      { ParameterKey: "HistoryDays", ParameterValue: "30" },
      { ParameterKey: "VersionDays", ParameterValue: "365" },
    ],
    Outputs: [
      { OutputKey: "BucketName", OutputValue: "acme-state-dev-111122223333-eu-west-1" },
      { OutputKey: "KeyArn", OutputValue: "arn:aws:kms:eu-west-1:111122223333:key/1" },
      { OutputKey: "KeyAlias", OutputValue: "alias/acme-dev-state" },
    ],
    ...changes,
  };
}
