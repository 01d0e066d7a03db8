import { UserError } from "../../providers/errors";

/** Every name and address that belongs to one environment. */
export interface Names {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** The CloudFormation stack that owns bucket and key. */
  readonly cloudFormation: string;
  /** The alias of the key, `alias/` included. */
  readonly alias: string;
  /** What `pulumi stack init --secrets-provider` takes. */
  readonly secretsProvider: string;
}

const maxBucketName = 63;
const accountIdLength = 12;

/** Checks what the user gave and derives all names from it. */
export function namesOf(project: string, stack: string, region: string): Names {
  checkNames(project, stack);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new UserError(`${JSON.stringify(region)} is not an AWS region: pass one, such as --region eu-west-1.`);
  }
  const alias = `alias/${project}-${stack}-state`;
  return {
    project,
    stack,
    region,
    cloudFormation: `${project}-${stack}-state`,
    alias,
    secretsProvider: `awskms://${alias}?region=${region}`,
  };
}

/** Refuses what is not valid in every derived name. */
export function checkNames(project: string, stack: string): void {
  for (const [option, value] of Object.entries({ project, stack })) {
    // One form that a bucket, a CloudFormation stack, a KMS alias and a Pulumi stack all accept.
    if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(value)) {
      throw new UserError(
        `--${option} ${JSON.stringify(value)} cannot be part of a bucket's name: use lower-case letters, digits and hyphens, starting with a letter.`,
      );
    }
  }
}

/** Refuses a bucket name that S3 would refuse only after minutes of roll-back. */
export function checkBucketName(names: Names, bucket: string | undefined): void {
  if (bucket === undefined) {
    const length = `${names.project}-state-${names.stack}-${names.region}`.length + 1 + accountIdLength;
    if (length > maxBucketName) {
      throw new UserError(
        `The bucket's default name for stack ${names.stack} would have ${length} characters, but S3 allows ${maxBucketName}: choose one with --bucket.`,
      );
    }
  } else if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) {
    // No dots: they break TLS for virtual-hosted addresses, and this bucket is reached by TLS only.
    throw new UserError(
      `--bucket ${JSON.stringify(bucket)} is not a valid bucket name: use 3 to 63 lower-case letters, digits and hyphens.`,
    );
  }
}

/**
 * The address for `PULUMI_BACKEND_URL`. At another endpoint (moto, LocalStack) the bucket has no host name of its own, so the
 * address asks for path style.
 */
export function backendUrl(bucket: string, region: string, environment: NodeJS.ProcessEnv): string {
  const query = new URLSearchParams({ region });
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  if (endpoint) {
    query.set("endpoint", endpoint);
    query.set("s3ForcePathStyle", "true");
  }
  return `s3://${bucket}?${query.toString()}`;
}

/**
 * Where the journal of this stack's creates is kept. The address is committed, so it names no endpoint: the AWS SDK takes
 * that from the environment.
 */
export function journalUrl(bucket: string, { stack, region }: Names): string {
  return `s3://${bucket}/journal/${stack}?region=${region}`;
}
