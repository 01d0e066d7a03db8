import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { parse } from "yaml";
import { callsOf } from "./calls";
import { application, listed, type Statement } from "./recorded";

const ACCOUNT = "444455556666";
const ADMINISTRATOR = "arn:aws:iam::111122223333:role/platform/Admin";
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const FILE = join(__dirname, "../../infra/hosting/provisioning-role.yaml");

type Parameters = Readonly<Record<"Name" | "Target" | "Administrator" | "Boundary", string>>;
interface Template {
  readonly Conditions: Readonly<Record<string, boolean>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Condition?: string;
        readonly Properties: {
          readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
          readonly AssumeRolePolicyDocument?: { readonly Statement: readonly Statement[] };
        };
      }
    >
  >;
}

/** The template as CloudFormation would read it, with those of its functions that it uses. */
function read(given: Partial<Parameters> & Pick<Parameters, "Name" | "Target">): Template {
  const values: Readonly<Record<string, string>> = {
    Administrator: ADMINISTRATOR,
    Boundary: "",
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": "eu-west-1",
    Role: `${given.Name}-provisioning`,
    "Role.Arn": role(`${given.Name}-provisioning`),
    ...given,
  };
  const value = (name: string): string => values[name] ?? assert.fail(`${name} is no parameter`);
  const list = (tag: string, resolve: (items: unknown[]) => unknown) => ({
    tag,
    collection: "seq" as const,
    resolve: (node: unknown) => resolve((node as { toJSON(): unknown[] }).toJSON()),
  });
  return parse(readFileSync(FILE, "utf8"), {
    customTags: [
      { tag: "!Ref", resolve: value },
      { tag: "!GetAtt", resolve: value },
      { tag: "!Sub", resolve: (text: string) => text.replace(/\$\{([^}]+)\}/g, (_, name: string) => value(name)) },
      list("!Equals", ([one, other]) => one === other),
      list("!If", ([, yes, no]) => (value("Boundary") === "" ? yes : no)),
      list("!Split", ([by, text]) => String(text).split(String(by))),
      list("!Select", ([index, items]) => (items as unknown[])[Number(index)]),
    ],
  }) as Template;
}

const statementsOf = ({ Conditions, Resources }: Template): Statement[] =>
  Object.values(Resources)
    .filter(({ Condition }) => Condition === undefined || Conditions[Condition])
    .flatMap(({ Properties }) => [...(Properties.PolicyDocument?.Statement ?? [])]);

async function isAllowed(template: Template, action: string, resource: string, context = {}): Promise<boolean> {
  const simulated = await runSimulation(
    {
      request: {
        action,
        principal: role("x-provisioning"),
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { "aws:RequestedRegion": "eu-west-1", ...context },
      },
      identityPolicies: [{ name: "all", policy: { Version: "2012-10-17", Statement: statementsOf(template) } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (simulated.resultType === "error") assert.fail(`${action} ${resource}: ${JSON.stringify(simulated.errors)}`);
  return simulated.overallResult === "Allowed";
}

/** What IAM calls an operation, where that is not its name. */
const ACTIONS: Readonly<Record<string, string>> = {
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};
const actionOf = (service: string, operation: string): string => {
  const name = `${service.replace("elbv2", "elasticloadbalancing")}:${operation}`;
  return ACTIONS[name] ?? name;
};
const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action);

describe("the role that makes an application's resources in another account", function () {
  this.timeout(60_000);

  for (const [stack, Target] of [
    ["site-live", "website"],
    ["service-live", "container"],
  ] as const) {
    it(`may make all that ${stack} has there`, async () => {
      const allowed = statementsOf(read({ Name: stack, Target }))
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action }) => listed(Action));
      const needed = (await application(stack)).resources
        .filter(({ account }) => account === ACCOUNT)
        .flatMap((resource) => callsOf(resource).map(([service, operation]) => actionOf(service, operation)));
      assert.deepEqual(
        [...new Set(needed)].filter((action) => !allowed.some((pattern) => matches(pattern, action))),
        [],
      );
    });
  }

  const service = read({ Name: "service-live", Target: "container" });
  const BOUNDED = { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/service-live-boundary` };
  for (const [action, resource, context, expected] of [
    ["iam:CreateRole", role("service-live-deploy"), BOUNDED, true],
    ["iam:PutRolePolicy", role("service-live-deploy"), BOUNDED, true],
    ["iam:PassRole", role("service-live-turns"), { "iam:PassedToService": "codedeploy.amazonaws.com" }, true],
    ["s3:PutBucketPolicy", "arn:aws:s3:::service-live-access-logs-1a2b", {}, true],
    ["iam:CreateRole", role("service-live-deploy"), {}, false],
    ["iam:CreateRole", role("other-deploy"), BOUNDED, false],
    ["iam:PutRolePolicy", role("Admin"), {}, false],
    ["iam:PutRolePolicy", role("service-live-provisioning"), BOUNDED, false],
    ["iam:UpdateAssumeRolePolicy", role("service-live-provisioning"), {}, false],
    ["iam:DeleteRolePermissionsBoundary", role("service-live-deploy"), {}, false],
    ["iam:AttachRolePolicy", role("service-live-deploy"), BOUNDED, false],
    ["iam:PassRole", role("service-live-turns"), { "iam:PassedToService": "ec2.amazonaws.com" }, false],
    ["iam:PassRole", role("Admin"), { "iam:PassedToService": "ecs-tasks.amazonaws.com" }, false],
    ["iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/x`, {}, false],
    ["iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/other`, {}, false],
    ["s3:GetObject", "arn:aws:s3:::service-live-access-logs-1a2b/balancer/1", {}, false],
    ["s3:PutBucketPolicy", "arn:aws:s3:::other", {}, false],
    ["kms:Decrypt", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`, {}, false],
    ["sts:AssumeRole", role("service-live-deploy"), {}, false],
    ["ecs:UpdateService", `arn:aws:ecs:eu-west-1:${ACCOUNT}:service/other/other`, {}, false],
  ] as const) {
    const how = Object.values(context).map((one) => ` (${one.replace(/^.*\//, "")})`);
    it(`${expected ? "may" : "may not"} ${action} ${resource.replace(/^.*:/, "")}${how.join("")}`, async () => {
      assert.equal(await isAllowed(service, action, resource, context), expected);
    });
  }

  it("cannot change a boundary that is given, nor make roles with another", async () => {
    const Boundary = `arn:aws:iam::${ACCOUNT}:policy/everybody`;
    const template = read({ Name: "site-live", Target: "website", Boundary });
    const create = (boundary: string) =>
      isAllowed(template, "iam:CreateRole", role("site-live-deploy"), { "iam:PermissionsBoundary": boundary });
    assert.deepEqual(
      [
        await create(Boundary),
        await create(`arn:aws:iam::${ACCOUNT}:policy/site-live-boundary`),
        await isAllowed(template, "iam:CreatePolicyVersion", Boundary),
        await isAllowed(template, "iam:CreatePolicy", `arn:aws:iam::${ACCOUNT}:policy/site-live-boundary`),
      ],
      [true, false, false, false],
    );
  });

  it("is taken by one role of the pipeline's account", () => {
    const [trust, ...more] =
      read({ Name: "site-live", Target: "website" }).Resources["Role"]?.Properties.AssumeRolePolicyDocument
        ?.Statement ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual(trust?.Principal, { AWS: "111122223333" });
    assert.deepEqual(trust.Condition, { ArnEquals: { "aws:PrincipalArn": ADMINISTRATOR } });
  });
});
