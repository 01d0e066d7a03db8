import { text, type Key } from "../settings/key";
import { accountIn, type Place } from "../settings/place";

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

/**
 * Mistakes in ARNs that must be of the application's account but are not.
 * @param named further ARNs of the settings, by key
 */
export function hostingContradictions(
  hosting: Partial<HostingSettings> | undefined,
  named: Readonly<Record<string, string | undefined>>,
  place: Place,
): string[] {
  if (hosting === undefined) return outside(place.accounts, "aws:allowedAccountIds", named);
  const { roleArn, permissionsBoundary } = hosting;
  if (roleArn === undefined) return [`pipeline:hosting.roleArn is missing: ${hostingKeys["hosting.roleArn"].allowed}`];
  return outside([accountIn(roleArn)], "hosting.roleArn", {
    "hosting.permissionsBoundary": permissionsBoundary,
    ...named,
  });
}

/** @param accounts where the application may be; anywhere if empty */
function outside(
  accounts: readonly string[],
  saidBy: string,
  named: Readonly<Record<string, string | undefined>>,
): string[] {
  return Object.entries(named).flatMap(([key, arn]) =>
    arn === undefined || accounts.length === 0 || [...accounts, "aws"].includes(accountIn(arn))
      ? []
      : [
          `pipeline:${key} is in account ${accountIn(arn)}, but the application is in ${accounts.join(" or ")} (${saidBy})`,
        ],
  );
}
