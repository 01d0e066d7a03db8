import assert from "node:assert/strict";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { everyGraph, graph, listed, PROVIDERS, STACKS, statements } from "./recorded";
import { document, isAllowed, type Call, type Rights } from "./simulate";

const ACCOUNT = "111122223333";
const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const ARTIFACTS = "arn:aws:s3:::amorphic-dev-artifacts-1a2b";
const STATE = "arn:aws:s3:::amorphic-cicd-state-dev-111122223333-eu-west-1";
const PROD_STATE = "arn:aws:s3:::amorphic-cicd-state-prod-444455556666-eu-west-1";
const STATE_KEY = at("kms", "key/state");
const KEY = at("kms", "key/pipeline");
const secret = (name: string): string => at("secretsmanager", `secret:amorphic/dev/${name}-AbCdEf`);
const project = (name: string): string => at("codebuild", `project/amorphic-dev-${name}`);
const connection = at("codeconnections", "connection/amorphic-dev");
const log = (name: string): string => at("logs", `log-group:/aws/codebuild/amorphic-dev-${name}:log-stream:1`);

/** What each role does all day, and what it must not be able to do; on GitHub unless it says CodeCommit. */
const ROLES: Readonly<Record<string, Rights>> = {
  pipeline: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:GetBucketVersioning", ARTIFACTS],
      ["kms:GenerateDataKey", KEY],
      ["codebuild:StartBuild", project("validate")],
      ["codebuild:StartBuild", project("tool")],
      ["codebuild:StartBuild", project("deploy")],
      ["codebuild:BatchGetBuilds", project("plan")],
      ["codeconnections:UseConnection", connection],
    ],
    mayNot: [
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["s3:GetObject", `${ARTIFACTS}/cache/amorphic-dev-deploy/1`],
      ["kms:Decrypt", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("deploy")],
      ["codebuild:StartBuild", project("pull-requests")],
      ["codebuild:StartBuild", at("codebuild", "project/other")],
      ["codepipeline:PutApprovalResult", at("codepipeline", "amorphic-dev/Deploy/Approve")],
      ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/amorphic-dev-deploy`],
    ],
  },
  validate: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Findings/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/cache/amorphic-dev-validate/1`],
      ["logs:PutLogEvents", log("validate")],
      ["codebuild:BatchPutTestCases", at("codebuild", "report-group/amorphic-dev-scan")],
      ["securityhub:BatchImportFindings", at("securityhub", `product/${ACCOUNT}/default`)],
      ["securityhub:GetFindings", at("securityhub", "hub/default")],
    ],
    mayNot: [
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/cache/amorphic-dev-deploy/1`],
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["kms:Decrypt", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("read")],
      ["secretsmanager:GetSecretValue", secret("deploy")],
      ["securityhub:BatchUpdateFindings", at("securityhub", "hub/default")],
      ["logs:PutLogEvents", log("deploy")],
    ],
  },
  tool: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["logs:PutLogEvents", log("tool")],
    ],
    mayNot: [
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Plan/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Findings/1.zip`],
      // What another build left there would become part of it.
      ["s3:GetObject", `${ARTIFACTS}/cache/amorphic-dev-tool/1`],
      ["s3:GetObject", `${ARTIFACTS}/cache/amorphic-dev-validate/1`],
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["kms:Decrypt", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("read")],
      ["securityhub:BatchImportFindings", at("securityhub", `product/${ACCOUNT}/default`)],
    ],
  },
  plan: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Plan/1.zip`],
      ["s3:ListBucket", STATE],
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["s3:GetObject", `${STATE}/journal/dev/1.json`],
      ["kms:Decrypt", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("read")],
    ],
    mayNot: [
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/cache/amorphic-dev-plan/1`],
      ["s3:PutObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["s3:DeleteObject", `${STATE}/.pulumi/locks/organization/amorphic/dev/1.json`],
      ["s3:GetObject", `${STATE}/journal/prod/1.json`],
      ["s3:PutObject", `${STATE}/journal/dev/1.json`],
      ["kms:GenerateDataKey", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("deploy")],
      ["secretsmanager:GetSecretValue", secret("sales-db")],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:GetObject", `${PROD_STATE}/.pulumi/stacks/amorphic/prod.json`],
    ],
  },
  deploy: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Plan/1.zip`],
      ["s3:PutObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["s3:DeleteObject", `${STATE}/.pulumi/locks/organization/amorphic/dev/1.json`],
      ["s3:PutObject", `${STATE}/journal/dev/1.json`],
      ["codebuild:BatchGetBuilds", project("deploy")],
      ["kms:GenerateDataKey", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("deploy")],
      ["secretsmanager:GetSecretValue", secret("sales-db")],
    ],
    mayNot: [
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Tool/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Plan/1.zip`],
      ["s3:GetObject", `${ARTIFACTS}/cache/amorphic-dev-deploy/1`],
      ["s3:PutObject", `${STATE}/journal/prod/1.json`],
      ["codebuild:StartBuild", project("deploy")],
      ["codebuild:BatchGetBuilds", project("validate")],
      ["s3:PutObject", `${PROD_STATE}/.pulumi/stacks/amorphic/prod.json`],
      ["s3:DeleteObjectVersion", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["secretsmanager:GetSecretValue", secret("other")],
      ["secretsmanager:GetSecretValue", at("secretsmanager", "secret:amorphic/prod/deploy-AbCdEf")],
      ["kms:ScheduleKeyDeletion", STATE_KEY],
      ["codepipeline:StartPipelineExecution", at("codepipeline", "amorphic-dev")],
      ["sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/Admin`],
    ],
  },
  "pull-requests": {
    may: [
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["kms:Decrypt", STATE_KEY],
      ["secretsmanager:GetSecretValue", secret("read")],
      ["codeconnections:GetConnectionToken", connection],
      ["logs:PutLogEvents", log("pull-requests")],
    ],
    mayNot: [
      ["s3:PutObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["s3:PutObject", `${ARTIFACTS}/cache/amorphic-dev-deploy/1`],
      ["s3:PutObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
      ["kms:Decrypt", KEY],
      ["secretsmanager:GetSecretValue", secret("deploy")],
      ["secretsmanager:GetSecretValue", secret("sales-db")],
      ["securityhub:BatchImportFindings", at("securityhub", `product/${ACCOUNT}/default`)],
      ["codebuild:StartBuild", project("deploy")],
    ],
  },
  drift: {
    may: [
      ["s3:GetObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["secretsmanager:GetSecretValue", secret("read")],
      ["codeconnections:UseConnection", connection],
    ],
    mayNot: [
      ["s3:PutObject", `${STATE}/.pulumi/stacks/amorphic/dev.json`],
      ["secretsmanager:GetSecretValue", secret("deploy")],
    ],
  },
  "drift-start": {
    may: [["codebuild:StartBuild", project("drift")]],
    mayNot: [["codebuild:StartBuild", project("deploy")]],
  },
  failures: {
    may: [
      ["codepipeline:ListActionExecutions", at("codepipeline", "amorphic-dev")],
      ["sns:Publish", at("sns", "amorphic-dev-notifications")],
      ["sqs:SendMessage", at("sqs", "amorphic-dev-undelivered")],
      ["kms:GenerateDataKey", KEY],
      ["logs:CreateLogStream", at("logs", "log-group:/aws/lambda/amorphic-dev-failures:log-stream:1")],
    ],
    mayNot: [
      ["codepipeline:StartPipelineExecution", at("codepipeline", "amorphic-dev")],
      ["sns:Publish", at("sns", "other")],
      ["s3:GetObject", `${ARTIFACTS}/amorphic-dev/Source/1.zip`],
    ],
  },
};

/** In addition to those above, on CodeCommit. */
const CODECOMMIT_ROLES: typeof ROLES = {
  start: {
    may: [["codepipeline:StartPipelineExecution", at("codepipeline", "amorphic-dev")]],
    mayNot: [["codepipeline:StartPipelineExecution", at("codepipeline", "amorphic-prod")]],
  },
  pipeline: {
    may: [
      ["codecommit:GetBranch", at("codecommit", "data-platform")],
      ["codecommit:UploadArchive", at("codecommit", "data-platform")],
    ],
    mayNot: [
      ["codecommit:GitPush", at("codecommit", "data-platform")],
      ["codecommit:GetCommit", at("codecommit", "other")],
    ],
  },
  "pull-requests-start": {
    may: [["codebuild:StartBuild", project("pull-requests")]],
    mayNot: [["codebuild:StartBuild", project("deploy")]],
  },
  "pull-requests": {
    may: [
      ["codecommit:GitPull", at("codecommit", "data-platform")],
      ["codecommit:PostCommentForPullRequest", at("codecommit", "data-platform")],
    ],
    mayNot: [
      ["codecommit:MergePullRequestByFastForward", at("codecommit", "data-platform")],
      ["codecommit:GitPush", at("codecommit", "data-platform")],
    ],
  },
  failures: {
    may: [["codecommit:GetCommit", at("codecommit", "data-platform")]],
    mayNot: [["codecommit:GitPull", at("codecommit", "data-platform")]],
  },
};

describe("each role of a pipeline", function () {
  this.timeout(60_000);

  for (const [provider, roles] of [
    ["GitHub", ROLES],
    ["CodeCommit", CODECOMMIT_ROLES],
  ] as const) {
    for (const [role, { may, mayNot }] of Object.entries(roles)) {
      it(`has the rights it needs as ${role} on ${provider}, and no more`, async () => {
        const made = await graph("dev", provider);
        const decide = async (calls: readonly Call[]) =>
          Promise.all(calls.map(async (call) => [...call, await isAllowed(made, "amorphic-dev", role, call)] as const));
        assert.deepEqual(
          (await decide(may)).filter(([, , allowed]) => !allowed),
          [],
          "refused, but needed",
        );
        assert.deepEqual(
          (await decide(mayNot)).filter(([, , allowed]) => allowed),
          [],
          "allowed, but not needed",
        );
      });
    }

    it(`is tested above on ${provider}`, async () => {
      const made = (await graph("dev", provider)).all("Role").map(({ name }) => name);
      assert.deepEqual(
        made.filter((name) => !(name in ROLES) && !(name in CODECOMMIT_ROLES)),
        [],
      );
    });
  }

  it("is all that the boundaries allow: no action more than the roles' policies use", async () => {
    const inPolicies = new Set<string>();
    const inBoundaries = new Set<string>();
    const collect = (into: Set<string>, policy: unknown): void => {
      for (const { Action } of statements(policy)) for (const action of listed(Action)) into.add(action);
    };
    for (const made of await everyGraph()) {
      for (const { inputs } of made.all("RolePolicy")) collect(inPolicies, inputs["policy"]);
      for (const { name, inputs } of made.all("Policy")) {
        if (name.endsWith("boundary")) collect(inBoundaries, inputs["policy"]);
      }
    }
    const isCovered = (action: string) =>
      [...inBoundaries].some((one) => one.endsWith("*") && action.startsWith(one.slice(0, -1)));
    assert.deepEqual(
      [...inBoundaries].filter((action) => !inPolicies.has(action)),
      [],
      "more than needed",
    );
    assert.deepEqual(
      [...inPolicies].filter((action) => !inBoundaries.has(action) && !isCovered(action)),
      [],
      "less than needed",
    );
  });

  it("is limited by its boundary, even if its policy allowed everything", async () => {
    const boundary = document((await graph("dev")).inputs("Policy", "boundary")["policy"]);
    const all = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    for (const [action, resource, account, region] of [
      ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/x`, ACCOUNT, "eu-west-1"],
      ["sts:AssumeRole", `arn:aws:iam::444455556666:role/x`, "444455556666", "eu-west-1"],
      ["kms:PutKeyPolicy", STATE_KEY, ACCOUNT, "eu-west-1"],
      ["s3:PutBucketPolicy", ARTIFACTS, ACCOUNT, "eu-west-1"],
      ["s3:GetObject", `${PROD_STATE}/x`, "444455556666", "eu-west-1"],
      ["codepipeline:PutApprovalResult", at("codepipeline", "amorphic-dev/Deploy/Approve"), ACCOUNT, "eu-west-1"],
      ["kms:DisableKey", STATE_KEY, ACCOUNT, "eu-west-1"],
      ["kms:UpdateAlias", STATE_KEY, ACCOUNT, "eu-west-1"],
      ["s3:PutEncryptionConfiguration", ARTIFACTS, ACCOUNT, "eu-west-1"],
      ["s3:PutReplicationConfiguration", ARTIFACTS, ACCOUNT, "eu-west-1"],
      ["codebuild:UpdateProject", project("deploy"), ACCOUNT, "eu-west-1"],
      ["codebuild:DeleteProject", project("deploy"), ACCOUNT, "eu-west-1"],
      ["codepipeline:DeletePipeline", at("codepipeline", "amorphic-dev"), ACCOUNT, "eu-west-1"],
      ["logs:PutSubscriptionFilter", at("logs", "log-group:/aws/codebuild/amorphic-dev-deploy"), ACCOUNT, "eu-west-1"],
      ["secretsmanager:UpdateSecret", secret("deploy"), ACCOUNT, "eu-west-1"],
      ["ec2:RunInstances", at("ec2", "instance/*"), ACCOUNT, "eu-west-1"],
      ["sns:Publish", at("sns", "amorphic-dev-notifications"), ACCOUNT, "us-east-1"],
    ] as const) {
      const simulated = await runSimulation(
        {
          request: {
            action,
            principal: `arn:aws:iam::${ACCOUNT}:role/x`,
            resource: { resource, accountId: account },
            contextVariables: { "aws:ResourceAccount": account, "aws:RequestedRegion": region },
          },
          identityPolicies: [{ name: "all", policy: all }],
          permissionBoundaryPolicies: [{ name: "boundary", policy: boundary }],
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        },
        {},
      );
      if (simulated.resultType === "error") assert.fail(`${action}: ${JSON.stringify(simulated.errors)}`);
      assert.notEqual(simulated.overallResult, "Allowed", action);
    }
  });

  it("has wildcards only after a prefix, never for all resources or all actions of a service", async () => {
    const loose: string[] = [];
    for (const stack of STACKS) {
      for (const provider of PROVIDERS) {
        for (const { name, inputs } of (await graph(stack, provider)).all("RolePolicy")) {
          for (const { Sid, Action, Resource } of statements(inputs["policy"])) {
            const actions = listed(Action).filter((action) => /^[^:]+:\*$|^\*/.test(action));
            const resources = listed(Resource).filter((arn) => /^\*$|^arn:aws:[^:]*:[^:]*:[^:]*:\*/.test(arn));
            loose.push(...[...actions, ...resources].map((what) => `${name} ${Sid}: ${what}`));
          }
        }
      }
    }
    assert.deepEqual(loose, []);
  });

  it("trusts one service, acting for this account", async () => {
    const trusts = (await graph("prod", "CodeCommit")).all("Role").map(({ name, inputs }) => {
      const [{ Principal, Condition } = { Principal: undefined, Condition: undefined }, ...more] = statements(
        inputs["assumeRolePolicy"],
      );
      assert.deepEqual(more, []);
      return [name, Principal, Condition];
    });
    const by = (service: string, source?: string) => [
      { Service: `${service}.amazonaws.com` },
      {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ...(source && { ArnLike: { "aws:SourceArn": at(service, source) } }),
      },
    ];
    const build = (name: string) => [name, ...by("codebuild", `project/amorphic-prod-${name}`)];
    assert.deepEqual(trusts, [
      build("deploy"),
      build("drift"),
      ["drift-start", ...by("events", "rule/amorphic-prod-drift-start")],
      ["failures", { Service: "lambda.amazonaws.com" }, undefined],
      ["pipeline", ...by("codepipeline")],
      build("plan"),
      build("pull-requests"),
      ["pull-requests-start", ...by("events", "rule/amorphic-prod-pull-requests-start")],
      ["start", ...by("events", "rule/amorphic-prod-start")],
      build("tool"),
      build("validate"),
    ]);
  });
});
