import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as Pulumi from "@pulumi/pulumi";
import { render } from "../../infra/buildspecs/buildspec";
import { siteBuildspec } from "../../infra/buildspecs/website";
import { settingsOf } from "../../infra/record";
import { parseSettings } from "../../infra/settings/parse";
import type { WebsiteSettings } from "../../infra/targets/website/settings";
import { Site } from "../../infra/targets/website/site";
import { runBuild } from "../../tools/rehearse/build";
import { application, statements } from "./recorded";
import { wrong, type Rights } from "./simulate";

const ACCOUNT = "111122223333";
const PREFIX = "site-prod";
const at = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${PREFIX}-${name}`;
const ARTIFACTS = "arn:aws:s3:::site-prod-artifacts-1a2b";
const SITE = "arn:aws:s3:::site-prod-site-1a2b";
const KEY = at("kms", "key/pipeline");
const DISTRIBUTION = `arn:aws:cloudfront::${ACCOUNT}:distribution/site-id`;
const project = (name: string): string => at("codebuild", `project/${PREFIX}-${name}`);

const ROLES: Readonly<Record<string, Rights>> = {
  pipeline: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Pages/1.zip`],
      ["codebuild:StartBuild", project("publish")],
      ["sts:AssumeRole", role("deploy")],
      ["sns:Publish", at("sns", `${PREFIX}-approvals`)],
    ],
    mayNot: [
      ["s3:PutObject", `${SITE}/index.html`],
      ["s3:GetObject", `${SITE}/index.html`],
      ["s3:DeleteObject", `${SITE}/index.html`],
      ["s3:PutBucketPolicy", SITE],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["cloudfront:UpdateDistribution", DISTRIBUTION],
      ["sts:AssumeRole", role("publish")],
      ["sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/Admin`],
      ["iam:PassRole", role("deploy")],
    ],
  },
  deploy: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Assets/1.zip`],
      ["kms:Decrypt", KEY],
      ["s3:ListBucket", SITE],
      ["s3:GetBucketVersioning", SITE],
      ["s3:GetBucketAcl", SITE],
      ["s3:PutObject", `${SITE}/assets/app.js`],
    ],
    mayNot: [
      ["s3:PutObjectAcl", `${SITE}/index.html`],
      ["s3:PutBucketVersioning", SITE],
      ["s3:DeleteObject", `${SITE}/index.html`],
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/${PREFIX}/Pages/1.zip`],
      ["s3:PutObject", "arn:aws:s3:::other/index.html"],
      ["s3:PutBucketPolicy", SITE],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["sts:AssumeRole", role("deploy")],
    ],
  },
  publish: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Pages/1.zip`],
      ["s3:ListBucket", SITE],
      ["s3:DeleteObject", `${SITE}/old.html`],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["cloudfront:GetInvalidation", DISTRIBUTION],
    ],
    mayNot: [
      ["s3:PutObject", `${SITE}/index.html`],
      ["s3:DeleteObjectVersion", `${SITE}/index.html`],
      ["cloudfront:UpdateDistribution", DISTRIBUTION],
      ["cloudfront:CreateInvalidation", `arn:aws:cloudfront::${ACCOUNT}:distribution/other`],
      ["sts:AssumeRole", role("deploy")],
    ],
  },
  build: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/${PREFIX}/Pages/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/cache/${PREFIX}-build/1`],
    ],
    mayNot: [
      ["s3:PutObject", `${SITE}/index.html`],
      ["s3:PutObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["sts:AssumeRole", role("deploy")],
    ],
  },
  "pull-requests": {
    may: [
      ["codeconnections:GetConnectionToken", at("codeconnections", `connection/${PREFIX}`)],
      ["codebuild:BatchPutTestCases", at("codebuild", `report-group/${PREFIX}-pull-requests`)],
      ["logs:PutLogEvents", at("logs", `log-group:/aws/codebuild/${PREFIX}-pull-requests:log-stream:1`)],
    ],
    mayNot: [
      ["codeconnections:GetConnectionToken", at("codeconnections", "connection/other")],
      ["codeconnections:PassConnection", at("codeconnections", `connection/${PREFIX}`)],
      ["codebuild:BatchPutTestCases", at("codebuild", `report-group/${PREFIX}-tests`)],
      ["codebuild:StartBuild", project("publish")],
      ["logs:PutLogEvents", at("logs", `log-group:/aws/codebuild/${PREFIX}-build:log-stream:1`)],
      ["kms:Decrypt", KEY],
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["s3:PutObject", `${ARTIFACTS}/cache/${PREFIX}-build/1`],
      ["s3:GetObject", `${SITE}/index.html`],
      ["s3:PutObject", `${SITE}/index.html`],
      ["cloudfront:CreateInvalidation", DISTRIBUTION],
      ["secretsmanager:GetSecretValue", at("secretsmanager", "secret:any-AbCdEf")],
      ["sns:Publish", at("sns", `${PREFIX}-approvals`)],
      ["sts:AssumeRole", role("deploy")],
      ["iam:PassRole", role("deploy")],
    ],
  },
  test: {
    may: [
      ["s3:GetObject", `${ARTIFACTS}/${PREFIX}/Source/1.zip`],
      ["codebuild:BatchPutTestCases", at("codebuild", `report-group/${PREFIX}-tests`)],
    ],
    mayNot: [
      ["s3:PutObject", `${ARTIFACTS}/${PREFIX}/Pages/1.zip`],
      ["s3:PutObject", `${SITE}/index.html`],
      ["sts:AssumeRole", role("deploy")],
    ],
  },
};

