import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Buildspec } from "../../infra/buildspecs/buildspec";
import { record, settingsOf } from "../../infra/record";
import { Graph, graph, PROVIDERS, STACKS, type StackName } from "./recorded";

const base = settingsOf("dev");
const names = (made: Graph, kind: string): string[] => made.all(kind).map(({ name }) => name);

interface Stage {
  readonly name: string;
  readonly actions: readonly {
    readonly name: string;
    readonly runOrder?: number;
    readonly inputArtifacts?: readonly string[];
    readonly outputArtifacts?: readonly string[];
  }[];
  readonly onFailure?: { readonly result: string };
}

/** The actions of each stage in their order; those in one list run at the same time. */
async function steps(stack: StackName): Promise<Record<string, string[][]>> {
  const { stages } = (await graph(stack)).inputs("Pipeline", "pipeline");
  return Object.fromEntries(
    (stages as Stage[]).map(({ name, actions }) => {
      const orders = [...new Set(actions.map(({ runOrder = 1 }) => runOrder))].sort((a, b) => a - b);
      return [
        name,
        orders.map((order) => actions.filter(({ runOrder = 1 }) => runOrder === order).map((action) => action.name)),
      ];
    }),
  );
}

describe("the resources of a pipeline", function () {
  this.timeout(60_000);

  it("omit builds that clone the repository themselves until somebody confirms the connection", async () => {
    const pending = new Graph(await record(base, "PENDING"));
    assert.deepEqual(names(pending, "Project"), ["deploy", "plan", "tool", "validate"]);
    assert.deepEqual(names(pending, "Webhook"), []);
    assert.deepEqual(names(pending, "Connection"), ["source"]);
    assert.deepEqual(names(pending, "Pipeline"), ["pipeline"]);
  });

  it("compare files in the drift build only if the settings say so", async () => {
    for (const files of [false, true]) {
      const made = await graph("dev", "GitHub", { drift: { schedule: "rate(1 day)", files } });
      const { buildspec } = made.inputs("Project", "drift")["source"] as { buildspec: string };
      assert.equal(buildspec.includes('drift --stack "$STACK" --files\n'), files);
    }
  });

  const lookUp = "invoking aws:codestarconnections/getConnection:getConnection: 1 error occurred:\n\t* ";

  it("omit webhooks before the first run too, when no connection exists yet", async () => {
    const none = new Error(`${lookUp}CodeStar Connections Connection (amorphic-dev): not found\n`);
    assert.deepEqual(names(new Graph(await record(base, none)), "Webhook"), []);
  });

  for (const [why, reason] of [
    [
      "a right is missing",
      "listing CodeStar Connections Connections: operation error CodeStar connections: ListConnections, https response error StatusCode: 400, api error AccessDeniedException: not authorized",
    ],
    [
      "AWS throttles the call",
      "listing CodeStar Connections Connections: operation error CodeStar connections: ListConnections, exceeded maximum number of attempts, 25, api error ThrottlingException: Rate exceeded",
    ],
  ] as const) {
    it(`stay unchanged if nobody knows whether the connection is confirmed, because ${why}`, async () => {
      await assert.rejects(record(base, new Error(lookUp + reason)), {
        name: "UserError",
        message:
          `The status of the connection amorphic-dev could not be looked up, so nothing was changed: ${lookUp}${reason}\n` +
          "Try again. Your role needs codestar-connections:ListConnections and codestar-connections:ListTagsForResource.",
      });
    });
  }

  it("omit the same builds until somebody confirms a given connection, which must exist", async () => {
    const connectionArn = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b2c3d";
    const given = { ...base, source: { ...base.source, connectionArn } };
    const pending = new Graph(await record(given, "PENDING"));
    assert.deepEqual(names(pending, "Project"), ["deploy", "plan", "tool", "validate"]);
    const reason = `${lookUp}reading CodeStar Connections Connection (${connectionArn}): couldn't find resource`;
    await assert.rejects(record(given, new Error(reason)), {
      name: "UserError",
      message:
        `The status of the connection ${connectionArn} could not be looked up, so nothing was changed: ${reason}\n` +
        "Try again. Your role needs codestar-connections:GetConnection and codestar-connections:ListTagsForResource.",
    });
  });

  it("use a given connection instead of creating one", async () => {
    const made = await graph("dev", "Bitbucket");
    assert.deepEqual(names(made, "Connection"), []);
    assert.deepEqual(names(made, "Project"), ["deploy", "drift", "plan", "pull-requests", "tool", "validate"]);
  });

  it("require approval in prod, but not in dev", async () => {
    assert.deepEqual(await steps("dev"), {
      Source: [["Source"]],
      Validate: [["Validate", "Tool"]],
      Deploy: [["Plan"], ["Deploy"]],
    });
    assert.deepEqual((await steps("prod"))["Deploy"], [["Plan"], ["Approve"], ["Deploy"]]);
  });

  it("create and use a plan in one stage, which holds one run at a time and is never retried automatically", async () => {
    for (const stack of STACKS) {
      const { stages, executionMode } = (await graph(stack)).inputs("Pipeline", "pipeline");
      const withPlan = (stages as Stage[]).filter(({ actions }) =>
        actions.some(({ inputArtifacts, outputArtifacts }) =>
          [...(inputArtifacts ?? []), ...(outputArtifacts ?? [])].includes("Plan"),
        ),
      );
      assert.deepEqual(
        withPlan.map(({ name, onFailure }) => [name, onFailure?.result]),
        [["Deploy", undefined]],
      );
      assert.equal(executionMode, "QUEUED");
    }
  });

  it("scan with the version of Go that tools/gitleaks requires", async () => {
    const wanted = /^go (\d+\.\d+)/m.exec(readFileSync(join(__dirname, "../../tools/gitleaks/go.mod"), "utf8"))?.[1];
    const buildspec = parse(
      String((await graph("dev")).inputs("Project", "validate")["source"].buildspec),
    ) as Buildspec;
    assert.equal(buildspec.phases.install?.["runtime-versions"]?.["golang"], wanted);
  });

  it("use Security Hub as it is, switch it on, or do without it", async () => {
    const hub = async (securityHub: "existing" | "enable" | "off") => {
      const made = await graph("dev", "GitHub", { securityHub });
      return [names(made, "Account"), names(made, "Insight"), names(made, "EventRule").includes("critical")];
    };
    assert.deepEqual(await hub("existing"), [[], ["security-hub"], true]);
    assert.deepEqual(await hub("enable"), [["security-hub"], ["security-hub"], true]);
    assert.deepEqual(await hub("off"), [[], [], false]);
    const off = await graph("dev", "GitHub", { securityHub: "off" });
    assert.doesNotMatch(String(off.inputs("Project", "validate")["source"].buildspec), /findings publish/);
    assert.doesNotMatch(String(off.inputs("RolePolicy", "validate")["policy"]), /securityhub/);
  });

  it("omit builds that the settings switch off", async () => {
    const made = await graph("dev", "GitHub", {
      pullRequests: { enabled: false, approval: "forks" },
      drift: { schedule: "off", files: false },
    });
    assert.deepEqual(names(made, "Project"), ["deploy", "plan", "tool", "validate"]);
    assert.deepEqual(names(made, "EventRule"), ["critical", "failures"]);
  });

  it("notify authors only of their own commits, and nobody twice", async () => {
    const made = await graph("dev", "GitHub", {
      notify: { emails: ["all@example.com"], authors: ["ann@example.com", "all@example.com"] },
    });
    assert.deepEqual(
      made.all("TopicSubscription").map(({ inputs }) => [inputs["endpoint"], inputs["filterPolicy"]]),
      [
        ["all@example.com", undefined],
        ["ann@example.com", '{"author":[{"equals-ignore-case":"ann@example.com"}]}'],
      ],
    );
  });

  const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:forge-AbCdEf";
  for (const provider of PROVIDERS) {
    it(`post the plan on pull requests of ${provider}, with a comment token if it needs one`, async () => {
      const commentToken = provider === "CodeCommit" ? {} : { commentToken: secret };
      const approval = provider === "CodeCommit" ? "forks" : "all";
      const pullRequests = { enabled: true, approval, ...commentToken } as const;
      const made = await graph("dev", provider, { pullRequests });
      const { source, environment } = made.inputs("Project", "pull-requests");
      const { host, variable } = COMMENTS[provider];
      const number = provider === "CodeCommit" ? ' --pull-request "$PULL_REQUEST_ID"' : "";
      const command = `comment --stack "$STACK" --plan reports/plan.json --host ${host} --repo "$REPOSITORY"${number}\n`;
      assert.ok(String(source.buildspec).includes(command), String(source.buildspec));
      const secrets = (environment.environmentVariables as { name: string; type: string }[])
        .filter(({ type }) => type === "SECRETS_MANAGER")
        .map(({ name }) => name);
      assert.deepEqual(secrets, ["AMORPHIC_AUTHORIZATION_TOKEN", ...(variable ? [variable] : [])]);
    });

    it(`let only the right people release pull requests of ${provider}, if it can hold them back`, async () => {
      const policies: unknown[] = [];
      for (const approval of ["forks", "all"] as const) {
        const made = await graph("dev", provider, { pullRequests: { enabled: true, approval } });
        policies.push(...made.all("Webhook").map(({ inputs }) => inputs["pullRequestBuildPolicy"] as unknown));
      }
      const { forks, all } = APPROVERS[provider] ?? {};
      assert.deepEqual(
        policies,
        forks
          ? [
              { requiresCommentApproval: "FORK_PULL_REQUESTS", approverRoles: forks },
              { requiresCommentApproval: "ALL_PULL_REQUESTS", approverRoles: all },
            ]
          : [],
      );
    });
  }
});

