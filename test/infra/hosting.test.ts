import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import { record, settingsOf } from "../../infra/record";
import { application, statements, type Graph } from "./recorded";
import { isOpenTo, wrong, type Call, type Rights } from "./simulate";

/** Of the pipeline, and of the application. */
const HERE = "111122223333";
const THERE = "444455556666";
const at = (account: string, service: string, resource: string): string =>
  `arn:aws:${service}:eu-west-1:${account}:${resource}`;
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
const KEY = at(HERE, "kms", "key/pipeline");
const LOG_KEY = at(THERE, "kms", "key/logs");
const TO_TASKS = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };

const SITE = "arn:aws:s3:::site-live-site-1a2b";
const SITE_ARTIFACTS = "arn:aws:s3:::site-live-artifacts-1a2b/site-live";
const DISTRIBUTION = `arn:aws:cloudfront::${THERE}:distribution/site-id`;

/** What nobody there may do: write artifacts, or read any but those that are deployed. */
const siteArtifacts: readonly Call[] = [
  ["s3:GetObject", `${SITE_ARTIFACTS}/Source/1.zip`],
  ["s3:PutObject", `${SITE_ARTIFACTS}/Pages/1.zip`],
  ["s3:DeleteObject", `${SITE_ARTIFACTS}/Pages/1.zip`],
  ["s3:ListBucket", "arn:aws:s3:::site-live-artifacts-1a2b"],
  ["s3:GetObject", "arn:aws:s3:::site-live-artifacts-1a2b/cache/site-live-build/1"],
  ["kms:GenerateDataKey", KEY],
  ["kms:Encrypt", KEY],
];

const WEBSITE: Readonly<Record<string, Rights>> = {
  pipeline: {
    may: [
      ["sts:AssumeRole", role(THERE, "site-live-deploy")],
      ["s3:PutObject", `${SITE_ARTIFACTS}/Pages/1.zip`],
      ["kms:GenerateDataKey", KEY],
    ],
    mayNot: [
      ["sts:AssumeRole", role(THERE, "site-live-refresh")],
      ["sts:AssumeRole", role(THERE, "site-live-provisioning")],
      ["sts:AssumeRole", role(THERE, "Admin")],
      ["s3:PutObject", `${SITE}/index.html`],
      ["s3:GetObject", `${SITE}/index.html`],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["iam:PassRole", role(THERE, "site-live-deploy")],
    ],
  },
  publish: {
    may: [
      ["sts:AssumeRole", role(THERE, "site-live-refresh")],
      ["s3:GetObject", `${SITE_ARTIFACTS}/Pages/1.zip`],
      ["kms:Decrypt", KEY],
    ],
    mayNot: [
      ["sts:AssumeRole", role(THERE, "site-live-deploy")],
      ["s3:DeleteObject", `${SITE}/old.html`],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
    ],
  },
  build: {
    may: [["s3:PutObject", `${SITE_ARTIFACTS}/Pages/1.zip`]],
    mayNot: [
      ["sts:AssumeRole", role(THERE, "site-live-deploy")],
      ["sts:AssumeRole", role(THERE, "site-live-refresh")],
      ["s3:PutObject", `${SITE}/index.html`],
    ],
  },
  deploy: {
    may: [
      ["s3:GetObject", `${SITE_ARTIFACTS}/Assets/1.zip`],
      ["s3:GetObjectVersion", `${SITE_ARTIFACTS}/Pages/1.zip`],
      ["kms:Decrypt", KEY],
      ["s3:ListBucket", SITE],
      ["s3:GetBucketVersioning", SITE],
      ["s3:GetBucketAcl", SITE],
      ["s3:PutObject", `${SITE}/index.html`],
    ],
    mayNot: [
      ...siteArtifacts,
      ["s3:DeleteObject", `${SITE}/index.html`],
      ["s3:PutBucketPolicy", SITE],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["sts:AssumeRole", role(HERE, "site-live-pipeline")],
      ["codepipeline:StartPipelineExecution", at(HERE, "codepipeline", "site-live")],
    ],
  },
  refresh: {
    may: [
      ["s3:ListBucket", SITE],
      ["s3:DeleteObject", `${SITE}/old.html`],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
    ],
    mayNot: [
      ...siteArtifacts,
      ["s3:GetObject", `${SITE_ARTIFACTS}/Pages/1.zip`],
      ["kms:Decrypt", KEY],
      ["s3:PutObject", `${SITE}/index.html`],
      ["s3:DeleteObjectVersion", `${SITE}/index.html`],
      ["cloudfront:UpdateDistribution", DISTRIBUTION],
    ],
  },
};

