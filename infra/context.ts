import { getCallerIdentity, getPartition, getRegion } from "@pulumi/aws";
import { getConnection } from "@pulumi/aws/codestarconnections";
import type { Settings } from "./settings";

/** What every component needs to know: the settings, and where it is. */
export interface Context<S extends Settings = Settings> {
  readonly settings: S;
  /** `<name>-<environment>`: the pipeline's name, and the beginning of every other. */
  readonly prefix: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Whether the repository can be read: nobody may use a connection before a person has confirmed it. */
  readonly isConnected: boolean;
  /** An ARN in this account and Region. */
  readonly arn: (service: string, resource: string) => string;
}

/** Asks AWS where we are. */
export async function createContext<S extends Settings>(settings: S): Promise<Context<S>> {
  const prefix = `${settings.name}-${settings.environment}`;
  const [{ accountId: account }, { partition }, { region }, isConnected] = await Promise.all([
    getCallerIdentity(),
    getPartition(),
    getRegion(),
    isConfirmed(settings, prefix),
  ]);
  return {
    settings,
    prefix,
    account,
    region,
    partition,
    isConnected,
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
  };
}

/** One that the settings name is taken to be; CodeCommit needs none; ours is asked for, and before the first run is not there. */
async function isConfirmed({ source }: Settings, name: string): Promise<boolean> {
  if (source.provider === "CodeCommit" || source.connectionArn !== undefined) return true;
  const { connectionStatus } = await getConnection({ name }).catch(() => ({ connectionStatus: "none" }));
  return connectionStatus === "AVAILABLE";
}
