import { Policy } from "@pulumi/aws/iam";
import { output, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

/** All actions of the roles of any pipeline. A test compares the boundaries with what the roles' policies say. */
const PIPELINE_ACTIONS = [
  "codebuild:BatchGetBuilds",
  "codebuild:BatchPutTestCases",
  "codebuild:CreateReport",
  "codebuild:StartBuild",
  "codebuild:UpdateReport",
  "codecommit:CancelUploadArchive",
  "codecommit:GetBranch",
  "codecommit:GetCommentsForPullRequest",
  "codecommit:GetCommit",
  "codecommit:GetPullRequest",
  "codecommit:GetRepository",
  "codecommit:GetUploadArchiveStatus",
  "codecommit:GitPull",
  "codecommit:PostCommentForPullRequest",
  "codecommit:UpdateComment",
  "codecommit:UploadArchive",
  "codeconnections:GetConnection",
  "codeconnections:GetConnectionToken",
  "codeconnections:UseConnection",
  "codepipeline:ListActionExecutions",
  "codepipeline:StartPipelineExecution",
  "codestar-connections:GetConnection",
  "codestar-connections:GetConnectionToken",
  "codestar-connections:UseConnection",
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "s3:DeleteObject",
  "s3:GetBucketAcl",
  "s3:GetBucketLocation",
  "s3:GetBucketVersioning",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:ListBucket",
  "s3:PutObject",
  "secretsmanager:GetSecretValue",
  "securityhub:BatchImportFindings",
  "securityhub:GetFindings",
  "sns:Publish",
  "sqs:SendMessage",
] as const;

/** Actions with which every role of an application in another account reads its artifacts. */
const READ_ARTIFACTS = ["s3:GetObject", "s3:GetObjectVersion", "kms:Decrypt", "kms:DescribeKey"] as const;

/** What a target's roles may do beyond those of every pipeline. */
export interface BoundaryArgs {
  /** Actions of services in this Region. */
  readonly actions: readonly string[];
  /** Actions of services without a Region. */
  readonly globalActions?: readonly string[];
  /** The only roles that may be assumed: those of the pipeline's own actions. */
  readonly actionRoles?: readonly string[];
  /** The only roles that may be passed, and to which services. */
  readonly passed?: { readonly roles: readonly string[]; readonly services: readonly string[] };
}

/**
 * The limit of every role of the pipeline, whatever its policy says: only these actions, which change no key, bucket, project or
 * pipeline, only in this Region and account, and no other roles except those the target names. A boundary grants nothing.
 */
export function boundaryOf(context: Context, ...parts: readonly (BoundaryArgs | undefined)[]): Output<string> {
  const more = parts.filter((part) => part !== undefined);
  return boundary("boundary", context, [
    theseActions(context, [...PIPELINE_ACTIONS, ...more.flatMap((part) => part.actions)]),
    ...more.flatMap((part) => allowed(part, context)),
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
    theseActions(context, [...READ_ARTIFACTS, ...more.actions]),
    ...allowed(more, context),
    {
      Sid: "ReadFromThePipeline",
      Action: [...READ_ARTIFACTS, ...pipelineActions],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:ResourceAccount": pipeline.account, "aws:RequestedRegion": pipeline.region },
      },
    },
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

const theseActions = ({ account, region }: Context, actions: readonly string[]): Statement => ({
  Sid: "TheseActions",
  Action: [...new Set(actions)].sort(),
  Resource: "*",
  // Some calls name no resource of an account.
  Condition: { StringEqualsIfExists: { "aws:ResourceAccount": account, "aws:RequestedRegion": region } },
});

function allowed({ globalActions = [], actionRoles = [], passed }: BoundaryArgs, { account }: Context): Statement[] {
  const statements: Statement[] = [];
  if (actionRoles.length > 0) {
    statements.push({ Sid: "AssumeActionRoles", Action: "sts:AssumeRole", Resource: actionRoles });
  }
  if (globalActions.length > 0) {
    statements.push({
      Sid: "GlobalActions",
      Action: globalActions,
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
