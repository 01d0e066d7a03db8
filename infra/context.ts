import { getCallerIdentity, getPartition, getRegion } from "@pulumi/aws";
import { getConnection } from "@pulumi/aws/codestarconnections";
import { getAlias } from "@pulumi/aws/kms";
import type { Settings } from "./settings";

/** What every component needs to know: the settings, and where it is. */
export interface Context {
  readonly settings: Settings;
  /** `<name>-<environment>`: the pipeline's name, and the beginning of every other. */
  readonly prefix: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Of the key that bootstrap made: a policy that names an alias grants nothing. */
  readonly stateKeyArn: string;
  /** Whether the repository can be read: nobody may use a connection before a person has confirmed it. */
  readonly isConnected: boolean;
  /** An ARN in this account and Region. */
  readonly arn: (service: string, resource: string) => string;
}

/** Asks AWS where we are, and for the state's key. @throws if bootstrap has not made that key */
export async function createContext(settings: Settings): Promise<Context> {
  const prefix = `${settings.name}-${settings.environment}`;
  const [{ accountId: account }, { partition }, { region }, key, isConnected] = await Promise.all([
    getCallerIdentity(),
    getPartition(),
    getRegion(),
    getAlias({ name: settings.state.key }),
    isConfirmed(settings, prefix),
  ]);
  return {
    settings,
    prefix,
    account,
    region,
    partition,
    stateKeyArn: key.targetKeyArn,
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
