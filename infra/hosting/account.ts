import { config, Provider } from "@pulumi/aws";
import { getAliasOutput } from "@pulumi/aws/kms";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { hostingBoundary } from "../roles/boundary";
import type { Settings } from "../settings/settings";
import type { HostingKind } from "../targets/target";

/** The role of provisioning-role.yaml is limited by this tag where AWS can limit it by tags only. */
const STACK_TAG = "amorphic-cicd-stack";

export interface HostingAccountArgs<S extends Settings> {
  /** The pipeline's own context. */
  readonly pipeline: Context;
  readonly kind: Pick<HostingKind<S>, "logServices" | "boundary" | "pipelineActions">;
}

/** What an application needs in an account other than its pipeline's: a provider, a boundary, a key. */
export class HostingAccount<S extends Settings> extends ComponentResource {
  readonly provider: Provider;
  readonly boundary: Output<string>;
  /** Undefined if no log groups are created there. */
  readonly keyArn: Output<string> | undefined;

  /** @param context of that account; its settings name the role to assume there */
  constructor(
    name: string,
    context: Context<S>,
    { pipeline, kind }: HostingAccountArgs<S>,
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:HostingAccount", name, {}, options);
    const { prefix, account, region, settings } = context;
    // An explicit provider does not inherit the stack's `aws:` settings. Account, roles and tags differ there.
    const { forbiddenAccountIds: _, ...common } = config;
    this.provider = new Provider(
      name,
      {
        ...common,
        region,
        allowedAccountIds: [account],
        assumeRoles: [
          ...(config.assumeRoles ?? []),
          { roleArn: settings.hosting?.roleArn, sessionName: `${prefix}-infra` },
        ],
        defaultTags: { tags: { ...config.defaultTags?.tags, [STACK_TAG]: prefix } },
      },
      { parent: this },
    );
    const there = { parent: this, provider: this.provider };
    this.boundary = hostingBoundary(
      context,
      kind.boundary(context),
      { pipeline, pipelineActions: kind.pipelineActions },
      there,
    );
    // The key is created with the role, which may therefore not manage keys.
    this.keyArn =
      kind.logServices.length > 0 ? getAliasOutput({ name: `alias/${prefix}-logs` }, there).targetKeyArn : undefined;
    this.registerOutputs();
  }
}
