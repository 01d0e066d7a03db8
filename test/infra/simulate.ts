import assert from "node:assert/strict";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Graph } from "./recorded";

const ACCOUNT = "111122223333";

export type Call = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

/** What a role does all day, and what it must not be able to do. */
export interface Rights {
  readonly may: readonly Call[];
  readonly mayNot: readonly Call[];
}

export const document = (text: unknown): unknown => JSON.parse(String(text));

/** @returns whether IAM would let the role do it, with its boundary */
export async function isAllowed(
  made: Graph,
  prefix: string,
  role: string,
  [action, resource, more = {}]: Call,
): Promise<boolean> {
  const principal = `arn:aws:iam::${ACCOUNT}:role/${prefix}-${role}`;
  const simulated = await runSimulation(
    {
      request: {
        action,
        principal,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          "aws:ResourceAccount": ACCOUNT,
          // CloudFront has no Region; its calls go to this one.
          "aws:RequestedRegion": action.startsWith("cloudfront:") ? "us-east-1" : "eu-west-1",
          "aws:PrincipalArn": principal,
          ...more,
        },
      },
      identityPolicies: [{ name: role, policy: document(made.inputs("RolePolicy", role)["policy"]) }],
      permissionBoundaryPolicies: [{ name: "boundary", policy: document(made.inputs("Policy", "boundary")["policy"]) }],
      ...resourcePolicy(made, prefix, action, resource),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (simulated.resultType === "error") assert.fail(`${action} ${resource}: ${JSON.stringify(simulated.errors)}`);
  return simulated.overallResult === "Allowed";
}

/** The policies without which nothing is allowed: of the key, whose first statement hands the decision to IAM, and of a role. */
function resourcePolicy(made: Graph, prefix: string, action: string, resource: string): { resourcePolicy?: unknown } {
  if (action.startsWith("kms:")) return { resourcePolicy: document(made.inputs("Key", "storage-key")["policy"]) };
  const name = resource.split(`role/${prefix}-`)[1];
  if (action !== "sts:AssumeRole" || name === undefined) return {};
  return { resourcePolicy: document(made.inputs("Role", name)["assumeRolePolicy"]) };
}

/** @returns the calls that are refused though needed, and allowed though not needed */
export async function wrong(made: Graph, prefix: string, role: string, { may, mayNot }: Rights): Promise<string[]> {
  const found: string[] = [];
  for (const call of may) if (!(await isAllowed(made, prefix, role, call))) found.push(`needed: ${call[0]} ${call[1]}`);
  for (const call of mayNot)
    if (await isAllowed(made, prefix, role, call)) found.push(`too much: ${call[0]} ${call[1]}`);
  return found;
}