const SERVICE_ARTIFACTS = "arn:aws:s3:::service-live-artifacts-1a2b/service-live";
const IMAGES = at(HERE, "ecr", "repository/service-live");
const SERVICE = at(THERE, "ecs", "service/service-live/service-live");
const TASK = at(THERE, "ecs", "task-definition/service-live:7");
const DEPLOYMENT = at(THERE, "codedeploy", "deploymentgroup:service-live/service-live");

const CONTAINER: Readonly<Record<string, Rights>> = {
  pipeline: {
    may: [["sts:AssumeRole", role(THERE, "service-live-deploy")]],
    mayNot: [
      ["sts:AssumeRole", role(THERE, "service-live-execution")],
      ["sts:AssumeRole", role(THERE, "service-live-provisioning")],
      ["ecs:UpdateService", SERVICE],
      ["codedeploy:CreateDeployment", DEPLOYMENT],
      ["iam:PassRole", role(THERE, "service-live-execution"), TO_TASKS],
    ],
  },
  image: {
    may: [
      ["ecr:PutImage", IMAGES],
      ["ecr:GetAuthorizationToken", "*"],
    ],
    mayNot: [
      ["sts:AssumeRole", role(THERE, "service-live-deploy")],
      ["ecs:RegisterTaskDefinition", TASK],
      ["ecr:SetRepositoryPolicy", IMAGES],
    ],
  },
  deploy: {
    may: [
      ["s3:GetObject", `${SERVICE_ARTIFACTS}/Image/1.zip`],
      ["kms:Decrypt", KEY],
      ["codedeploy:CreateDeployment", DEPLOYMENT],
      ["ecs:RegisterTaskDefinition", TASK],
      ["iam:PassRole", role(THERE, "service-live-execution"), TO_TASKS],
    ],
    mayNot: [
      ["s3:GetObject", `${SERVICE_ARTIFACTS}/Source/1.zip`],
      ["s3:PutObject", `${SERVICE_ARTIFACTS}/Image/1.zip`],
      ["kms:GenerateDataKey", KEY],
      ["ecr:BatchGetImage", IMAGES],
      ["ecr:PutImage", IMAGES],
      ["ecs:UpdateService", SERVICE],
      ["iam:PassRole", role(THERE, "Admin"), TO_TASKS],
      ["iam:PassRole", role(THERE, "service-live-execution"), { "iam:PassedToService": "ec2.amazonaws.com" }],
    ],
  },
  execution: {
    may: [
      ["ecr:GetAuthorizationToken", "*"],
      ["ecr:BatchGetImage", IMAGES],
      ["ecr:GetDownloadUrlForLayer", IMAGES],
      ["logs:PutLogEvents", at(THERE, "logs", "log-group:/aws/ecs/service-live-service:log-stream:1")],
    ],
    mayNot: [
      ["ecr:PutImage", IMAGES],
      ["ecr:DeleteRepository", IMAGES],
      ["ecr:BatchGetImage", at(HERE, "ecr", "repository/other")],
      ["s3:GetObject", `${SERVICE_ARTIFACTS}/Image/1.zip`],
      ["kms:Decrypt", KEY],
    ],
  },
  "blue-green": {
    may: [
      ["ecs:UpdateServicePrimaryTaskSet", SERVICE],
      ["elasticloadbalancing:ModifyListener", at(THERE, "elasticloadbalancing", "listener/app/balancer-users/1a/2b")],
    ],
    mayNot: [
      ["ecs:DeleteService", SERVICE],
      ["ecr:BatchGetImage", IMAGES],
      ["s3:GetObject", `${SERVICE_ARTIFACTS}/Image/1.zip`],
    ],
  },
};

/** Types and names of what is in the application's account. */
const there = (made: Graph): string[] =>
  made.resources
    .filter(({ account }) => account === THERE)
    .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

