import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsOf } from "../../infra/record";
import { parseSettings, settingsIn } from "../../infra/settings/parse";
import { placeIn, type Place } from "../../infra/settings/place";
import { UserError } from "../../providers/errors";

const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:amorphic/dev/deploy-AbCdEf";
const least = {
  source: { provider: "GitHub", repository: "acme/data", branch: "develop" },
  state: { bucket: "amorphic-cicd-state-dev", key: "alias/amorphic-cicd-dev-state" },
  amorphic: { token: secret, readToken: secret },
};

const refused = (given: Record<string, unknown>, stack = "dev", place?: Place): string[] => {
  try {
    parseSettings(given, stack, place);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message.split("\n  ");
  }
  return [];
};
const withSource = (source: Record<string, unknown>) => refused({ ...least, source: { ...least.source, ...source } });

describe("the settings of a pipeline", () => {
  it("get defaults for everything that is not required", () => {
    assert.deepEqual(parseSettings(least, "dev"), {
      target: "amorphic",
      name: "amorphic",
      environment: "dev",
      ...least,
      source: {
        ...least.source,
        paths: ["resources/**", "access-management/**", "Pulumi.dev.yaml", "package-lock.json"],
      },
      content: ["resources", "access-management"],
      variables: {},
      secrets: {},
      definitionSecrets: [],
      secretKeys: [],
      build: { image: "standard-7.0", compute: "small" },
      approval: { required: true, timeoutMinutes: 4320, emails: [] },
      notify: { emails: [], authors: [] },
      pullRequests: { enabled: true, approval: "forks" },
      securityHub: "existing",
      drift: { schedule: "cron(0 5 * * ? *)", files: false },
      logDays: 365,
    });
  });

  it("report every mistake at once, with key, value and what is allowed", () => {
    const given = {
      ...least,
      source: { provider: "Gitlab", repository: "acme/data", branch: "a..b" },
      sourc: { branch: "main" },
      approval: { required: "yes", timeoutMinutes: 3, email: [] },
      secrets: { DB_PASSWORD: "hunter2" },
      content: ["resources", "../secrets"],
      amorphic: { token: "eyJhbGciOi.pl4nted", readToken: secret },
      logDays: 100,
    };
    assert.deepEqual(refused(given), [
      "infra/Pulumi.dev.yaml has mistakes:",
      'pipeline:sourc is not known (did you mean "source"?)',
      'pipeline:approval.email is not known (did you mean "approval.emails"?)',
      'pipeline:source.provider is "Gitlab"; it must be one of GitHub, GitHubEnterprise, GitLab, GitLabSelfManaged, Bitbucket, CodeCommit',
      'pipeline:source.branch is "a..b"; it must be the branch that belongs to the environment, at most 200 letters, digits, ., _, - and /, without .. and //',
      'pipeline:approval.required is "yes"; it must be true or false',
      "pipeline:approval.timeoutMinutes is 3; it must be a whole number from 5 to 86400",
      "pipeline:logDays is 100; it must be one of 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
      'pipeline:content is ["resources","../secrets"]; it must be 1 to 6 names of directories of definitions and scripts at the top of the repository, none of them the tool\'s own',
      "pipeline:amorphic.token is not valid (not shown, as it may be the secret itself); it must be the full ARN of a secret, such as arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-AbCdEf: the token of the service user that deploys",
      'pipeline:secrets is not valid (not shown, as it may be the secret itself), with mistakes in DB_PASSWORD; it must be environment variables from Secrets Manager, as NAME: ARN or NAME: ARN#key, for {"!Environ": "NAME"}, except reserved names such as PATH, STACK, AWS_…, CODEBUILD_… and PULUMI_…',
    ]);
  });

  it("report everything that is missing", () => {
    assert.deepEqual(
      refused({}).map((line) => line.replace(/:.*?:/, ":").split(":")[0] && /pipeline:\S+ is missing/.exec(line)?.[0]),
      [
        undefined,
        "pipeline:source.provider is missing",
        "pipeline:source.repository is missing",
        "pipeline:source.branch is missing",
        "pipeline:state.bucket is missing",
        "pipeline:state.key is missing",
        "pipeline:amorphic.token is missing",
        "pipeline:amorphic.readToken is missing",
      ],
    );
  });

  it("refuse a group that is not a map", () => {
    assert.deepEqual(refused({ ...least, notify: "me@example.com" }).slice(1), [
      'pipeline:notify is "me@example.com"; it must be a map of emails, authors',
    ]);
  });

  for (const [what, source, expected] of [
    [
      "a self-managed host without its address",
      { provider: "GitLabSelfManaged" },
      [
        "pipeline:source.hostArn is missing: GitLabSelfManaged needs it, or a connectionArn",
        "pipeline:source.url is missing: the https:// address of a self-managed provider, without a path",
      ],
    ],
    [
      "a connection for CodeCommit",
      {
        provider: "CodeCommit",
        repository: "acme/data",
        connectionArn: "arn:aws:codeconnections:eu-west-1:111122223333:connection/0a",
      },
      [
        "pipeline:source.connectionArn is set, but CodeCommit has none: remove it",
        'pipeline:source.repository is "acme/data"; for CodeCommit it must be the name alone',
      ],
    ],
    [
      "a self-managed host for a provider that has none",
      { url: "https://git.example.com", hostArn: "arn:aws:codeconnections:eu-west-1:111122223333:host/forge-1a" },
      [
        "pipeline:source.hostArn is set, but GitHub has none: remove it",
        "pipeline:source.url is set, but GitHub has none: remove it",
      ],
    ],
    [
      "a repository without an owner",
      { repository: "data" },
      ['pipeline:source.repository is "data"; for GitHub it must be owner/name'],
    ],
    [
      "more globs than a trigger accepts",
      { paths: ["a", "b", "c", "d", "e", "f", "g", "h", "i"] },
      [
        'pipeline:source.paths is ["a","b","c","d","e","f","g","h","i"]; it must be 1 to 8 globs, each up to 255 characters: a push that changes none of these files does not deploy',
      ],
    ],
  ] as const) {
    it(`refuse ${what}`, () => assert.deepEqual(withSource(source).slice(1), expected));
  }

  for (const [schedule, isTaken] of [
    ["rate(1 hour)", true],
    ["rate(2 hours)", true],
    ["rate(10 minutes)", true],
    ["off", true],
    ["rate(1 hours)", false],
    ["rate(2 hour)", false],
    ["rate(0 days)", false],
  ] as const) {
    it(`${isTaken ? "accept" : "refuse"} ${schedule} as EventBridge does`, () => {
      assert.deepEqual(
        refused({ ...least, drift: { schedule } }).slice(1),
        isTaken
          ? []
          : [
              `pipeline:drift.schedule is "${schedule}"; it must be cron(…) or rate(…) in EventBridge's format, such as rate(1 hour) or rate(12 hours), or off`,
            ],
      );
    });
  }

  it("refuse to hold back pull requests of CodeCommit, where builds cannot wait", () => {
    const source = { ...least.source, provider: "CodeCommit", repository: "data" };
    assert.deepEqual(refused({ ...least, source, pullRequests: { approval: "all" } }).slice(1), [
      'pipeline:pullRequests.approval is "all", but on CodeCommit builds start at once and cannot wait for a comment: remove it, or set pullRequests.enabled to false',
    ]);
    assert.deepEqual(refused({ ...least, source, pullRequests: { approval: "forks" } }), []);
  });

  it("refuse a name in both variables and secrets, and more ARNs than fit into a role's policies", () => {
    const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;
    const both = { variables: { DB: "x", OTHER: "y" }, secrets: { DB: secret("db") } };
    assert.deepEqual(refused({ ...least, ...both }).slice(1), [
      "pipeline:variables and secrets both contain DB: remove one of them",
    ]);
    const definitionSecrets = Array.from({ length: 71 }, () => secret("n".repeat(40)));
    assert.deepEqual(refused({ ...least, definitionSecrets: definitionSecrets.slice(1) }), []);
    assert.deepEqual(refused({ ...least, definitionSecrets }).slice(1), [
      "the ARNs in pipeline:secrets, definitionSecrets and secretKeys have 7100 characters, and a role's policies have room for 7000: put several values into one secret, as ARN#key",
    ]);
  });

  it("refuse secrets and keys of another Region, or of another account, which our boundary denies", () => {
    const [here, there] = ["111122223333", "444455556666"];
    const of = (region: string, account: string) => `arn:aws:secretsmanager:${region}:${account}:secret:x-AbCdEf`;
    const given = {
      ...least,
      amorphic: { token: of("eu-west-1", there), readToken: of("us-east-1", here) },
      pullRequests: { commentToken: of("eu-west-1", here) },
      secrets: { DB_USER: `${of("us-east-1", there)}#user` },
      definitionSecrets: [of("eu-west-1", there), of("eu-west-1", there).replace("x-", "y-")],
      secretKeys: [`arn:aws:kms:us-east-1:${here}:key/0a1b`],
    };
    const place = { region: "eu-west-1", accounts: [here] };
    const elsewhere = (name: string) =>
      `pipeline:${name} is in us-east-1, but builds in eu-west-1 (aws:region) can use only what is there`;
    const foreign = (name: string) =>
      `pipeline:${name} is in account ${there}, but builds in ${here} (aws:allowedAccountIds) can use only what is there, unless pipeline:permissionsBoundary is your own`;
    assert.deepEqual(refused(given, "dev", place).slice(1), [
      ...["amorphic.readToken", "secrets.DB_USER", "secretKeys"].map(elsewhere),
      ...["amorphic.token", "secrets.DB_USER", "definitionSecrets"].map(foreign),
    ]);
    const regions = ["amorphic.readToken", "secrets.DB_USER", "secretKeys"].map(elsewhere);
    const permissionsBoundary = `arn:aws:iam::${here}:policy/ours`;
    assert.deepEqual(refused({ ...given, permissionsBoundary }, "dev", place).slice(1), regions);
    assert.deepEqual(refused(given, "dev", { ...place, accounts: [there, here] }).slice(1), regions);
    assert.deepEqual(refused(given), []);
  });

  it("do not call a value missing that is there but not valid", () => {
    assert.deepEqual(withSource({ provider: "GitLabSelfManaged", hostArn: "forge", url: "http://forge" }).slice(1), [
      'pipeline:source.hostArn is "forge"; it must be the ARN of the host of a self-managed provider',
      'pipeline:source.url is "http://forge"; it must be the https:// address of a self-managed provider, without a path',
    ]);
  });

  it("refuse names that are too long for CodePipeline", () => {
    assert.deepEqual(refused({ ...least, name: "customer-data" }, "production").slice(1), [
      "pipeline:name and environment together give customer-data-production, which is longer than 20 characters: shorten one of them",
    ]);
  });

  for (const variable of [
    "PATH",
    "STACK",
    "COMMIT",
    "AWS_PROFILE",
    "aws_region",
    "GitHub_Token",
    "CODEBUILD_SRC_DIR",
    "AMORPHIC_AUTHORIZATION_TOKEN",
    "a b",
  ]) {
    it(`refuse the variable ${variable}`, () => {
      assert.deepEqual(refused({ ...least, variables: { [variable]: "x", REGION: "EMEA" } }).slice(1), [
        `pipeline:variables is a map of size 2, with mistakes in ${variable}; it must be plain-text environment variables, as NAME: value, for {"!Environ": "NAME"}, except reserved names such as PATH, STACK, AWS_…, CODEBUILD_… and PULUMI_…`,
      ]);
    });
  }

  for (const [what, text, message] of [
    ["is not YAML", "config:\n  pipeline:source: [a\n", /Pulumi\.dev\.yaml is not YAML: .* at line 3, column 1:/],
    ["is empty", "", /Pulumi\.dev\.yaml must be a map with the map config, as in infra\/Pulumi\.dev\.yaml\.$/],
    ["has a list as config", "config: [a]", /Pulumi\.dev\.yaml must be a map with the map config/],
    [
      "has no config",
      "encryptionsalt: x",
      /^infra\/Pulumi\.dev\.yaml has mistakes:\n {2}pipeline:source\.provider is missing/,
    ],
  ] as const) {
    it(`say so if a rehearsed stack's file ${what}`, () => {
      const directory = mkdtempSync(join(tmpdir(), "amorphic-stack-"));
      writeFileSync(join(directory, "Pulumi.dev.yaml"), text);
      assert.throws(() => settingsOf("dev", directory), { name: "UserError", message });
      rmSync(directory, { recursive: true });
    });
  }

  it("never show the value of a variable", () => {
    const told = refused({ ...least, variables: { PATH: "pl4nted" }, secrets: { DB: "pl4nted" } }).join("\n");
    assert.equal(told.includes("pl4nted"), false);
  });

  it("are read from a stack's configuration, whatever their type", () => {
    const configuration = {
      "aws:region": "eu-west-1",
      "pipeline:source": '{"branch":"main"}',
      "pipeline:securityHub": "off",
      "pipeline:logDays": "365",
      "pipeline:sauce": "x",
    };
    const expected = { source: { branch: "main" }, securityHub: "off", logDays: 365, sauce: "x" };
    assert.deepEqual(settingsIn(configuration), expected);
  });

  it("learn from the AWS provider's configuration where the pipeline is, as far as it says", () => {
    const configuration = { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["111122223333",444455556666]' };
    assert.deepEqual(placeIn(configuration), { region: "eu-west-1", accounts: ["111122223333", "444455556666"] });
    assert.deepEqual(placeIn({ "aws:profile": "dev" }), { accounts: [] });
  });

  it("are refused if a stack's file was copied from another account's", () => {
    const directory = mkdtempSync(join(tmpdir(), "amorphic-stack-"));
    const dev = readFileSync(join(__dirname, "../../infra/Pulumi.dev.yaml"), "utf8");
    const copied = dev.replace('allowedAccountIds: ["111122223333"]', 'allowedAccountIds: ["999988887777"]');
    writeFileSync(join(directory, "Pulumi.prod.yaml"), copied);
    assert.throws(() => settingsOf("prod", directory), {
      name: "UserError",
      message:
        /^infra\/Pulumi\.prod\.yaml has mistakes:\n {2}pipeline:amorphic\.token is in account 111122223333, but builds in 999988887777 /,
    });
    rmSync(directory, { recursive: true });
  });
});
