import { Role as IamRole, RolePolicy } from "@pulumi/aws/iam";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

export type RoleArgs = {
  readonly description: string;
  readonly boundary: Input<string>;
  readonly statements: readonly Statement[];
} & (AssumedByService | { readonly assumedBy: RoleName });

interface AssumedByService {
  /** Such as `codebuild.amazonaws.com`. */
  readonly service: string;
  /** The resource it may act for; left out if the service is not known to pass `aws:SourceArn`. */
  readonly sourceArn?: Input<string>;
  /** The service does not even pass `aws:SourceAccount`. */
  readonly isSilent?: true;
}

/** A role of this pipeline, by the name of its component and its account. */
export interface RoleName {
  readonly context: Context;
  readonly name: string;
}

/** A role that one service or one role may assume, for one job, with one inline policy and a permissions boundary. */
export class Role extends ComponentResource {
  readonly arn: Output<string>;
  /** To be awaited by whatever uses the role at once. */
  readonly policy: RolePolicy;

  constructor(name: string, context: Context, args: RoleArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Role", name, {}, options);
    const { description, boundary, statements } = args;
    const role = new IamRole(
      name,
      {
        name: `${context.prefix}-${name}`,
        description,
        assumeRolePolicy: policyDocument([
          "assumedBy" in args
            ? grantTo(args.assumedBy, { Sid: "OnlyThePipeline", Action: "sts:AssumeRole" })
            : {
                Sid: "OneServiceForThisAccount",
                Principal: { Service: args.service },
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

/**
 * A resource policy's statement for one role, by its name: as principal, the role would have to exist first, and a role
 * created again would be another one. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function grantTo({ context, name }: RoleName, what: Pick<Statement, "Sid" | "Action" | "Resource">): Statement {
  const { Sid, ...rest } = what;
  return {
    Sid,
    Principal: { AWS: `arn:${context.partition}:iam::${context.account}:root` },
    ...rest,
    Condition: { ArnEquals: { "aws:PrincipalArn": roleArn(context, name) } },
  };
}

/** The ARN of a role of this pipeline, by the name of its component. */
export const roleArn = ({ partition, account, prefix }: Context, name: string): string =>
  `arn:${partition}:iam::${account}:role/${prefix}-${name}`;

/** Against the confused deputy: the service must act for a resource of this account. */
function condition({ account }: Context, { sourceArn, isSilent }: AssumedByService): Pick<Statement, "Condition"> {
  if (isSilent) return {};
  return {
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    },
  };
}
