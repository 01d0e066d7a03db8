import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record, settingsOf } from "../../infra/record";
import { parseSettings } from "../../infra/settings/parse";
import type { ContainerSettings } from "../../infra/targets/container/settings";
import { runBuild } from "../../tools/rehearse/build";
import { application, Graph } from "./recorded";
import { wrong, type Call, type Rights } from "./simulate";

const ACCOUNT = "111122223333";
const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const TO_TASKS = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };

/** What a stack has; every name begins with the stack's. */
function world(prefix: string) {
  const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${prefix}-${name}`;
  const artifact = (name: string): string => `arn:aws:s3:::${prefix}-artifacts-1a2b/${prefix}/${name}/1.zip`;
  const service = at("ecs", `service/${prefix}/${prefix}`);
  const task = at("ecs", `task-definition/${prefix}:7`);
  const images = at("ecr", `repository/${prefix}`);
  return { role, artifact, service, task, images };
}

const staging = world("service-staging");
const prod = world("service-prod");
const update: Call = ["ecs:UpdateService", staging.service];
const OF_SERVICE = { "ecs:cluster": at("ecs", "cluster/service-prod"), "ecs:service": prod.service };
const deployment = at("codedeploy", "deploymentgroup:service-prod/service-prod");

const ROLLING: Readonly<Record<string, Rights>> = {
  pipeline: {
    may: [
      ["sts:AssumeRole", staging.role("deploy")],
      ["codebuild:StartBuild", at("codebuild", "project/service-staging-image")],
    ],
    mayNot: [
      update,
      ["ecs:RegisterTaskDefinition", staging.task],
      ["ecr:PutImage", staging.images],
      ["iam:PassRole", staging.role("execution"), TO_TASKS],
      ["sts:AssumeRole", staging.role("execution")],
      ["sts:AssumeRole", staging.role("image")],
    ],
  },
  deploy: {
    may: [
      ["s3:GetObject", staging.artifact("Image")],
      ["ecs:DescribeServices", staging.service],
      ["ecs:DescribeTasks", at("ecs", "task/service-staging/0a1b")],
      ["ecs:ListTasks", at("ecs", "container-instance/*"), { "ecs:cluster": at("ecs", "cluster/service-staging") }],
      update,
      ["ecs:RegisterTaskDefinition", staging.task],
      ["iam:PassRole", staging.role("execution"), TO_TASKS],
    ],
    mayNot: [
      ["ecs:UpdateService", at("ecs", "service/service-staging/other")],
      ["ecs:DeleteService", staging.service],
      ["ecs:DescribeTasks", at("ecs", "task/other/0a1b")],
      ["ecs:ListTasks", at("ecs", "container-instance/*"), { "ecs:cluster": at("ecs", "cluster/other") }],
      ["ecs:RegisterTaskDefinition", at("ecs", "task-definition/other:1")],
      ["iam:PassRole", staging.role("deploy"), TO_TASKS],
      ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/Admin`, TO_TASKS],
      ["iam:PassRole", staging.role("execution"), { "iam:PassedToService": "ec2.amazonaws.com" }],
      ["iam:PutRolePolicy", staging.role("execution")],
      ["ecr:PutImage", staging.images],
      ["s3:GetObject", staging.artifact("Source")],
    ],
  },
  image: {
    may: [
      ["s3:GetObject", staging.artifact("Source")],
      ["s3:PutObject", staging.artifact("Image")],
      ["ecr:GetAuthorizationToken", "*"],
      ["ecr:BatchGetImage", staging.images],
      ["ecr:PutImage", staging.images],
    ],
    mayNot: [
      update,
      ["ecr:DeleteRepository", staging.images],
      ["ecr:PutImage", at("ecr", "repository/other")],
      ["iam:PassRole", staging.role("execution"), TO_TASKS],
      ["sts:AssumeRole", staging.role("deploy")],
    ],
  },
  keep: {
    may: [
      ["s3:GetObject", staging.artifact("Image")],
      ["ecr:BatchGetImage", staging.images],
      ["ecr:DescribeImages", staging.images],
      ["ecr:PutImage", staging.images],
    ],
    mayNot: [
      update,
      ["ecr:InitiateLayerUpload", staging.images],
      ["ecr:BatchDeleteImage", staging.images],
      ["ecr:PutImage", at("ecr", "repository/other")],
      ["s3:GetObject", staging.artifact("Source")],
      ["s3:PutObject", staging.artifact("Image")],
      ["sts:AssumeRole", staging.role("deploy")],
    ],
  },
  execution: {
    may: [
      ["ecr:BatchGetImage", staging.images],
      ["logs:PutLogEvents", at("logs", "log-group:/aws/ecs/service-staging-service:log-stream:1")],
    ],
    mayNot: [["ecr:PutImage", staging.images], update, ["s3:GetObject", staging.artifact("Source")]],
  },
  "pull-requests": {
    may: [
      ["codeconnections:GetConnectionToken", at("codeconnections", "connection/service-staging")],
      ["codebuild:BatchPutTestCases", at("codebuild", "report-group/service-staging-pull-requests")],
    ],
    mayNot: [
      update,
      ["ecr:PutImage", staging.images],
      ["ecr:GetAuthorizationToken", "*"],
      ["s3:GetObject", staging.artifact("Source")],
      ["s3:PutObject", staging.artifact("Image")],
      ["sts:AssumeRole", staging.role("deploy")],
      ["iam:PassRole", staging.role("execution"), TO_TASKS],
    ],
  },
  test: {
    may: [["s3:GetObject", staging.artifact("Source")]],
    mayNot: [update, ["ecr:PutImage", staging.images], ["s3:PutObject", staging.artifact("Image")]],
  },
};