describe("an application in another account", function () {
  this.timeout(60_000);

  for (const [stack, roles] of [
    ["site-live", WEBSITE],
    ["service-live", CONTAINER],
  ] as const) {
    for (const [name, rights] of Object.entries(roles)) {
      it(`gives the role ${name} of ${stack} the rights it needs, and no more`, async () => {
        assert.deepEqual(await wrong(await application(stack), stack, name, rights), []);
      });
    }

    it(`has no other roles of ${stack} in that account, nor policies that mention it`, async () => {
      const made = await application(stack);
      const names = made
        .all("RolePolicy")
        .filter(({ account, inputs }) => account === THERE || String(inputs["policy"]).includes(THERE))
        .map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => !(name in roles)),
        [],
      );
    });

    it(`opens nothing of ${stack}'s pipeline to other roles of any account`, async () => {
      const made = await application(stack);
      const artifact = stack === "site-live" ? `${SITE_ARTIFACTS}/Pages/1.zip` : `${SERVICE_ARTIFACTS}/Image/1.zip`;
      const open: string[] = [];
      for (const principal of [
        role(THERE, "Admin"),
        role(THERE, `${stack}-deploy-2`),
        role(THERE, `team/${stack}-deploy`),
        role("777788889999", `${stack}-deploy`),
      ]) {
        for (const call of [
          ["s3:GetObject", artifact],
          ["kms:Decrypt", KEY],
          ...(stack === "service-live" ? [["ecr:BatchGetImage", IMAGES] as const] : []),
        ] as const) {
          if (await isOpenTo(made, principal, call)) open.push(`${principal}: ${call[0]}`);
        }
      }
      for (const principal of [role(HERE, "Admin"), role(HERE, `${stack}-image`), role(THERE, "Admin")]) {
        for (const { account, inputs } of made.all("Role")) {
          const taken = role(account, String(inputs["name"]));
          if (account === THERE && (await isOpenTo(made, principal, ["sts:AssumeRole", taken]))) open.push(taken);
        }
      }
      assert.deepEqual(open, []);
    });

    it(`reaches only the account of ${stack}, through the role that the settings name`, async () => {
      const {
        skipCredentialsValidation: _,
        skipRegionValidation: __,
        ...provider
      } = (await application(stack)).inputs("aws", "hosting");
      assert.deepEqual(provider, {
        region: "eu-west-1",
        allowedAccountIds: `["${THERE}"]`,
        assumeRoles: `[{"roleArn":"${role(THERE, `${stack}-provisioning`)}","sessionName":"${stack}-infra"}]`,
        defaultTags: `{"tags":{"amorphic-cicd-stack":"${stack}"}}`,
      });
    });
  }

  it("limits the role that deploys in both accounts, whatever the other one allows", async () => {
    const made = await application("site-live");
    const deploy = role(THERE, "site-live-deploy");
    const open: string[] = [];
    for (const call of siteArtifacts) if (await isOpenTo(made, deploy, call)) open.push(call.join(" "));
    assert.deepEqual(open, []);
    assert.equal(await isOpenTo(made, deploy, ["s3:GetObject", `${SITE_ARTIFACTS}/Pages/1.zip`]), true);
    const own = statements(made.inputs("RolePolicy", "deploy")["policy"])
      .filter(({ Resource }) => /artifacts|key/.exec(JSON.stringify(Resource)))
      .map(({ Action, Resource }) => [Action, Resource]);
    assert.deepEqual(own, [
      [
        ["s3:GetObject", "s3:GetObjectVersion"],
        [`${SITE_ARTIFACTS}/Assets/*`, `${SITE_ARTIFACTS}/Pages/*`],
      ],
      [["kms:Decrypt", "kms:DescribeKey"], KEY],
    ]);
  });

  it("has a website's bucket, CDN and two roles in that account, and the rest in the pipeline's", async () => {
    const made = await application("site-live");
    assert.deepEqual(
      there(made).filter((name) => /^(Role|Policy) |^Bucket site$|^Distribution /.test(name)),
      ["Distribution site", "Policy hosting-boundary", "Role deploy", "Role refresh", "Bucket site"],
    );
    const services = made.resources
      .filter(({ account }) => account === THERE)
      .map(({ type }) => type.split(/[:/]/)[1] ?? "");
    assert.deepEqual(
      [...new Set(services)].filter((service) => /^(code|kms|lambda|sns|sqs)/.test(service)),
      [],
    );
  });

  it("has a service and all it runs on in that account, but its images where they are built", async () => {
    const made = await application("service-live");
    const kinds = ["Cluster", "Service", "LoadBalancer", "DeploymentGroup", "Repository", "Key"];
    const found = kinds.flatMap((kind) => made.all(kind).map(({ name, account }) => `${account} ${kind} ${name}`));
    assert.deepEqual(
      there(made).filter((name) => /^(LogGroup|Role) /.test(name)),
      ["LogGroup service", "Role blue-green", "Role deploy", "Role execution"],
    );
    assert.deepEqual(found, [
      `${THERE} Cluster service`,
      `${THERE} Service service`,
      `${THERE} LoadBalancer balancer`,
      `${THERE} DeploymentGroup blue-green`,
      `${HERE} Repository images`,
      `${HERE} Key storage-key`,
    ]);
    assert.equal(made.inputs("LogGroup", "service")["kmsKeyId"], LOG_KEY);
    const { environment } = made.inputs("Project", "image");
    const registry = (environment.environmentVariables as { name: string; value: string }[])[0];
    assert.deepEqual(registry, {
      name: "REGISTRY",
      type: "PLAINTEXT",
      value: `${HERE}.dkr.ecr.eu-west-1.amazonaws.com`,
    });
  });

  it("creates no role to refresh a site that has nothing to refresh", async () => {
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    const made = await application("site-live", { publicBecause, removeStale: false });
    assert.equal(there(made).includes("Role refresh"), false);
    assert.doesNotMatch(String(made.inputs("Project", "publish")["source"].buildspec), /AWS_PROFILE/);
  });

  it("uses each account's own boundary for the roles in it", async () => {
    const permissionsBoundary = `arn:aws:iam::${THERE}:policy/everybody`;
    const settings = settingsOf("site-live");
    const made = await record({
      ...settings,
      permissionsBoundary: `arn:aws:iam::${HERE}:policy/builders`,
      hosting: { roleArn: settings.hosting?.roleArn ?? "", permissionsBoundary },
    });
    const boundaries = made
      .filter(({ type }) => type === "aws:iam/role:Role")
      .map(({ account, inputs }) => `${account} ${String(inputs["permissionsBoundary"])}`);
    assert.deepEqual([...new Set(boundaries)].sort(), [
      `${HERE} arn:aws:iam::${HERE}:policy/builders`,
      `${THERE} ${permissionsBoundary}`,
    ]);
    assert.deepEqual(
      made.filter(({ type }) => type === "aws:iam/policy:Policy"),
      [],
    );
  });

  it("uses the same tags and credentials in that account, with one more role to assume", async () => {
    // The Pulumi of infra/, whose settings these are.
    const { runtime } = createRequire(require.resolve("../../infra/record"))("@pulumi/pulumi") as typeof Pulumi;
    const before = runtime.allConfig() as Record<string, string>;
    const first = { roleArn: role(HERE, "Admin") };
    const given = {
      defaultTags: { tags: { Project: "data-platform" } },
      ignoreTags: { keys: ["CostCenter"] },
      assumeRoles: [first],
      assumeRoleWithWebIdentity: { roleArn: role(HERE, "ci") },
      sharedConfigFiles: ["/etc/aws/config"],
    };
    const texts = Object.entries(given).map(([key, value]): [string, string] => [`aws:${key}`, JSON.stringify(value)]);
    runtime.setAllConfig({
      ...before,
      ...Object.fromEntries(texts),
      "aws:profile": "tooling",
      "aws:secretKey": "s3cret",
    });
    try {
      const made = await record(settingsOf("site-live"));
      const inputs = made.find(({ name, type }) => name === "hosting" && type.endsWith(":aws"))?.inputs ?? {};
      const { profile, secretKey, ...rest } = inputs;
      assert.equal(profile, "tooling");
      // How Pulumi marks a secret, which keeps its plain text out of the state.
      assert.deepEqual(secretKey, {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        value: "s3cret",
      });
      assert.deepEqual(
        Object.fromEntries(Object.keys(given).map((key) => [key, JSON.parse(String(rest[key])) as unknown])),
        {
          ...given,
          defaultTags: { tags: { Project: "data-platform", "amorphic-cicd-stack": "site-live" } },
          assumeRoles: [first, { roleArn: role(THERE, "site-live-provisioning"), sessionName: "site-live-infra" }],
        },
      );
    } finally {
      runtime.setAllConfig(before);
    }
  });

  it("is refused if that account is the pipeline's own", async () => {
    const hosting = { roleArn: role(HERE, "site-live-provisioning") };
    await assert.rejects(record({ ...settingsOf("site-live"), hosting }), {
      message: `pipeline:hosting.roleArn is in ${HERE}, the pipeline's own account: remove pipeline:hosting`,
    });
  });

  it("is refused if that account is in another partition", async () => {
    const hosting = { roleArn: `arn:aws-us-gov:iam::${THERE}:role/site-live-provisioning` };
    await assert.rejects(record({ ...settingsOf("site-live"), hosting }), {
      message:
        "pipeline:hosting.roleArn is in the partition aws-us-gov, but roles cannot be assumed across partitions: name a role in aws, where the pipeline is",
    });
  });
});
