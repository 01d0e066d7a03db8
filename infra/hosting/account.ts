import { config, Provider } from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { hostingBoundary } from "../roles/boundary";
import type { Settings } from "../settings";
import { PipelineKey } from "../storage/key";
import type { HostingKind } from "../targets/target";

export interface HostingAccountArgs<S extends Settings> {
  /** Where the pipeline is. */
  readonly pipeline: Context;
  readonly kind: Pick<HostingKind<S>, "logServices" | "boundary" | "taken">;
}

/** What an application needs in an account that is not its pipeline's: the way there, a boundary, a key. */
export class HostingAccount<S extends Settings> extends ComponentResource {
  readonly provider: Provider;
  readonly boundary: Output<string>;
  /** Undefined if nothing there encrypts logs. */
  readonly keyArn: Output<string> | undefined;

  /** @param context of that account; its settings name the role by which it is reached */
  constructor(
    name: string,
    context: Context<S>,
    { pipeline, kind }: HostingAccountArgs<S>,
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:HostingAccount", name, {}, options);
    const { prefix, account, region, settings } = context;
    const { defaultTags, profile } = config;
    // A provider of its own knows nothing of the stack's `aws:` settings.
    this.provider = new Provider(
      name,
      {
        region,
        allowedAccountIds: [account],
        assumeRoles: [{ roleArn: settings.hosting?.roleArn, sessionName: `${prefix}-infra` }],
        ...(defaultTags && { defaultTags }),
        ...(profile && { profile }),
      },
      { parent: this },
    );
    const there = { parent: this, provider: this.provider };
    this.boundary = hostingBoundary(context, kind.boundary(context), { pipeline, taken: kind.taken }, there);
    const { logServices } = kind;
    this.keyArn =
      logServices.length > 0
        ? new PipelineKey(`${name}-key`, context, { description: `Logs of ${prefix}`, logServices }, there).arn
        : undefined;
    this.registerOutputs();
  }
}