const CANARY: Readonly<Record<string, Rights>> = {
  deploy: {
    may: [
      ["codedeploy:CreateDeployment", deployment],
      ["codedeploy:RegisterApplicationRevision", at("codedeploy", "application:service-prod")],
      [
        "codedeploy:GetDeploymentConfig",
        at("codedeploy", "deploymentconfig:CodeDeployDefault.ECSCanary10Percent5Minutes"),
      ],
      ["ecs:RegisterTaskDefinition", prod.task],
      ["iam:PassRole", prod.role("execution"), TO_TASKS],
    ],
    mayNot: [
      ["ecs:UpdateService", prod.service],
      ["ecs:CreateTaskSet", "*", OF_SERVICE],
      ["codedeploy:UpdateDeploymentGroup", deployment],
      ["elasticloadbalancing:ModifyListener", at("elasticloadbalancing", "listener/app/balancer-users/1a/2b")],
    ],
  },
  "blue-green": {
    may: [
      ["ecs:CreateTaskSet", "*", OF_SERVICE],
      ["ecs:UpdateServicePrimaryTaskSet", prod.service],
      ["ecs:DeleteTaskSet", at("ecs", "task-set/service-prod/service-prod/ecs-svc-1")],
      ["elasticloadbalancing:ModifyListener", at("elasticloadbalancing", "listener/app/balancer-users/1a/2b")],
      ["iam:PassRole", prod.role("execution"), TO_TASKS],
    ],
    mayNot: [
      ["ecs:DeleteService", prod.service],
      ["ecs:CreateTaskSet", "*", { ...OF_SERVICE, "ecs:service": at("ecs", "service/service-prod/other") }],
      ["elasticloadbalancing:ModifyListener", at("elasticloadbalancing", "listener/app/other/1a/2b")],
      ["elasticloadbalancing:DeleteListener", at("elasticloadbalancing", "listener/app/balancer-users/1a/2b")],
      ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/Admin`, TO_TASKS],
    ],
  },
};

/** A variable of the build of the image. */
function handedOver(made: Graph, name: string): string {
  const variables = made.inputs("Project", "image")["environment"].environmentVariables as Record<string, string>[];
  return variables.find((one) => one["name"] === name)?.["value"] ?? "";
}

describe("a service's pipeline", function () {
  this.timeout(60_000);

  for (const [stack, roles] of [
    ["service-staging", ROLLING],
    ["service-prod", CANARY],
  ] as const) {
    for (const [name, rights] of Object.entries(roles)) {
      it(`gives the role ${name} in ${stack} the rights it needs, and no more`, async () => {
        assert.deepEqual(await wrong(await application(stack), stack, name, rights), []);
      });
    }
  }

  it("has no roles besides these and failures, which every pipeline has", async () => {
    const roles = (await application("service-prod")).all("Role").map(({ name }) => name);
    assert.deepEqual(roles.sort(), [...new Set([...Object.keys(ROLLING), ...Object.keys(CANARY), "failures"])].sort());
  });

  for (const [deployment, provider, configuration, groups] of [
    ["rolling", "ECS", undefined, 1],
    ["blue-green", "CodeDeployToECS", "CodeDeployDefault.ECSAllAtOnce", 2],
    ["canary", "CodeDeployToECS", "CodeDeployDefault.ECSCanary10Percent5Minutes", 2],
  ] as const) {
    it(`makes a ${deployment} deployment with ${provider}`, async () => {
      const made = await application("service-prod", { deployment });
      const { stages } = made.inputs("Pipeline", "pipeline");
      const last = (stages as { actions: { provider: string }[] }[]).at(-1);
      assert.deepEqual(
        [
          last?.actions.map((action) => action.provider),
          made.all("DeploymentGroup").map(({ inputs }) => inputs["deploymentConfigName"] as unknown),
          made.all("TargetGroup").length,
          made.inputs("Service", "service")["deploymentController"].type,
        ],
        [[provider, "CodeBuild"], configuration ? [configuration] : [], groups, configuration ? "CODE_DEPLOY" : "ECS"],
      );
    });
  }

  it("gives the build a task definition and an appspec in which only the image is missing", async () => {
    const made = await application("service-prod");
    const task = JSON.parse(handedOver(made, "TASK_DEFINITION")) as { containerDefinitions: { image: string }[] };
    assert.deepEqual(
      task.containerDefinitions.map(({ image }) => image),
      ["<IMAGE1_NAME>"],
    );
    const { NetworkConfiguration: network, ...properties } = (
      JSON.parse(handedOver(made, "APPSPEC")) as {
        Resources: [{ TargetService: { Properties: Record<string, unknown> } }];
      }
    ).Resources[0].TargetService.Properties;
    assert.deepEqual(properties, {
      TaskDefinition: "<TASK_DEFINITION>",
      LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
    });
    // ECS lets nobody but CodeDeploy move the tasks of such a service.
    const { subnets, securityGroups } = made.inputs("Service", "service")["networkConfiguration"] as Record<
      string,
      unknown
    >;
    assert.deepEqual(network, {
      AwsvpcConfiguration: { Subnets: subnets, SecurityGroups: securityGroups, AssignPublicIp: "DISABLED" },
    });
  });

  for (const stack of ["service-staging", "service-prod"] as const) {
    it(`moves ${stack} to another port without cutting off tasks on the old one`, async () => {
      const [before, after] = [await application(stack), await application(stack, { port: 9090 })];
      const kept = (made: Graph) =>
        made.resources
          .filter(({ type }) => /:(TargetGroup|Listener|SecurityGroup|SecurityGroup(In|E)gressRule)$/.test(type))
          .map(({ name, inputs }) => [name, inputs]);
      assert.deepEqual(kept(after), kept(before));
      const open = after.inputs("SecurityGroupIngressRule", "balancer-from-balancer");
      assert.deepEqual([open["fromPort"], open["toPort"]], [1024, 65_535]);
      assert.match(handedOver(after, "APPSPEC"), /"ContainerPort":9090/);
      assert.match(handedOver(after, "TASK_DEFINITION"), /"containerPort":9090/);
    });
  }

  for (const [image, cpuArchitecture] of [
    ["standard-7.0", "X86_64"],
    ["al2023-arm", "ARM64"],
  ] as const) {
    it(`runs tasks on the processor type of the build image ${image}`, async () => {
      const made = new Graph(await record({ ...settingsOf("service-prod"), build: { image, compute: "small" } }));
      const platform = { operatingSystemFamily: "LINUX", cpuArchitecture };
      assert.deepEqual(made.inputs("TaskDefinition", "service")["runtimePlatform"], platform);
      const template = JSON.parse(handedOver(made, "TASK_DEFINITION")) as { runtimePlatform: unknown };
      assert.deepEqual(template.runtimePlatform, platform);
    });
  }

  for (const [name, isRefused] of [
    ["internal", true],
    ["internal-api", true],
    ["internals", false],
  ] as const) {
    it(`${isRefused ? "refuses" : "accepts"} the name ${name} for a load balancer`, () => {
      const { source, container } = settingsOf("service-prod") as ContainerSettings;
      const parse = () => parseSettings({ target: "container", name, source, container }, "prod");
      if (!isRefused) assert.equal(parse().name, name);
      else {
        assert.throws(parse, {
          message: `infra/Pulumi.prod.yaml has mistakes:\n  pipeline:name is "${name}"; a load balancer's name must not begin with internal-`,
        });
      }
    });
  }

  it("refuses what Fargate does not accept, and reports all mistakes at once", () => {
    const given = {
      target: "container",
      name: "service",
      source: { provider: "GitHub", repository: "acme/api", branch: "main" },
      container: {
        vpc: "default",
        publicSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3d"],
        cpu: 512,
        memory: 512,
        minimum: 9,
      },
    };
    assert.throws(() => parseSettings(given, "prod"), {
      message: [
        "infra/Pulumi.prod.yaml has mistakes:",
        'pipeline:container.vpc is "default"; it must be the id of the VPC, such as vpc-0a1b2c3d',
        'pipeline:container.publicSubnets is ["subnet-0a1b2c3d","subnet-0a1b2c3d"]; it must be 2 to 6 ids of subnets in different Availability Zones, for the load balancer',
        "pipeline:container.privateSubnets is missing: 2 to 6 ids of subnets in different Availability Zones that can reach ECR and CloudWatch Logs, for the tasks",
        "pipeline:container.certificateArn is missing: the ARN of the load balancer's certificate, in this Region",
        "pipeline:container.minimum is 9; it must not be higher than maximum, which is 6",
        "pipeline:container.memory is 512; with cpu 512, Fargate allows multiples of 1024 from 1024 to 4096",
      ].join("\n  "),
    });
  });
});

