import { text, type Key } from "../settings/key";

/** The application's account, if it is not its pipeline's: the account of the role. */
export interface HostingSettings {
  /** The role `pulumi up` assumes to create resources there; no role of the pipeline does. */
  readonly roleArn: string;
  readonly permissionsBoundary?: string;
}

/** For targets that host their application in AWS. */
export const hostingKeys = {
  "hosting.roleArn": {
    allowed:
      "the ARN of a role in another account, which pulumi up assumes to create the application there; without it, the application is in the pipeline's account",
    isGood: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9+=,.@_/-]+$/),
  },
  "hosting.permissionsBoundary": {
    allowed: "the ARN of a managed policy in that account; without it, one is created",
    isGood: text(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/),
  },
} satisfies Record<string, Key>;

export const partitionIn = (arn: string): string => arn.split(":")[1] ?? "";
export const regionIn = (arn: string): string => arn.split(":")[3] ?? "";
export const accountIn = (arn: string): string => arn.split(":")[4] ?? "";

/**
 * Mistakes in ARNs that must be of the application's account but are not.
 * @param named further ARNs of the settings, by key
 */
export function hostingContradictions(
  hosting: Partial<HostingSettings> | undefined,
  named: Readonly<Record<string, string | undefined>>,
): string[] {
  if (hosting === undefined) return [];
  const { roleArn, permissionsBoundary } = hosting;
  if (roleArn === undefined) return [`pipeline:hosting.roleArn is missing: ${hostingKeys["hosting.roleArn"].allowed}`];
  const account = accountIn(roleArn);
  return Object.entries({ "hosting.permissionsBoundary": permissionsBoundary, ...named })
    .filter(([, arn]) => arn !== undefined && ![account, "aws"].includes(accountIn(arn)))
    .map(
      ([key, arn = ""]) =>
        `pipeline:${key} is in account ${accountIn(arn)}, but the application is in ${account} (hosting.roleArn)`,
    );
}
