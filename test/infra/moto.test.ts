import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "yaml";
import { Aws } from "./aws";
import { application, graph, type Graph } from "./recorded";
import { ensureMoto } from "../../commands/setup/moto";
import { run as runProgram } from "../../commands/shared/run";
import { startMoto, type Moto } from "../support/moto";

const ACCOUNT = "111122223333";
const build = (project: string, status: string) => ({
  source: "aws.codebuild",
  "detail-type": "CodeBuild Build State Change",
  detail: {
    "project-name": project,
    "build-status": status,
    "additional-information": { logs: { "deep-link": "https://log.example/1" } },
  },
});
const run = (pipeline: string, state: string) => ({
  source: "aws.codepipeline",
  "detail-type": "CodePipeline Pipeline Execution State Change",
  detail: { pipeline, state, "execution-id": "1" },
});
const finding = (change: object) => ({
  source: "aws.securityhub",
  "detail-type": "Security Hub Findings - Imported",
  detail: {
    findings: [
      {
        AwsAccountId: ACCOUNT,
        Id: "amorphic-cicd/0a1b/gitleaks/2c3d",
        Title: "Password in a script",
        GeneratorId: "gitleaks/generic",
        Resources: [{ Type: "Other", Details: { Other: { Repository: "example/data-platform", File: "job.py" } } }],
        RecordState: "ACTIVE",
        Severity: { Label: "CRITICAL" },
        Workflow: { Status: "NEW" },
        ...change,
      },
    ],
  },
});
const repository = `arn:aws:codecommit:eu-west-1:${ACCOUNT}:data-platform`;
const push = (referenceName: string, referenceType = "branch", resource = repository) => ({
  source: "aws.codecommit",
  "detail-type": "CodeCommit Repository State Change",
  resources: [resource],
  detail: { event: "referenceUpdated", referenceType, referenceName },
});
const request = (detail: object) => ({
  source: "aws.codecommit",
  "detail-type": "CodeCommit Pull Request State Change",
  resources: [repository],
  detail: {
    event: "pullRequestCreated",
    pullRequestStatus: "Open",
    pullRequestId: "7",
    sourceCommit: "aaa",
    destinationCommit: "bbb",
    destinationReference: "refs/heads/develop",
    ...detail,
  },
});

const scan = (change: object) => ({
  source: "aws.ecr",
  "detail-type": "ECR Image Scan",
  detail: {
    "scan-status": "COMPLETE",
    "repository-name": "service-prod",
    "finding-severity-counts": { CRITICAL: 10, MEDIUM: 9 },
    "image-digest": "sha256:0a1b",
    "image-tags": [],
    ...change,
  },
});

/** The rules: an event that each matches, the message it becomes, and events that it ignores; all as AWS documents them. */
const RULES = [
  {
    rule: "failures",
    takes: run("amorphic-dev", "FAILED"),
    gives: undefined,
    leaves: [run("amorphic-dev", "SUCCEEDED"), run("amorphic-dev", "STOPPED"), run("amorphic-prod", "FAILED")],
  },
  {
    rule: "drift-found",
    takes: build("amorphic-dev-drift", "FAILED"),
    gives: [
      "The environment dev differs from its definitions, or could not be checked.",
      "Build:  amorphic-dev-drift",
      "Log:    https://log.example/1",
    ],
    leaves: [build("amorphic-dev-drift", "SUCCEEDED"), build("amorphic-dev-deploy", "FAILED")],
  },
  {
    rule: "critical",
    takes: finding({}),
    gives: [
      "A critical finding in example/data-platform: Password in a script",
      "Found by:  gitleaks/generic",
      "Finding:   amorphic-cicd/0a1b/gitleaks/2c3d",
    ],
    leaves: [
      finding({ Severity: { Label: "HIGH" } }),
      finding({ RecordState: "ARCHIVED" }),
      finding({ Workflow: { Status: "SUPPRESSED" } }),
      finding({ Resources: [{ Type: "Other", Details: { Other: { Repository: "example/other" } } }] }),
      finding({ Id: "prowler-1" }),
      finding({ AwsAccountId: "999999999999" }),
    ],
  },
  {
    stack: "service-prod",
    rule: "critical-image",
    takes: scan({}),
    gives: [
      "An image of service-prod has critical findings: 10",
      "Image:  service-prod@sha256:0a1b",
      "Show:   aws ecr describe-image-scan-findings --region eu-west-1 --repository-name service-prod --image-id imageDigest=sha256:0a1b",
    ],
    leaves: [
      scan({ "finding-severity-counts": { HIGH: 3 } }),
      scan({ "finding-severity-counts": { CRITICAL: 0 } }),
      scan({ "finding-severity-counts": {} }),
      scan({ "scan-status": "FAILED" }),
      scan({ "repository-name": "service-prod-eu" }),
    ],
  },
  {
    provider: "CodeCommit",
    rule: "start",
    takes: push("develop"),
    gives: undefined,
    leaves: [push("main"), push("develop", "tag"), push("develop", "branch", `${repository}-other`)],
  },
  {
    provider: "CodeCommit",
    rule: "pull-requests-start",
    takes: request({}),
    gives: {
      sourceVersion: "aaa",
      environmentVariablesOverride: [
        { name: "PULL_REQUEST_ID", value: "7", type: "PLAINTEXT" },
        { name: "COMMIT", value: "aaa", type: "PLAINTEXT" },
        { name: "BASE_COMMIT", value: "bbb", type: "PLAINTEXT" },
      ],
    },
    leaves: [
      request({ destinationReference: "refs/heads/main" }),
      request({ pullRequestStatus: "Closed" }),
      request({ event: "pullRequestMergeStatusUpdated" }),
    ],
  },
] as const;

