import { getCallerIdentity, getPartition, getRegion } from "@pulumi/aws";
import { getConnection } from "@pulumi/aws/codestarconnections";
import { UserError } from "../providers/errors";
import { accountIn, partitionIn, regionIn } from "./settings/place";
import type { Settings } from "./settings/settings";

/** What every component needs: the settings, the account and the Region. */
export interface Context<S extends Settings = Settings> {
  readonly settings: S;
  /** `<name>-<environment>`: the pipeline's name, and the prefix of all other names. */
  readonly prefix: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Whether the repository can be read: a connection works only after a person has confirmed it. */
  readonly isConnected: boolean;
  /** An ARN in this account and Region. */
  readonly arn: (service: string, resource: string) => string;
}

/**
 * Looks up where the stack is deployed.
 * @throws UserError if `pipeline:hosting` names this account or another partition, or the connection cannot be looked up
 */
export async function createContext<S extends Settings>(settings: S): Promise<Context<S>> {
  const prefix = `${settings.name}-${settings.environment}`;
  const [{ accountId: account }, { partition }, { region }, isConnected] = await Promise.all([
    getCallerIdentity(),
    getPartition(),
    getRegion(),
    isConfirmed(settings, prefix),
  ]);
  if (settings.hosting) {
    const { roleArn } = settings.hosting;
    if (accountIn(roleArn) === account) {
      throw new UserError(
        `pipeline:hosting.roleArn is in ${account}, the pipeline's own account: remove pipeline:hosting`,
      );
    }
    if (partitionIn(roleArn) !== partition) {
      throw new UserError(
        `pipeline:hosting.roleArn is in the partition ${partitionIn(roleArn)}, but roles cannot be assumed across partitions: name a role in ${partition}, where the pipeline is`,
      );
    }
  }
  return { settings, prefix, isConnected, ...place(partition, region, account) };
}

/** Where the application is. */
export interface Hosting<S extends Settings = Settings> {
  readonly context: Context<S>;
  /** Whether that is another account than the pipeline's. */
  readonly isElsewhere: boolean;
}

/** The application's context: in the account that the settings name, or the pipeline's; the Region is the same. */
export function hostingOf<S extends Settings>(context: Context<S>): Hosting<S> {
  const { settings, partition, region } = context;
  if (settings.hosting === undefined) return { context, isElsewhere: false };
  const { roleArn, permissionsBoundary } = settings.hosting;
  // A permissions boundary of one account does not exist in another.
  const { permissionsBoundary: _, ...rest } = settings;
  const ours = { ...rest, ...(permissionsBoundary && { permissionsBoundary }) } as S;
  return {
    context: { ...context, settings: ours, ...place(partition, region, accountIn(roleArn)) },
    isElsewhere: true,
  };
}

const place = (partition: string, region: string, account: string) => ({
  partition,
  region,
  account,
  arn: (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
});

/** CodeCommit needs no connection; one of ours is missing at first. */
async function isConfirmed({ source }: Settings, name: string): Promise<boolean> {
  const { provider, connectionArn } = source;
  if (provider === "CodeCommit") return true;
  const { connectionStatus } =
    connectionArn === undefined
      ? await getConnection({ name }).catch((error: unknown) => notFound(error, name))
      : await getConnection({ arn: connectionArn, region: regionIn(connectionArn) }).catch((error: unknown) => {
          throw unknown(connectionArn, "GetConnection", error);
        });
  return connectionStatus === "AVAILABLE";
}

/**
 * Only a missing connection counts as unconfirmed, since the builds that clone by themselves are then deleted.
 * @throws UserError for any other error, such as a missing permission
 */
function notFound(error: unknown, name: string) {
  // The AWS provider's wording (hashicorp/terraform-provider-aws, codestarconnections/connection_data_source.go).
  if (reasonOf(error).includes(`(${name}): not found`)) return { connectionStatus: "none" };
  throw unknown(name, "ListConnections", error);
}

const unknown = (connection: string, action: string, error: unknown): UserError =>
  new UserError(
    `The status of the connection ${connection} could not be looked up, so nothing was changed: ${reasonOf(error)}\n` +
      `Try again. Your role needs codestar-connections:${action} and codestar-connections:ListTagsForResource.`,
    { cause: error },
  );

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
