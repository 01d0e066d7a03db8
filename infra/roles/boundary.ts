import { Policy } from "@pulumi/aws/iam";
import { output, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

/** Services that any role of a pipeline may use at all. */
const PIPELINE_SERVICES = [
  "codebuild",
  "codecommit",
  "codeconnections",
  "codepipeline",
  "codestar-connections",
  "kms",
  "logs",
  "s3",
  "secretsmanager",
  "securityhub",
  "sns",
  "sqs",
] as const;

/** The same in an account that has only the application. */
const HOSTING_SERVICES = ["kms", "logs", "s3"] as const;

/** What a target's roles may do beyond those of every pipeline. */
export interface BoundaryArgs {
  /** Services of this Region. */
  readonly services: readonly string[];
  /** Services without a Region. */
  readonly globalServices?: readonly string[];
  /** The only roles that may be assumed: those of the pipeline's own actions. */
  readonly actionRoles?: readonly string[];
  /** The only roles that may be passed, and to which services. */
  readonly passed?: { readonly roles: readonly string[]; readonly services: readonly string[] };
}

/**
 * The limit of every role of the pipeline, whatever its policy says: only this Region and account, no IAM and no other roles
 * except those the target names, no changes of key policies or buckets. A boundary grants nothing.
 */
export function boundaryOf(context: Context, ...parts: readonly (BoundaryArgs | undefined)[]): Output<string> {
  const more = parts.filter((part) => part !== undefined);
  const services = [...new Set(more.flatMap((part) => part.services))].sort();
  return boundary("boundary", context, [
    theseServices(context, [...PIPELINE_SERVICES, ...services]),
    ...more.flatMap((part) => allowed(part, context)),
    NO_CONTROL,
  ]);
}

/**
 * The same for the roles of an application in another account. Beyond that account's resources, they reach only what the
 * pipeline's account grants them.
 * @param pipelineActions actions allowed to them in the pipeline's account, in addition to reading artifacts
 */
export function hostingBoundary(
  context: Context,
  more: BoundaryArgs,
  { pipeline, pipelineActions }: { pipeline: Context; pipelineActions: readonly string[] },
  options: ComponentResourceOptions,
): Output<string> {
  const statements = [
    theseServices(context, [...HOSTING_SERVICES, ...more.services]),
    ...allowed(more, context),
    {
      Sid: "ReadFromThePipeline",
      Action: ["s3:GetObject", "s3:GetObjectVersion", "kms:Decrypt", "kms:DescribeKey", ...pipelineActions],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:ResourceAccount": pipeline.account, "aws:RequestedRegion": pipeline.region },
      },
    },
    NO_CONTROL,
  ];
  return boundary("hosting-boundary", context, statements, options);
}

/** A boundary from the settings is used as it is. */
function boundary(
  name: string,
  { settings, prefix }: Context,
  statements: readonly Statement[],
  options?: ComponentResourceOptions,
): Output<string> {
  if (settings.permissionsBoundary !== undefined) return output(settings.permissionsBoundary);
  const policy = new Policy(
    name,
    {
      name: `${prefix}-boundary`,
      description: `The most that a role of the pipeline ${prefix} may do`,
      policy: policyDocument(statements),
    },
    options,
  );
  return policy.arn;
}

const theseServices = ({ account, region }: Context, services: readonly string[]): Statement => ({
  Sid: "TheseServices",
  Action: services.map((service) => `${service}:*`),
  Resource: "*",
  // Some calls name no resource of an account.
  Condition: { StringEqualsIfExists: { "aws:ResourceAccount": account, "aws:RequestedRegion": region } },
});

function allowed({ globalServices = [], actionRoles = [], passed }: BoundaryArgs, { account }: Context): Statement[] {
  const statements: Statement[] = [];
  if (actionRoles.length > 0) {
    statements.push({ Sid: "AssumeActionRoles", Action: "sts:AssumeRole", Resource: actionRoles });
  }
  if (globalServices.length > 0) {
    statements.push({
      Sid: "GlobalServices",
      Action: globalServices.map((service) => `${service}:*`),
      Resource: "*",
      Condition: { StringEqualsIfExists: { "aws:ResourceAccount": account } },
    });
  }
  if (passed) {
    statements.push({
      Sid: "PassTheseRoles",
      Action: "iam:PassRole",
      Resource: passed.roles,
      Condition: { StringEquals: { "iam:PassedToService": passed.services } },
    });
  }
  return statements;
}

/** Would otherwise be allowed with the whole service. */
const NO_CONTROL: Statement = {
  Sid: "NoControlOverThem",
  Effect: "Deny",
  Action: [
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "s3:DeleteBucket*",
    "s3:DeleteObjectVersion",
    "s3:PutBucket*",
    "s3:PutLifecycleConfiguration",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
    "codebuild:CreateProject",
    "codebuild:UpdateProject",
    "codepipeline:PutApprovalResult",
    "codepipeline:UpdatePipeline",
  ],
  Resource: "*",
};
