import {
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
  type AwsSecurityFinding,
  type ImportFindingsError,
} from "@aws-sdk/client-securityhub";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsFailure } from "../../providers/client/aws-failure";
import { UserError } from "../../providers/errors";
import { batchesOf } from "./batches";

/** Waits longer the more it is throttled: ten calls a second are for the whole account and region. */
const RETRIES = { retryMode: "adaptive", maxAttempts: 8 };

/** Whose Security Hub it is. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The part of Security Hub that publishing needs. */
export interface Hub {
  readonly place: Place;
  /** Every finding whose id begins with the prefix. */
  readonly findings: (productArn: string, prefix: string) => Promise<AwsSecurityFinding[]>;
  /** @throws UserError naming every finding that was refused */
  readonly import: (findings: readonly AwsSecurityFinding[]) => Promise<void>;
}

/** Opens the Security Hub of the credentials' account. @throws UserError */
export async function openHub(region: string | undefined): Promise<Hub> {
  const given = { ...RETRIES, ...(region !== undefined && { region }) };
  const client = new SecurityHubClient(given);
  const place = await placeOf(client, given);
  const ask = async <T>(what: string, right: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw explain(error, what, right, place);
    }
  };
  return {
    place,
    findings: (productArn, prefix) =>
      ask("The findings in Security Hub cannot be read", "securityhub:GetFindings", () =>
        allFindings(client, productArn, prefix),
      ),
    import: (findings) =>
      ask("The findings cannot be sent to Security Hub", "securityhub:BatchImportFindings", () =>
        importAll(client, findings),
      ),
  };
}

async function placeOf(client: SecurityHubClient, given: object): Promise<Place> {
  let region: string;
  try {
    region = await client.config.region();
  } catch (error) {
    throw new UserError("No AWS region is set: pass --region or set AWS_REGION.", { cause: error });
  }
  try {
    const { Account: account, Arn = "" } = await new STSClient({ ...given, region }).send(
      new GetCallerIdentityCommand(),
    );
    const partition = /^arn:([\w-]+):/.exec(Arn)?.[1];
    if (account === undefined || partition === undefined) throw new Error("AWS returned no account");
    return { partition, region, account };
  } catch (error) {
    throw awsFailure(
      "The AWS account cannot be determined",
      "sts:GetCallerIdentity, which only a policy can deny",
      error,
    );
  }
}

async function allFindings(
  client: SecurityHubClient,
  productArn: string,
  prefix: string,
): Promise<AwsSecurityFinding[]> {
  const found: AwsSecurityFinding[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetFindingsCommand({
        Filters: {
          ProductArn: [{ Value: productArn, Comparison: "EQUALS" }],
          Id: [{ Value: prefix, Comparison: "PREFIX" }],
        },
        MaxResults: 100,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    found.push(...(page.Findings ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== "");
  // Findings of others must never be archived, whatever was answered.
  return found.filter(({ Id, ProductArn }) => Id?.startsWith(prefix) && ProductArn === productArn);
}

async function importAll(client: SecurityHubClient, findings: readonly AwsSecurityFinding[]): Promise<void> {
  const refused: ImportFindingsError[] = [];
  for (const Findings of batchesOf(findings)) {
    const answer = await client.send(new BatchImportFindingsCommand({ Findings }));
    // The call succeeds even if findings were refused.
    const failed = answer.FailedFindings ?? [];
    refused.push(...failed);
    if (answer.FailedCount !== undefined && answer.FailedCount > failed.length) {
      refused.push({ Id: "(not named)", ErrorCode: "Unknown", ErrorMessage: `${answer.FailedCount} findings failed` });
    }
  }
  if (refused.length === 0) return;
  const lines = refused.map(
    ({ Id, ErrorCode, ErrorMessage }) => `  ${Id ?? ""}: ${ErrorCode ?? ""}: ${ErrorMessage ?? ""}`,
  );
  const count = `${refused.length} of ${findings.length} findings`;
  throw new UserError([`Security Hub refused ${count}; the others were published:`, ...lines].join("\n"));
}

function explain(error: unknown, what: string, right: string, { partition, account, region }: Place): unknown {
  if (error instanceof UserError) return error;
  const { name = "" } = error as Partial<Error>;
  if (name === "InvalidAccessException") {
    return new UserError(
      `Security Hub is not enabled in account ${account}, region ${region}. ` +
        `Enable it (aws securityhub enable-security-hub --region ${region}), or pass another --region.`,
      { cause: error },
    );
  }
  const product = `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
  const rights = `${right} on the product ${product}`;
  return awsFailure(what, right === "securityhub:GetFindings" ? right : rights, error);
}
