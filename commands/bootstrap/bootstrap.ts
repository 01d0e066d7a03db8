import { existsSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { awsFailure, isAwsError } from "../../providers/client/aws-failure";
import { UserError } from "../../providers/errors";
import { applyStack, type Change } from "./cloudformation";
import { backendUrl, journalUrl, namesOf, type Names } from "./names";
import type { PulumiRunner } from "./pulumi";
import { prepareStack, stackFile } from "./stack";

export interface BootstrapOptions {
  readonly project: string;
  readonly stack: string;
  /** Default: the region of the environment or of the AWS profile. */
  readonly region?: string | undefined;
  /** Default: made by the template from project, stack, account and region. */
  readonly bucket?: string | undefined;
  readonly historyDays?: number | undefined;
  readonly versionDays?: number | undefined;
  /** Holds `Pulumi.yaml`; the stack's file is written there. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called once AWS is done, since getting the CLI may take minutes. */
  readonly pulumi: () => Promise<PulumiRunner>;
  readonly progress: (line: string) => void;
  /** For tests; the default reads credentials and endpoint from the process's environment. */
  readonly cloudFormation?: CloudFormationClient | undefined;
}

export interface BootstrapResult {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly cloudFormation: { readonly name: string; readonly change: Change };
  readonly bucket: string;
  readonly keyArn: string;
  readonly alias: string;
  readonly secretsProvider: string;
  readonly backendUrl: string;
  readonly pulumi: { readonly file: string; readonly done: readonly string[] };
  /** Whether this run found everything in place. */
  readonly unchanged: boolean;
}

/** Creates what is missing of one environment's state bucket, key and Pulumi stack. */
export async function bootstrap(options: BootstrapOptions): Promise<BootstrapResult> {
  const { environment, directory, progress } = options;
  // First, so that no bucket is created for a project that does not exist.
  if (!existsSync(join(directory, "Pulumi.yaml"))) {
    throw new UserError(
      `There is no Pulumi.yaml in ${directory}: run bootstrap in the directory of the Pulumi project.`,
    );
  }
  const client = options.cloudFormation ?? clientOf(options);
  const names = namesOf(options.project, options.stack, await regionOf(client));
  const { change, bucket, keyArn, alias } = await makeState(client, names, options);

  const url = backendUrl(bucket, names.region, environment);
  const journal = journalUrl(bucket, names);
  const pulumi = await options.pulumi();
  const done = await prepareStack({ names, backendUrl: url, journal, directory, environment, pulumi, progress });
  return {
    project: names.project,
    stack: names.stack,
    region: names.region,
    cloudFormation: { name: names.cloudFormation, change },
    bucket,
    keyArn,
    alias,
    secretsProvider: names.secretsProvider,
    backendUrl: url,
    pulumi: { file: stackFile(names.stack), done },
    unchanged: change === "unchanged" && done.length === 0,
  };
}

async function makeState(client: CloudFormationClient, names: Names, options: BootstrapOptions) {
  try {
    const parameters = {
      BucketName: options.bucket,
      HistoryDays: options.historyDays?.toString(),
      VersionDays: options.versionDays?.toString(),
    };
    return await applyStack(client, names, parameters, options.progress);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const what = `The CloudFormation stack ${names.cloudFormation} cannot be read, created or updated`;
    throw awsFailure(what, "the permissions listed in docs/bootstrap.md", error);
  }
}

function clientOf({ region, environment }: BootstrapOptions): CloudFormationClient {
  // The SDK knows AWS_REGION and the profile's region, but not the variable that the AWS CLI reads.
  const chosen = region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION);
  return new CloudFormationClient(chosen ? { region: chosen } : {});
}

async function regionOf(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    throw new UserError("No AWS region is set: pass --region or set AWS_REGION.", { cause: error });
  }
}
