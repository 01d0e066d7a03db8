import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { parse } from "yaml";
import { callsOf } from "./calls";
import type { Recorded } from "../../infra/record";
import { application, type Application, type Statement } from "./recorded";

const ACCOUNT = "444455556666";
const ADMINISTRATOR = "arn:aws:iam::111122223333:role/platform/Admin";
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const FILE = join(__dirname, "../../infra/hosting/provisioning-role.yaml");

type Parameters = Readonly<Record<"Name" | "Target" | "Administrator" | "Boundary" | "TaskRole", string>>;
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
    TaskRole: "",
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": "eu-west-1",
    Role: `${given.Name}-provisioning`,
    LogKey: "key",
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
      list("!Not", ([one]) => one !== true),
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

type Call = Recorded["inputs"];
type Needed = readonly [resource: string, context?: Readonly<Record<string, string>>];
const at = (service: string, resource: string, region = "eu-west-1"): string =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
const tagged = (key: "Request" | "Resource", stack: string) => ({ [`aws:${key}Tag/amorphic-cicd-stack`]: stack });
const bounded = (stack: string) => ({ "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/${stack}-boundary` });

/** What IAM decides about for a call: each resource with its context. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const DECIDED: Readonly<Record<string, (parameters: Call, stack: string) => Needed[]>> = {
  "application-autoscaling": () => [
    [at("application-autoscaling", "scalable-target/0a1b"), { "application-autoscaling:service-namespace": "ecs" }],
  ],
  cloudfront: () => [["*"]],
  cloudwatch: ({ AlarmName }) => [[at("cloudwatch", `alarm:${String(AlarmName)}`)]],
  "codedeploy:CreateApplication": ({ applicationName }) => [
    [at("codedeploy", `application:${String(applicationName)}`)],
  ],
  "codedeploy:CreateDeploymentGroup": ({ applicationName, deploymentGroupName }) => [
    [at("codedeploy", `deploymentgroup:${String(applicationName)}/${String(deploymentGroupName)}`)],
  ],
  "ec2:CreateSecurityGroup": ({ VpcId }, stack) => [
    [at("ec2", "security-group/*"), tagged("Request", stack)],
    [at("ec2", `vpc/${String(VpcId)}`)],
  ],
  ec2: (_, stack) => [
    [at("ec2", "security-group/sg-1"), tagged("Resource", stack)],
    [at("ec2", "security-group-rule/*"), tagged("Request", stack)],
  ],
  "ecs:CreateCluster": ({ clusterName }) => [[at("ecs", `cluster/${String(clusterName)}`)]],
  "ecs:CreateService": ({ serviceName }, stack) => [[at("ecs", `service/${stack}/${String(serviceName)}`)]],
  "ecs:RegisterTaskDefinition": ({ family }) => [[at("ecs", `task-definition/${String(family)}:1`)]],
  "elasticloadbalancing:CreateLoadBalancer": ({ Name }) => [
    [at("elasticloadbalancing", `loadbalancer/app/${String(Name)}/1a`)],
  ],
  "elasticloadbalancing:ModifyLoadBalancerAttributes": (_, stack) => [
    [at("elasticloadbalancing", `loadbalancer/app/${stack}/1a`)],
  ],
  "elasticloadbalancing:CreateListener": (_, stack) => [[at("elasticloadbalancing", `loadbalancer/app/${stack}/1a`)]],
  "elasticloadbalancing:CreateTargetGroup": ({ Name }) => [
    [at("elasticloadbalancing", `targetgroup/${String(Name)}/1a`)],
  ],
  "elasticloadbalancing:ModifyTargetGroupAttributes": (_, stack) => [
    [at("elasticloadbalancing", `targetgroup/${stack}-green/1a`)],
  ],
  "iam:CreatePolicy": ({ PolicyName }) => [[`arn:aws:iam::${ACCOUNT}:policy/${String(PolicyName)}`]],
  iam: ({ RoleName }, stack) => [[role(String(RoleName)), bounded(stack)]],
  "logs:CreateDelivery": (_, stack) =>
    [`delivery-source:${stack}-access`, `delivery-destination:${stack}-access`, "delivery:0a1b"].map((one) => [
      at("logs", one, "us-east-1"),
    ]),
  "logs:PutDeliveryDestination": ({ name }) => [[at("logs", `delivery-destination:${String(name)}`, "us-east-1")]],
  "logs:PutDeliverySource": ({ name }) => [[at("logs", `delivery-source:${String(name)}`, "us-east-1")]],
  logs: ({ logGroupName }) => [[at("logs", `log-group:${String(logGroupName)}`)]],
  s3: ({ Bucket }) => [[`arn:aws:s3:::${String(Bucket)}`]],
};

describe("the role that creates an application's resources in another account", function () {
  this.timeout(60_000);

  const BECAUSE = "the provider of the old domain can follow plain HTTP only";
  for (const [stack, Target, change] of [
    ["site-live", "website", {}],
    ["site-live", "website", { publicBecause: BECAUSE, domains: [] }],
    ["service-live", "container", {}],
    ["service-live", "container", { deployment: "rolling" }],
  ] as [Application, string, object][]) {
    it(`may create all resources of ${[stack, ...Object.keys(change)].join(" with ")} there`, async () => {
      const template = read({ Name: stack, Target });
      const refused: string[] = [];
      let count = 0;
      for (const resource of (await application(stack, change)).resources) {
        if (resource.account !== ACCOUNT) continue;
        for (const [api, operation, parameters] of callsOf(resource)) {
          const name = `${api.replace("elbv2", "elasticloadbalancing")}:${operation}`;
          const needed = DECIDED[name] ?? DECIDED[name.split(":")[0] ?? ""] ?? assert.fail(`${name}: of what?`);
          for (const [arn, context = {}] of needed(parameters as Call, stack)) {
            count++;
            const region = { "aws:RequestedRegion": arn.includes(":us-east-1:") ? "us-east-1" : "eu-west-1" };
            const action = ACTIONS[name] ?? name;
            if (!(await isAllowed(template, action, arn, { ...region, ...context }))) refused.push(`${action} ${arn}`);
          }
        }
      }
      assert.deepEqual(refused, []);
      assert.ok(count > 15, `only ${count} calls`);
    });
  }

  const service = read({ Name: "service-live", Target: "container" });
  const site = read({ Name: "site-live", Target: "website" });
  const BOUNDED = bounded("service-live");
  const OURS = tagged("Resource", "service-live");
  const elb = (resource: string): string => at("elasticloadbalancing", resource);
  const group = at("ec2", "security-group/sg-1");
  const TO_TASKS = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };

  for (const [template, action, resource, context, expected] of [
    [service, "iam:CreateRole", role("service-live-deploy"), BOUNDED, true],
    [service, "ec2:GetSecurityGroupsForVpc", at("ec2", "vpc/vpc-1"), {}, true],
    [service, "iam:PutRolePolicy", role("service-live-deploy"), BOUNDED, true],
    [
      service,
      "iam:PassRole",
      role("service-live-blue-green"),
      { "iam:PassedToService": "codedeploy.amazonaws.com" },
      true,
    ],
    [service, "s3:PutBucketPolicy", "arn:aws:s3:::service-live-balancer-logs-1a2b", {}, true],
    [service, "elasticloadbalancing:DeleteListener", elb("listener/app/service-live/1a/2b"), {}, true],
    [service, "elasticloadbalancing:ModifyTargetGroup", elb("targetgroup/service-live-blue/1a"), {}, true],
    [service, "elasticloadbalancing:DescribeListeners", "*", {}, true],
    [service, "ec2:DeleteSecurityGroup", group, OURS, true],
    [service, "ec2:RevokeSecurityGroupEgress", group, OURS, true],
    [service, "ec2:CreateTags", group, { "ec2:CreateAction": "CreateSecurityGroup" }, true],
    [service, "ec2:CreateTags", group, OURS, true],
    [service, "ecs:UpdateService", at("ecs", "service/service-live/service-live"), {}, true],
    [service, "iam:CreateRole", role("service-live-deploy"), {}, false],
    [service, "iam:CreateRole", role("other-deploy"), BOUNDED, false],
    [service, "iam:PutRolePolicy", role("Admin"), {}, false],
    [service, "iam:PutRolePolicy", role("service-live-provisioning"), BOUNDED, false],
    [service, "iam:UpdateAssumeRolePolicy", role("service-live-provisioning"), {}, false],
    [service, "iam:DeleteRolePermissionsBoundary", role("service-live-deploy"), {}, false],
    [service, "iam:AttachRolePolicy", role("service-live-deploy"), BOUNDED, false],
    // They belong to a stack whose name begins with this one's.
    ...["CreateRole", "PutRolePolicy", "UpdateAssumeRolePolicy", "DeleteRole"].flatMap((name) =>
      ["service-live-eu-provisioning", "service-live-eu-deploy", "service-live-other"].map(
        (other) => [service, `iam:${name}`, role(other), BOUNDED, false] as const,
      ),
    ),
    [service, "iam:PassRole", role("service-live-eu-execution"), TO_TASKS, false],
    [service, "s3:DeleteBucket", "arn:aws:s3:::service-live-eu-balancer-logs-1a2b", {}, false],
    [service, "cloudwatch:DeleteAlarms", at("cloudwatch", "alarm:service-live-eu-errors"), {}, false],
    ...["PutMetricAlarm", "DeleteAlarms"].flatMap((name) =>
      (["service-live", "service-live-eu"] as const).map(
        (stack) =>
          [
            service,
            `cloudwatch:${name}`,
            at("cloudwatch", `alarm:TargetTracking-service/${stack}/${stack}-AlarmHigh-0a1b`),
            {},
            stack === "service-live",
          ] as const,
      ),
    ),
    [service, "logs:DeleteLogGroup", at("logs", "log-group:/aws/ecs/service-live-eu-service"), {}, false],
    [service, "logs:DeleteLogGroup", at("logs", "log-group:/aws/ecs/service-live-service:*"), {}, true],
    [site, "cloudfront:DeleteFunction", at("cloudfront", "function/site-live-eu-directory-index", ""), {}, false],
    [site, "s3:PutBucketPolicy", "arn:aws:s3:::site-live-eu-site-1a2b", {}, false],
    [site, "s3:DeleteBucketPolicy", "arn:aws:s3:::site-live-site-logs-1a2b", {}, true],
    [service, "iam:PassRole", role("service-live-blue-green"), { "iam:PassedToService": "ec2.amazonaws.com" }, false],
    [service, "iam:PassRole", role("Admin"), TO_TASKS, false],
    [service, "iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/x`, {}, false],
    [service, "iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/other`, {}, false],
    [service, "s3:GetObject", "arn:aws:s3:::service-live-balancer-logs-1a2b/balancer/1", {}, false],
    [service, "s3:PutBucketPolicy", "arn:aws:s3:::other", {}, false],
    [service, "sts:AssumeRole", role("service-live-deploy"), {}, false],
    ...["CreateGrant", "CreateKey", "Decrypt", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource", "UpdateAlias"].map(
      (name) =>
        [
          service,
          `kms:${name}`,
          name === "CreateKey" ? "*" : at("kms", "key/1"),
          { ...OURS, ...tagged("Request", "service-live") },
          false,
        ] as const,
    ),
    [service, "ecs:UpdateService", at("ecs", "service/other/other"), {}, false],
    [service, "ecs:UpdateService", at("ecs", "service/service-live-2/service-live-2"), {}, false],
    [service, "ecs:RegisterTaskDefinition", at("ecs", "task-definition/service-live-2:1"), {}, false],
    [service, "codedeploy:DeleteApplication", at("codedeploy", "application:service-live-2"), {}, false],
    [service, "elasticloadbalancing:DeleteLoadBalancer", elb("loadbalancer/app/other/1a"), {}, false],
    [service, "elasticloadbalancing:ModifyListener", elb("listener/app/service-live-2/1a/2b"), {}, false],
    [service, "elasticloadbalancing:AddTags", elb("loadbalancer/app/other/1a"), {}, false],
    [service, "elasticloadbalancing:DeleteTargetGroup", elb("targetgroup/other-blue/1a"), {}, false],
    [service, "ec2:CreateSecurityGroup", group, {}, false],
    [service, "ec2:AuthorizeSecurityGroupIngress", group, {}, false],
    [service, "ec2:AuthorizeSecurityGroupIngress", group, tagged("Request", "service-live"), false],
    [service, "ec2:DeleteSecurityGroup", group, tagged("Resource", "other"), false],
    [service, "ec2:CreateTags", group, tagged("Request", "service-live"), false],
    [service, "ec2:CreateTags", at("ec2", "instance/i-1"), { "ec2:CreateAction": "CreateSecurityGroup" }, false],
    [service, "ec2:RunInstances", at("ec2", "instance/i-1"), {}, false],
    [
      service,
      "application-autoscaling:PutScalingPolicy",
      at("application-autoscaling", "scalable-target/1"),
      { "application-autoscaling:service-namespace": "dynamodb" },
      false,
    ],
    [service, "logs:DeleteLogGroup", at("logs", "log-group:/aws/ecs/other"), {}, false],
    [service, "logs:GetLogEvents", at("logs", "log-group:/aws/ecs/service-live-service:log-stream:1"), {}, false],
    [site, "cloudfront:UpdateFunction", at("cloudfront", "function/site-live-directory-index", ""), {}, true],
    [site, "cloudfront:UpdateDistribution", at("cloudfront", "distribution/E1", ""), {}, true],
    [site, "wafv2:GetWebACL", at("wafv2", "global/webacl/all/0a1b", "us-east-1"), {}, true],
    [site, "cloudfront:UpdateFunction", at("cloudfront", "function/other", ""), {}, false],
    [site, "cloudfront:CreateInvalidation", at("cloudfront", "distribution/E1", ""), {}, false],
    [site, "cloudfront:CreateKeyGroup", "*", {}, false],
    [site, "wafv2:UpdateWebACL", at("wafv2", "global/webacl/all/0a1b", "us-east-1"), {}, false],
    [site, "logs:PutDeliverySource", at("logs", "delivery-source:other", "us-east-1"), {}, false],
    [
      site,
      "logs:DeleteDeliveryDestination",
      at("logs", "delivery-destination:site-live-2-access", "us-east-1"),
      {},
      false,
    ],
    [site, "iam:PassRole", role("site-live-deploy"), TO_TASKS, false],
  ] as [Template, string, string, Record<string, string>, boolean][]) {
    const how = Object.entries(context).map(
      ([key, one]) => ` (${key.replace(/^.*[:/]/, "")} ${one.replace(/^.*\//, "")})`,
    );
    it(`${expected ? "may" : "may not"} ${action} ${resource.replace(/^.*?:\d+:|^.*:/, "")}${how.join("")}`, async () => {
      assert.equal(await isAllowed(template, action, resource, context), expected);
    });
  }

  it("may pass a task role of another name only if the template names it, and only to ECS tasks", async () => {
    const TaskRole = role("team/tasks");
    const named = read({ Name: "service-live", Target: "container", TaskRole });
    const pass = (template: Template, to: string) =>
      isAllowed(template, "iam:PassRole", TaskRole, { "iam:PassedToService": `${to}.amazonaws.com` });
    assert.deepEqual(
      [await pass(named, "ecs-tasks"), await pass(named, "codedeploy"), await pass(service, "ecs-tasks")],
      [true, false, false],
    );
  });

  it("comes with a key for the logs of this service only", () => {
    const { LogKey, LogKeyAlias } = service.Resources as unknown as Record<
      string,
      { Properties: { AliasName?: string; EnableKeyRotation?: boolean; KeyPolicy?: { Statement: Statement[] } } }
    >;
    assert.equal(LogKeyAlias?.Properties.AliasName, "alias/service-live-logs");
    assert.equal(LogKey?.Properties.EnableKeyRotation, true);
    assert.deepEqual(LogKey.Properties.KeyPolicy?.Statement[1]?.Condition, {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": at("logs", "log-group:/aws/ecs/service-live-*") },
    });
  });

  it("may not change a given boundary, nor create roles with another one", async () => {
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

  it("may be assumed only by one role of the pipeline's account", () => {
    const [trust, ...more] =
      read({ Name: "site-live", Target: "website" }).Resources["Role"]?.Properties.AssumeRolePolicyDocument
        ?.Statement ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual(trust?.Principal, { AWS: "111122223333" });
    assert.deepEqual(trust.Condition, { ArnEquals: { "aws:PrincipalArn": ADMINISTRATOR } });
  });
});
