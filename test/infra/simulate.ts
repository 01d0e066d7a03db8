import assert from "node:assert/strict";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { accountIn } from "../../infra/settings/place";
import type { Graph } from "./recorded";

export type Call = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

/** What a role does all day, and what it must not be able to do. */
export interface Rights {
  readonly may: readonly Call[];
  readonly mayNot: readonly Call[];
}

export const document = (text: unknown): unknown => JSON.parse(String(text));

/** @returns whether IAM would let the role do it, with its boundary and, where the resource has one, the resource's policy */
export async function isAllowed(made: Graph, prefix: string, role: string, call: Call): Promise<boolean> {
  const { account } = made.one("Role", role);
  const boundary = made.all("Policy").find((one) => one.account === account && one.name.endsWith("boundary"));
  return decide(made, `arn:aws:iam::${account}:role/${prefix}-${role}`, call, {
    identityPolicies: [{ name: role, policy: document(made.inputs("RolePolicy", role)["policy"]) }],
    permissionBoundaryPolicies: [{ name: "boundary", policy: document(boundary?.inputs["policy"]) }],
  });
}

/** @returns whether a role that is not of the stack, and whose own account lets it do everything, could do it */
export const isOpenTo = (made: Graph, principal: string, call: Call): Promise<boolean> =>
  decide(made, principal, call, {
    identityPolicies: [
      {
        name: "everything",
        policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
    ],
  });

interface Policies {
  readonly identityPolicies: { name: string; policy: unknown }[];
  readonly permissionBoundaryPolicies?: { name: string; policy: unknown }[];
}

async function decide(
  made: Graph,
  principal: string,
  [action, resource, more = {}]: Call,
  policies: Policies,
): Promise<boolean> {
  const accountId = accountOf(made, resource) || accountIn(principal);
  const simulated = await runSimulation(
    {
      request: {
        action,
        principal,
        resource: { resource, accountId },
        contextVariables: {
          "aws:ResourceAccount": accountId,
          // CloudFront has no Region; its calls go to this one.
          "aws:RequestedRegion": action.startsWith("cloudfront:") ? "us-east-1" : "eu-west-1",
          "aws:PrincipalArn": principal,
          ...more,
        },
      },
      ...policies,
      ...resourcePolicy(made, accountId, action, resource),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (simulated.resultType === "error") assert.fail(`${action} ${resource}: ${JSON.stringify(simulated.errors)}`);
  return simulated.overallResult === "Allowed";
}

const bucketIn = (resource: string): string => /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1] ?? "";

/** A bucket's ARN names none. */
const accountOf = (made: Graph, resource: string): string =>
  made.all("BucketPolicy").find(({ inputs }) => inputs["bucket"] === bucketIn(resource))?.account ??
  accountIn(resource);

/** The policy of a key (whose first statement leaves the decision to IAM), a role, a bucket, or a repository that has one. */
function resourcePolicy(made: Graph, account: string, action: string, resource: string): { resourcePolicy?: unknown } {
  const [service = ""] = action.split(":");
  const policies: Readonly<Record<string, () => unknown>> = {
    kms: () => made.all("Key").find((one) => one.account === account)?.inputs["policy"] as unknown,
    s3: () => made.all("BucketPolicy").find(({ inputs }) => inputs["bucket"] === bucketIn(resource))?.inputs["policy"],
    ecr: () => (resource.includes(":repository/") ? made.all("RepositoryPolicy")[0]?.inputs["policy"] : undefined),
    sts: () =>
      made.all("Role").find((one) => resource === `arn:aws:iam::${one.account}:role/${String(one.inputs["name"])}`)
        ?.inputs["assumeRolePolicy"] as unknown,
  };
  const found = policies[service]?.();
  return found === undefined ? {} : { resourcePolicy: document(found) };
}

/** @returns the calls that are refused though needed, and allowed though not needed */
export async function wrong(made: Graph, prefix: string, role: string, { may, mayNot }: Rights): Promise<string[]> {
  const found: string[] = [];
  for (const call of may) if (!(await isAllowed(made, prefix, role, call))) found.push(`needed: ${call[0]} ${call[1]}`);
  for (const call of mayNot)
    if (await isAllowed(made, prefix, role, call)) found.push(`too much: ${call[0]} ${call[1]}`);
  return found;
}
