import { Role as IamRole, RolePolicy } from "@pulumi/aws/iam";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

export interface RoleArgs {
  readonly description: string;
  /** The service that takes it, as `codebuild.amazonaws.com`; left out: the pipeline's role does, for one of its actions. */
  readonly service?: string;
  /** For whom that service may act; left out where the service is not known to say it. */
  readonly sourceArn?: Input<string>;
  /** The service does not even say for which account. */
  readonly isSilent?: true;
  readonly boundary: Input<string>;
  readonly statements: readonly Statement[];
}

/** A role of one service for one job, with one inline policy and a permissions boundary. */
export class Role extends ComponentResource {
  readonly arn: Output<string>;
  /** To be awaited by whatever uses the role at once. */
  readonly policy: RolePolicy;

  constructor(name: string, context: Context, args: RoleArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Role", name, {}, options);
    const { description, service, boundary, statements } = args;
    const role = new IamRole(
      name,
      {
        name: `${context.prefix}-${name}`,
        description,
        assumeRolePolicy: policyDocument([
          service === undefined
            ? byPipeline(context)
            : {
                Sid: "OneServiceForThisAccount",
                Principal: { Service: service },
                Action: "sts:AssumeRole",
                ...condition(context, args),
              },
        ]),
        permissionsBoundary: boundary,
        maxSessionDuration: 3600,
      },
      { parent: this },
    );
    this.policy = new RolePolicy(
      name,
      { name: "job", role: role.name, policy: policyDocument(statements) },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** By name, since a trust policy cannot name a role as principal before it is there. */
const byPipeline = (context: Context): Statement => ({
  Sid: "OnlyThePipeline",
  Principal: { AWS: `arn:${context.partition}:iam::${context.account}:root` },
  Action: "sts:AssumeRole",
  Condition: { ArnEquals: { "aws:PrincipalArn": roleArn(context, "pipeline") } },
});

/** The ARN of a role of this pipeline, by the name of its component. */
export const roleArn = ({ partition, account, prefix }: Context, name: string): string =>
  `arn:${partition}:iam::${account}:role/${prefix}-${name}`;

/** Against the confused deputy: the service must act for something of this account. */
function condition({ account }: Context, { sourceArn, isSilent }: RoleArgs): Pick<Statement, "Condition"> {
  if (isSilent) return {};
  return {
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    },
  };
}
