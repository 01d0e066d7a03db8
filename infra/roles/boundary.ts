import { Policy } from "@pulumi/aws/iam";
import { output, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

/** Services that any role here may use at all. */
const SERVICES = [
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

/** How far the roles of a target may go beyond those of every pipeline. */
export interface BoundaryArgs {
  /** Services of this Region. */
  readonly services: readonly string[];
  /** Services without a Region. */
  readonly globalServices?: readonly string[];
  /** The only roles that may be taken: those of the pipeline's own actions. */
  readonly actionRoles: readonly string[];
  /** The only roles that may be handed on, and to which services. */
  readonly passed?: { readonly roles: readonly string[]; readonly services: readonly string[] };
}

/**
 * What no role of the pipeline may go beyond, whatever its policy comes to say: no IAM and no other role but what the target
 * names, no key policy, no change of a bucket, in this Region and account. A boundary grants nothing.
 */
export function boundaryOf(context: Context, more?: BoundaryArgs): Output<string> {
  const { settings, prefix, account, region } = context;
  if (settings.permissionsBoundary !== undefined) return output(settings.permissionsBoundary);
  const policy = new Policy("boundary", {
    name: `${prefix}-boundary`,
    description: `The most that a role of the pipeline ${prefix} may do`,
    policy: policyDocument([
      {
        Sid: "TheseServices",
        Action: [...SERVICES, ...(more?.services ?? [])].map((service) => `${service}:*`),
        Resource: "*",
        // Some calls name no resource of an account.
        Condition: { StringEqualsIfExists: { "aws:ResourceAccount": account, "aws:RequestedRegion": region } },
      },
      ...(more ? allowed(more, account) : []),
      {
        Sid: "NoControlOverThem",
        Effect: "Deny",
        Action: [
          // What a target may do of these, the statements above say; all else is not allowed anyhow.
          ...(more ? [] : ["iam:*", "sts:AssumeRole"]),
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
      },
    ]),
  });
  return policy.arn;
}

function allowed({ globalServices = [], actionRoles, passed }: BoundaryArgs, account: string): Statement[] {
  const statements: Statement[] = [{ Sid: "TakeActionRoles", Action: "sts:AssumeRole", Resource: actionRoles }];
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
