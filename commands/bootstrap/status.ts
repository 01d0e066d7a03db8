import type { Stack } from "@aws-sdk/client-cloudformation";
import { UserError } from "../../providers/errors";
import type { Names } from "./names";
import { tagsOf } from "./template";

const updatable = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;
const deletable =
  /^(ROLLBACK_IN_PROGRESS|ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED|REVIEW_IN_PROGRESS)$/;

/** Refuses a stack that CloudFormation would not update, and says what to do. */
export function checkStatus(stack: Stack, names: Names): void {
  const status = stack.StackStatus ?? "";
  if (updatable.test(status)) return;
  throw new UserError(`The CloudFormation stack ${names.cloudFormation} is in ${status}. ${wayOut(status, names)}`);
}

/**
 * Refuses a stack that is not ours, which must not get our template. Two environments can also have one name (`a` + `b-c`,
 * `a-b` + `c`), and updating the other's would ask for another bucket; the tags tell them apart.
 */
export function checkOwner(stack: Stack, names: Names): void {
  const tag = (key: string) => stack.Tags?.find(({ Key }) => Key === key)?.Value;
  const tags = tagsOf(names.project, names.stack);
  if (tags.every(({ Key, Value }) => tag(Key) === Value)) return;
  // A stack deployed by hand from --print-template lacks our tags but has our outputs.
  const isUntagged = tags.every(({ Key, Value }) => tag(Key) === undefined || tag(Key) === Value);
  if (isUntagged && stack.Outputs?.some(({ OutputKey }) => OutputKey === "KeyAlias")) return;
  throw new UserError(
    `The CloudFormation stack ${names.cloudFormation} was not created by bootstrap for project ${names.project}, stack ${names.stack}. Choose another --project.`,
  );
}

/** What to do about a stack in that status, with commands to copy. */
export function wayOut(status: string, { cloudFormation, region }: Names): string {
  const target = `--stack-name ${cloudFormation} --region ${region}`;
  if (updatable.test(status)) return "It was rolled back. Fix the cause and run bootstrap again.";
  if (deletable.test(status)) {
    return (
      "Such a stack can only be deleted; a bucket or key in use is kept. Fix the cause, then:\n" +
      `  aws cloudformation update-termination-protection --no-enable-termination-protection ${target}\n` +
      `  aws cloudformation delete-stack ${target}\n` +
      `  aws cloudformation wait stack-delete-complete ${target}\n` +
      "and run bootstrap again."
    );
  }
  if (status === "UPDATE_ROLLBACK_FAILED" || status === "UPDATE_FAILED") {
    const command = status === "UPDATE_FAILED" ? "rollback-stack" : "continue-update-rollback";
    return `Roll it back to its last good state, then run bootstrap again:\n  aws cloudformation ${command} ${target}`;
  }
  return "Wait until CloudFormation has finished, then run bootstrap again.";
}

export interface StateOutputs {
  readonly bucket: string;
  readonly keyArn: string;
  readonly alias: string;
}

/** The template's outputs. */
export function outputsOf(stack: Stack | undefined, names: Names): StateOutputs {
  const output = (key: string) => {
    const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (value !== undefined) return value;
    throw new UserError(
      `The CloudFormation stack ${names.cloudFormation} has no output ${key}, so its template was edited. Update it with the template ` +
        `printed by \`bootstrap --print-template\`, then run bootstrap again.`,
    );
  };
  return { bucket: output("BucketName"), keyArn: output("KeyArn"), alias: output("KeyAlias") };
}
