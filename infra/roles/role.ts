import { Role as IamRole, RolePolicy } from "@pulumi/aws/iam";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { policyDocument, type Statement } from "./policy";

export type RoleArgs = {
  readonly description: string;
  readonly boundary: Input<string>;
  readonly statements: readonly Statement[];
} & (TakenByService | { readonly takenBy: RoleName });

interface TakenByService {
  /** As `codebuild.amazonaws.com`. */
  readonly service: string;
  /** For whom that service may act; left out where the service is not known to say it. */
  readonly sourceArn?: Input<string>;
  /** The service does not even say for which account. */
  readonly isSilent?: true;
}

/** A role of this pipeline, by the name of its component and the account that it is in. */
export interface RoleName {
  readonly context: Context;
  readonly name: string;
}

/** A role of one service, or of another role, for one job, with one inline policy and a permissions boundary. */
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
          "takenBy" in args
            ? grantTo(args.takenBy, { Sid: "OnlyThePipeline", Action: "sts:AssumeRole" })
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
 * What a policy of a resource lets one role do. By the name of the role: as principal it would have to be there first, and
 * once made anew it would be another. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
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

/** Against the confused deputy: the service must act for something of this account. */
function condition({ account }: Context, { sourceArn, isSilent }: TakenByService): Pick<Statement, "Condition"> {
  if (isSilent) return {};
  return {
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
    },
  };
}