/** Unlike EventBridge, moto does not look into a list of objects ... */
function forMoto<Event extends { detail: object }>(event: Event): Event {
  const [finding] = (event.detail as { findings?: readonly { Resources: readonly unknown[] }[] }).findings ?? [];
  return finding ? { ...event, detail: { findings: { ...finding, Resources: finding.Resources[0] } } } : event;
}

const pathsForMoto = (paths: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, path.replace("[0]", "")]));

/** ... and takes no text of several lines, so the lines are made a list. */
const templateForMoto = (template: string): string =>
  template.startsWith('"') ? `[${template.split("\n").join(",")}]` : template;

/** Outside S3, moto asks whether an action is allowed on `*`; policies.test.ts tests the resources. */
function anywhere(policy: string): string {
  const { Statement: statements, ...rest } = JSON.parse(policy) as { Statement: readonly object[] };
  return JSON.stringify({ ...rest, Statement: statements.map((statement) => ({ ...statement, Resource: "*" })) });
}

describe("the pipeline on moto", function () {
  this.timeout(60_000);
  let moto: Moto;
  let aws: Aws;
  before(async () => {
    moto = await startMoto();
    aws = new Aws(moto.url);
  });
  after(() => moto.stop());

  // moto delivers to queues only, so a queue stands in for topic, function, pipeline and build; pattern and text are real.
  for (const { rule, takes, gives, leaves, ...rest } of RULES) {
    const provider = "provider" in rest ? rest.provider : "GitHub";
    const stack = "stack" in rest ? rest.stack : "dev";
    it(`matches only its own events by the rule ${rule} of ${stack} on ${provider}`, async () => {
      await moto.reset();
      const made = stack === "dev" ? await graph(stack, provider) : await application(stack, {}, provider);
      const queue = await putRule(made, rule);
      for (const event of [...leaves, takes]) await aws.putEvent(forMoto(event));
      const messages = await aws.receive(queue);
      assert.equal(messages.length, 1, messages.join("\n"));
      const [message = ""] = messages;
      if (gives === undefined) assert.deepEqual((JSON.parse(message) as { detail: unknown }).detail, takes.detail);
      else assert.deepEqual(JSON.parse(message), gives);
    });
  }

  async function putRule(made: Graph, name: string): Promise<string> {
    const { eventPattern } = made.inputs("EventRule", name);
    const { inputTransformer: transformer } = made.inputs("EventTarget", name);
    const queue = await aws.createQueue(name);
    await aws.events("PutRule", { Name: name, EventPattern: eventPattern as string });
    await aws.events("PutTargets", {
      Rule: name,
      Targets: [
        {
          Id: "queue",
          Arn: queue.arn,
          ...(transformer && {
            InputTransformer: {
              InputPathsMap: pathsForMoto(transformer.inputPaths as Record<string, string>),
              InputTemplate: templateForMoto(transformer.inputTemplate as string),
            },
          }),
        },
      ],
    });
    return queue.url;
  }

  // moto honours actions and resources of a role's policy, not conditions.
  describe("the state's bucket", () => {
    const BUCKET = "amorphic-cicd-state-dev-111122223333-eu-west-1";
    const calls = {
      list: ["list", ""],
      read: ["read", ".pulumi/stacks/amorphic/dev.json"],
      write: ["write", ".pulumi/stacks/amorphic/dev.json"],
      remove: ["delete", ".pulumi/locks/organization/amorphic/dev/1.json"],
      journal: ["write", "journal/dev/1.json"],
    } as const;

    before(async () => {
      await moto.reset();
      await aws.createBucket(BUCKET);
      await aws.tryS3(BUCKET, { made: calls.write });
    });

    for (const [role, expected] of [
      ["plan", { list: 200, read: 200, write: 403, remove: 403, journal: 403 }],
      ["pull-requests", { list: 200, read: 200, write: 403, remove: 403, journal: 403 }],
      ["drift", { list: 200, read: 200, write: 403, remove: 403, journal: 403 }],
      ["validate", { list: 403, read: 403, write: 403, remove: 403, journal: 403 }],
      ["tool", { list: 403, read: 403, write: 403, remove: 403, journal: 403 }],
      ["deploy", { list: 200, read: 200, write: 200, remove: 204, journal: 200 }],
    ] as const) {
      it(`allows ${role} what it should, and no more`, async () => {
        const policy = String((await graph("dev")).inputs("RolePolicy", role)["policy"]);
        const credentials = await aws.assumeRole(role, policy);
        await aws.enforceIam(true);
        try {
          assert.deepEqual(await aws.tryS3(BUCKET, calls, credentials), expected);
        } finally {
          await aws.enforceIam(false);
        }
      });
    }
  });

  describe("Security Hub", () => {
    const PRODUCT = `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`;

    for (const [role, expected] of [
      ["validate", { publish: "done", read: "done" }],
      ["plan", { publish: "forbidden", read: "forbidden" }],
      ["deploy", { publish: "forbidden", read: "forbidden" }],
    ] as const) {
      it(`allows ${role} what it should, and no more`, async () => {
        await moto.reset();
        const policy = String((await graph("dev")).inputs("RolePolicy", role)["policy"]);
        const credentials = await aws.assumeRole(role, anywhere(policy));
        await aws.enforceIam(true);
        try {
          assert.deepEqual(await aws.tryFindings(PRODUCT, ACCOUNT, credentials), expected);
        } finally {
          await aws.enforceIam(false);
        }
      });
    }
  });

  it("lets the build that publishes assume its role in the site's account, as its buildspec says", async () => {
    const { source, environment } = (await application("site-live")).inputs("Project", "publish");
    const { phases } = parse(source.buildspec as string) as { phases: { install: { commands: string[] } } };
    const variables = environment.environmentVariables as { name: string; value: string }[];
    // The credentials that CodeBuild gives a build for its own role.
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const own = { AccessKeyId: "ASIABUILD", SecretAccessKey: "build", Token: "build", Expiration };
    const agent = createServer((_, response) => response.end(JSON.stringify(own))).listen(0, "127.0.0.1");
    await once(agent, "listening");
    const env = {
      PATH: process.env["PATH"],
      ...Object.fromEntries(
        Object.entries(moto.environment).filter(([name]) => !/ACCESS_KEY|TOKEN|_CONFIG_/.test(name)),
      ),
      ...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(agent.address() as AddressInfo).port}/`,
      PYTHON: await ensureMoto(),
    };
    // The CLI reads its settings as botocore does.
    const who =
      'import botocore.session; print(botocore.session.Session().create_client("sts").get_caller_identity()["Arn"])';
    const commands = [...phases.install.commands, `"$PYTHON" -c '${who}'`, 'rm "$AWS_CONFIG_FILE"'].join("\n");
    try {
      const { code, stdout, stderr } = await runProgram("bash", ["-e", "-c", commands], { env });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^arn:aws:sts::444455556666:assumed-role\/site-live-refresh\/botocore-session-\d+\n$/);
    } finally {
      agent.close();
    }
  });
});