describe("a website's pipeline", function () {
  this.timeout(60_000);

  for (const [name, rights] of Object.entries(ROLES)) {
    it(`gives the role ${name} the rights it needs, and no more`, async () => {
      assert.deepEqual(await wrong(await application("site-prod"), PREFIX, name, rights), []);
    });
  }

  it("has no roles besides these and failures, which every pipeline has", async () => {
    const roles = (await application("site-prod")).all("Role").map(({ name }) => name);
    assert.deepEqual(roles.sort(), [...Object.keys(ROLES), "failures"].sort());
  });

  it("lets only the pipeline's role assume the role that deploys", async () => {
    const [statement] = statements((await application("site-prod")).inputs("Role", "deploy")["assumeRolePolicy"]);
    assert.deepEqual(statement?.Principal, { AWS: `arn:aws:iam::${ACCOUNT}:root` });
    assert.deepEqual(statement.Condition, { ArnEquals: { "aws:PrincipalArn": role("pipeline") } });
  });

  it("keeps the bucket private, except for its distribution", async () => {
    const made = await application("site-staging");
    const { bucket: _, ...block } = made.inputs("BucketPublicAccessBlock", "site");
    assert.deepEqual(block, {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(
      statements(made.inputs("BucketPolicy", "site")["policy"]).map(({ Sid, Effect, Principal }) => [
        Sid,
        Effect,
        Principal,
      ]),
      [
        ["TlsOnly", "Deny", "*"],
        ["OneDistributionReads", "Allow", { Service: "cloudfront.amazonaws.com" }],
      ],
    );
    assert.deepEqual(made.all("BucketWebsiteConfiguration"), []);
  });

  it("makes browsers use HTTPS for its own name, but not for its subdomains", async () => {
    const { securityHeadersConfig } = (await application("site-prod")).inputs("ResponseHeadersPolicy", "site");
    assert.deepEqual(securityHeadersConfig.strictTransportSecurity, {
      accessControlMaxAgeSec: 63_072_000,
      includeSubdomains: false,
      override: true,
    });
  });

  it("makes the bucket a public website, without CloudFront, if the settings give a reason", async () => {
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    const made = await application("site-staging", { publicBecause, removeStale: true });
    const { bucket, ...block } = made.inputs("BucketPublicAccessBlock", "site");
    assert.deepEqual(block, {
      blockPublicAcls: true,
      blockPublicPolicy: false,
      ignorePublicAcls: true,
      restrictPublicBuckets: false,
    });
    assert.deepEqual(statements(made.inputs("BucketPolicy", "site")["policy"])[1], {
      Effect: "Allow",
      Sid: "EverybodyReads",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::site-staging-site-1a2b/*",
    });
    assert.deepEqual(made.inputs("BucketWebsiteConfiguration", "site"), {
      bucket: bucket as string,
      indexDocument: { suffix: "index.html" },
      errorDocument: { key: "404.html" },
    });
    assert.deepEqual(made.all("Distribution"), []);
  });

  it("has the URL that AWS gives a public bucket in its Region", async () => {
    const { runtime } = createRequire(require.resolve("../../infra/record"))("@pulumi/pulumi") as typeof Pulumi;
    const websiteEndpoint = "site-staging-site-1a2b.s3-website.eu-central-1.amazonaws.com";
    await runtime.setMocks({
      newResource: ({ name, inputs }) => ({
        id: name,
        state: { ...(inputs as object), bucket: "site-staging-site-1a2b", arn: "arn:aws:s3:::1a2b", websiteEndpoint },
      }),
      call: () => ({}),
    });
    const settings = settingsOf("site-staging") as WebsiteSettings;
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    const { url } = new Site("site", {
      context: {
        settings: { ...settings, website: { ...settings.website, publicBecause } },
        prefix: "site-staging",
        account: ACCOUNT,
        region: "eu-central-1",
        partition: "aws",
        isConnected: true,
        arn: at,
      },
      isElsewhere: false,
      options: {},
      boundary: "boundary",
      keyArn: undefined,
      topicArn: undefined,
      artifactStatements: [],
    });
    const found = await new Promise((resolve) => void url.apply(resolve));
    await runtime.disconnect();
    assert.equal(found, `http://${websiteEndpoint}`);
  });

  it("deletes stale files only if the settings ask for it", async () => {
    const buildspec = async (stack: "site-staging" | "site-prod") =>
      String((await application(stack)).inputs("Project", "publish")["source"].buildspec);
    assert.doesNotMatch(await buildspec("site-staging"), /--delete/);
    assert.match(await buildspec("site-prod"), /aws s3 sync \. "s3:\/\/\$BUCKET" --delete/);
    const policy = String((await application("site-staging")).inputs("RolePolicy", "publish")["policy"]);
    assert.doesNotMatch(policy, /s3:DeleteObject/);
  });

  it("uploads assets before the pages that refer to them, each with its own Cache-Control", async () => {
    const { stages } = (await application("site-prod")).inputs("Pipeline", "pipeline");
    const deploy = (stages as { name: string; actions: Record<string, unknown>[] }[]).at(-1);
    const uploads = deploy?.actions.map(({ name, runOrder, configuration }) => [
      name,
      runOrder,
      (configuration as Record<string, string>)["CacheControl"],
    ]);
    assert.deepEqual(uploads, [
      ["Assets", 1, "public, max-age=31536000, immutable"],
      ["Pages", 2, "public, max-age=0, must-revalidate"],
      ["Publish", 3, undefined],
    ]);
  });
});

describe("the build of a website", function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "amorphic-website-"))));
  afterEach(() => rmSync(home, { recursive: true }));

  for (const [directory, output, assets] of [
    [".", "dist", "assets"],
    ["docs/site", "out/public", "static/v1"],
  ] as const) {
    it(`puts each file of ${join(directory, output)} into one artifact: those of ${assets}, and all others`, async () => {
      const source = join(home, "source");
      const write = (file: string, text: string): void => {
        mkdirSync(dirname(join(source, file)), { recursive: true });
        writeFileSync(join(source, file), text);
      };
      const made = [`${assets}/app-1a2b.js`, `${assets}/deep/font-3c4d.woff2`, "guide/index.html", "index.html"];
      const build = made.map((file) => `mkdir -p ${dirname(join(output, file))} && touch ${output}/${file}`);
      const name = "site";
      write(
        `${directory}/package.json`,
        JSON.stringify({ name, version: "1.0.0", scripts: { build: build.join(" && ") } }),
      );
      write(
        `${directory}/package-lock.json`,
        JSON.stringify({ name, lockfileVersion: 3, packages: { "": { name, version: "1.0.0" } } }),
      );
      // What the repository has under this name is not published.
      write("amorphic-site-assets/private.txt", "");
      const artifacts = new Map([["Source", source]]);
      let said = "";
      const built = await runBuild({
        buildspec: render(siteBuildspec({ directory, output, assets, index: "index.html" })),
        artifacts,
        inputs: ["Source"],
        outputs: ["Assets", "Pages"],
        environment: { PATH: process.env["PATH"], HOME: home, CODEBUILD_BUILD_URL: "https://example.invalid" },
        home,
        replacements: [],
        output: (text) => (said += text),
      });
      assert.equal(built.isGood, true, said);
      const filesOf = (artifact: string): string[] =>
        readdirSync(artifacts.get(artifact) ?? "", { recursive: true, encoding: "utf8" })
          .filter((file) => /\.\w+$/.test(file))
          .sort();
      assert.deepEqual([filesOf("Assets"), filesOf("Pages")], [made.slice(0, 2), made.slice(2)]);
      assert.ok(existsSync(join(source, "amorphic-site-assets/private.txt")));
    });
  }
});

describe("the settings of a website", () => {
  const least = {
    target: "website",
    name: "site",
    source: { provider: "GitHub", repository: "acme/site", branch: "main" },
  };
  const refused = (given: Record<string, unknown>): string[] => {
    try {
      parseSettings(given, "prod");
      return [];
    } catch (error) {
      return (error as Error).message.split("\n  ").slice(1);
    }
  };

  it("need only a source", () => assert.deepEqual(refused(least), []));

  it("report all mistakes at once, including keys of another target", () => {
    const website = {
      directory: "../other",
      output: "dist; rm -rf /",
      domains: ["docs.example.com"],
      publicBecause: "because",
    };
    assert.deepEqual(refused({ ...least, website, state: { bucket: "x" }, content: ["resources"] }), [
      "pipeline:state is not known for this target: it belongs to amorphic",
      "pipeline:content is not known for this target: it belongs to amorphic",
      `pipeline:website.directory is "../other"; it must be the directory of the site's package.json in the repository: a relative path of letters, digits, _, . and -, or .`,
      'pipeline:website.output is "dist; rm -rf /"; it must be where npm run build puts the site: a relative path of letters, digits, _, . and -',
      'pipeline:website.publicBecause is "because"; it must be the reason why everybody may read the bucket itself over plain HTTP, in at least 20 characters',
      "pipeline:website.certificateArn is missing: your own domain names need a certificate",
    ]);
  });

  it("refuse domains for a public bucket, which has no CloudFront", () => {
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    assert.deepEqual(refused({ ...least, website: { publicBecause, domains: ["docs.example.com"] } }), [
      "pipeline:website.domains is set, but a public bucket is not behind CloudFront: remove it, or website.publicBecause",
    ]);
  });

  for (const [key, allowed] of [
    ["output", "where npm run build puts the site"],
    ["assets", "the directory in the site whose files have a digest in their names"],
    ["index", "the first page"],
    ["error", "the page for paths that do not exist"],
  ] as const) {
    it(`refuse "." as website.${key}, though not as website.directory`, () => {
      assert.deepEqual(refused({ ...least, website: { directory: ".", [key]: "." } }), [
        `pipeline:website.${key} is "."; it must be ${allowed}: a relative path of letters, digits, _, . and -`,
      ]);
    });
  }

  it("refuse an index page in a directory for a public bucket, but accept it for CloudFront", () => {
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    assert.deepEqual(refused({ ...least, website: { publicBecause, index: "en/index.html" } }), [
      'pipeline:website.index is "en/index.html"; for a public bucket it must be a file name alone, since S3 looks for it in every directory',
    ]);
    assert.deepEqual(refused({ ...least, website: { index: "en/index.html" } }), []);
  });

  it("refuse an unknown target", () => {
    assert.deepEqual(
      refused({ ...least, target: "lambda" })[0],
      'pipeline:target is "lambda"; it must be one of amorphic, website, container',
    );
  });
});