const GITHUB = {
  forks: ["GITHUB_WRITE", "GITHUB_MAINTAIN", "GITHUB_ADMIN"],
  all: ["GITHUB_MAINTAIN", "GITHUB_ADMIN"],
};
const GITLAB = {
  forks: ["GITLAB_DEVELOPER", "GITLAB_MAINTAINER", "GITLAB_OWNER"],
  all: ["GITLAB_MAINTAINER", "GITLAB_OWNER"],
};
/** Of CodeBuild's PullRequestBuildPolicy, by what waits. */
const APPROVERS: Readonly<Record<string, { readonly forks: string[]; readonly all: string[] }>> = {
  GitHub: GITHUB,
  GitHubEnterprise: GITHUB,
  GitLab: GITLAB,
  GitLabSelfManaged: GITLAB,
  Bitbucket: { forks: ["BITBUCKET_WRITE", "BITBUCKET_ADMIN"], all: ["BITBUCKET_ADMIN"] },
};

/** As `amorphic-cicd comment` calls them. */
const COMMENTS = {
  GitHub: { host: "github", variable: "GITHUB_TOKEN" },
  GitHubEnterprise: { host: "github", variable: "GITHUB_TOKEN" },
  GitLab: { host: "gitlab", variable: "GITLAB_TOKEN" },
  GitLabSelfManaged: { host: "gitlab", variable: "GITLAB_TOKEN" },
  Bitbucket: { host: "bitbucket", variable: "BITBUCKET_TOKEN" },
  CodeCommit: { host: "codecommit", variable: undefined },
} as const;