describe("the image in production", function () {
  this.timeout(60_000);

  /** As ECR does it: an image is expired by the first rule that it fits, but counted by the others as well. */
  const expired = (policy: string, pushed: readonly (readonly string[])[]): number[] => {
    const { rules } = JSON.parse(policy) as {
      rules: { rulePriority: number; selection: { tagPrefixList?: string[]; countNumber: number } }[];
    };
    const ordered = rules.sort((a, b) => a.rulePriority - b.rulePriority);
    const fits = (tags: readonly string[], { tagPrefixList }: { tagPrefixList?: string[] }) =>
      (tagPrefixList ?? [""]).every((prefix) => tags.some((tag) => tag.startsWith(prefix)));
    return pushed.flatMap((tags, place) => {
      const selection = ordered.find((rule) => fits(tags, rule.selection))?.selection;
      if (selection === undefined) return [];
      const newer = pushed.slice(place + 1).filter((one) => fits(one, selection)).length;
      return newer >= selection.countNumber ? [place] : [];
    });
  };

  it("is kept after 50 newer pushes, until 50 newer images were deployed", async () => {
    const policy = String((await application("service-prod")).inputs("LifecyclePolicy", "images")["policy"]);
    const pushes = Array.from({ length: 60 }, (_, index) => [`commit-${String(index)}`]);
    assert.deepEqual(expired(policy, [["older"], ["live", "deployed-1a"], ...pushes.slice(0, 50)]), [0]);
    const deployed = Array.from({ length: 50 }, (_, index) => [`deployed-${String(index)}`]);
    assert.deepEqual(expired(policy, [["old", "deployed-0"], ...deployed]), [0]);
  });

  it("is marked only after it is deployed", async () => {
    const { stages } = (await application("service-prod")).inputs("Pipeline", "pipeline");
    const { name, actions } =
      (stages as { name: string; actions: { name: string; runOrder?: number }[] }[]).at(-1) ?? {};
    assert.deepEqual(
      [name, actions?.map((one) => [one.name, one.runOrder])],
      [
        "Deploy",
        [
          ["BlueGreen", undefined],
          ["Keep", 2],
        ],
      ],
    );
  });

  describe("is marked by a build that", () => {
    let home: string;
    beforeEach(() => (home = mkdtempSync(join(tmpdir(), "amorphic-keep-"))));
    afterEach(() => rmSync(home, { recursive: true }));

    /** @returns how the build ended, and what it asked of an AWS CLI that knows the image by these tags */
    async function keep(tags: string): Promise<{ isGood: boolean; calls: string[] }> {
      const [bin, artifact, calls] = [join(home, "bin"), join(home, "Image"), join(home, "calls")];
      mkdirSync(bin);
      mkdirSync(artifact);
      writeFileSync(join(artifact, "imageDetail.json"), '{"ImageURI":"111122223333.dkr.ecr/service-prod@sha256:0a1b"}');
      writeFileSync(calls, "");
      const cli = `case "$2" in describe-images) echo "${tags}" ;; batch-get-image) echo '{"m": 1}' ;; esac`;
      writeFileSync(join(bin, "aws"), `#!/bin/sh\necho "$@" >> '${calls}'\n${cli}\n`);
      chmodSync(join(bin, "aws"), 0o755);
      const { isGood } = await runBuild({
        buildspec: String((await application("service-prod")).inputs("Project", "keep")["source"].buildspec),
        artifacts: new Map([["Image", artifact]]),
        inputs: ["Image"],
        outputs: [],
        environment: { ...process.env, IMAGES: "service-prod", PATH: `${bin}:${process.env["PATH"] ?? ""}` },
        home,
        replacements: [],
        output: () => undefined,
      });
      const asked = readFileSync(calls, "utf8").split("\n");
      return { isGood, calls: asked.filter((call) => call.startsWith("ecr put-image")) };
    }

    it("tags it as deployed", async () => {
      assert.deepEqual(await keep("0f1e-7"), {
        isGood: true,
        calls: [
          'ecr put-image --repository-name service-prod --image-tag deployed-0a1b --image-digest sha256:0a1b --image-manifest {"m": 1} --query image.imageId',
        ],
      });
    });

    it("leaves it alone if it has that tag already", async () => {
      assert.deepEqual(await keep("0f1e-7\tdeployed-0a1b"), { isGood: true, calls: [] });
    });
  });
});
