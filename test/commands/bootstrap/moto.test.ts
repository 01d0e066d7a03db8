import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand, ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import * as kms from "@aws-sdk/client-kms";
import * as s3 from "@aws-sdk/client-s3";
import { bootstrap, pulumiRunner, type BootstrapResult, type PulumiRunner } from "../../../commands/bootstrap";
import { stateTemplate } from "../../../commands/bootstrap/template";
import { ensureToolchain } from "../../../commands/setup/toolchain";
import { startMoto, type Moto } from "../../support/moto";
import { completeBucket } from "./complete-bucket";

// moto's CloudFormation creates the key, its alias, and the bucket with its encryption. It silently leaves out the rest
// of the bucket (and the bucket policy, a type it does not know): `completeBucket` adds that through S3's own API.
describe("bootstrap on moto", function () {
  this.timeout(120_000);

  const region = "eu-west-1";
  const bucket = "amorphic-cicd-state-dev-123456789012-eu-west-1";
  let moto: Moto;
  let directory: string;
  let environment: NodeJS.ProcessEnv;
  let pulumi: PulumiRunner;
  let clients: { readonly cloudFormation: CloudFormationClient; readonly s3: s3.S3Client; readonly kms: kms.KMSClient };
  let first: BootstrapResult;

  before(async function () {
    // The first use on a machine may build the CLI.
    this.timeout(900_000);
    const toolchain = await ensureToolchain();
    pulumi = pulumiRunner(toolchain.pulumi, toolchain.environment);
    moto = await startMoto();
    directory = mkdtempSync(join(tmpdir(), "bootstrap-"));
    environment = { ...process.env, ...moto.environment, PULUMI_HOME: join(directory, "home") };
    const client = {
      region,
      endpoint: moto.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    clients = {
      cloudFormation: new CloudFormationClient(client),
      s3: new s3.S3Client({ ...client, forcePathStyle: true }),
      kms: new kms.KMSClient(client),
    };
    writeFileSync(join(directory, "Pulumi.yaml"), "name: acme\nruntime: nodejs\n");
    writeFileSync(stackFile(), "# Ours\nconfig:\n  amorphic:apiUrl: https://amorphic.test # of dev\n");
  });

  after(async () => {
    await moto.stop();
    rmSync(directory, { recursive: true });
  });

  const stackFile = () => join(directory, "Pulumi.dev.yaml");
  const run = (progress: string[]) =>
    bootstrap({
      project: "amorphic-cicd",
      stack: "dev",
      directory,
      environment,
      pulumi: () => Promise.resolve(pulumi),
      progress: (line) => progress.push(line),
      cloudFormation: clients.cloudFormation,
    });

  it("has a valid template (moto runs cfn-lint, which knows every resource's schema)", async () => {
    const template = stateTemplate("amorphic-cicd", "dev");
    const { cloudFormation } = clients;
    await cloudFormation.send(new ValidateTemplateCommand({ TemplateBody: JSON.stringify(template) }));
    // The check works: one missing letter is an error.
    const broken = JSON.stringify(template).replace('"NoncurrentDays"', '"NoncurrentDay"');
    await assert.rejects(cloudFormation.send(new ValidateTemplateCommand({ TemplateBody: broken })), /NoncurrentDay/);
  });

  it("creates bucket, key and stack", async () => {
    const progress: string[] = [];
    first = await run(progress);
    assert.deepEqual(first, {
      project: "amorphic-cicd",
      stack: "dev",
      region,
      cloudFormation: { name: "amorphic-cicd-dev-state", change: "created" },
      bucket,
      keyArn: first.keyArn,
      alias: "alias/amorphic-cicd-dev-state",
      secretsProvider: "awskms://alias/amorphic-cicd-dev-state?region=eu-west-1",
      backendUrl: `s3://${bucket}?region=eu-west-1&endpoint=${encodeURIComponent(moto.url)}&s3ForcePathStyle=true`,
      pulumi: {
        file: "Pulumi.dev.yaml",
        done: ["stack created", "amorphic:fingerprintKey set", "amorphic:journal set"],
      },
      unchanged: false,
    });
    assert.equal(progress.length, 2);
    const answer = await clients.cloudFormation.send(
      new DescribeStacksCommand({ StackName: "amorphic-cicd-dev-state" }),
    );
    assert.equal(answer.Stacks?.[0]?.EnableTerminationProtection, true);
    const { Tags = [] } = answer.Stacks[0];
    assert.deepEqual(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])), {
      Project: "amorphic-cicd",
      Stack: "dev",
      ManagedBy: "amorphic-cicd bootstrap",
    });
  });

  it("creates a key that rotates, with its alias", async () => {
    // Not DescribeKey or GetKeyPolicy: moto keeps the policy of a template as an object and fails on it.
    const KeyId = first.keyArn.split("/")[1];
    const { KeyRotationEnabled } = await clients.kms.send(new kms.GetKeyRotationStatusCommand({ KeyId }));
    assert.equal(KeyRotationEnabled, true);
    const { Aliases } = await clients.kms.send(new kms.ListAliasesCommand({ KeyId }));
    assert.deepEqual(
      Aliases?.map(({ AliasName }) => AliasName),
      [first.alias],
    );
  });

  it("creates a bucket that is encrypted with that key", async () => {
    const encryption = await clients.s3.send(new s3.GetBucketEncryptionCommand({ Bucket: bucket }));
    assert.deepEqual(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault, {
      SSEAlgorithm: "aws:kms",
      KMSMasterKeyID: first.keyArn,
    });
    const { Contents = [] } = await clients.s3.send(new s3.ListObjectsV2Command({ Bucket: bucket }));
    assert.deepEqual(Contents.map(({ Key }) => Key).sort(), [
      ".pulumi/meta.yaml",
      ".pulumi/stacks/acme/dev.json",
      ".pulumi/stacks/acme/dev.json.bak",
    ]);
  });

  it("writes the stack's file, and keeps what was in it", async () => {
    const yaml = readFileSync(stackFile(), "utf8");
    assert.match(yaml, /^# Ours\nconfig:\n {2}amorphic:apiUrl: https:\/\/amorphic\.test # of dev\n/);
    assert.match(yaml, /^secretsprovider: awskms:\/\/alias\/amorphic-cicd-dev-state\?region=eu-west-1$/m);
    assert.match(yaml, /^encryptedkey: \S{40,}$/m);
    assert.match(yaml, /^ {2}amorphic:fingerprintKey:\n {4}secure: v1:/m);
    assert.match(yaml, new RegExp(`^ {2}amorphic:journal: s3://${bucket}/journal/dev\\?region=eu-west-1$`, "m"));
    // The secret is decrypted by KMS: 32 random bytes in base64.
    const get = ["config", "get", "amorphic:fingerprintKey", "--stack", "dev"];
    const env = { ...environment, PULUMI_BACKEND_URL: first.backendUrl };
    assert.match((await pulumi(get, { cwd: directory, env })).stdout, /^[A-Za-z0-9+/]{43}=\n$/);
  });

  it("changes nothing the second time, and says so", async () => {
    await completeBucket(clients.s3, bucket);
    const contents = async () => {
      const { Versions } = await clients.s3.send(new s3.ListObjectVersionsCommand({ Bucket: bucket }));
      return {
        yaml: readFileSync(stackFile(), "utf8"),
        versions: Versions?.map(({ Key, VersionId }) => [Key, VersionId]),
      };
    };
    const before = await contents();
    const progress: string[] = [];
    assert.deepEqual(await run(progress), {
      ...first,
      cloudFormation: { ...first.cloudFormation, change: "unchanged" },
      pulumi: { file: "Pulumi.dev.yaml", done: [] },
      unchanged: true,
    });
    assert.deepEqual(progress, []);
    assert.deepEqual(await contents(), before);
  });

  it("works with a bucket that has all settings of the template", async () => {
    const settings = await completeBucket(clients.s3, bucket);
    assert.deepEqual(settings, {
      versioning: "Enabled",
      publicAccess: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      ownership: ["BucketOwnerEnforced"],
      lifecycle: ["history", "backups", "noncurrent-versions", "incomplete-uploads"],
      policy: ["TlsOnly"],
    });
    const env = { ...environment, PULUMI_BACKEND_URL: first.backendUrl };
    const rename = ["config", "set", "amorphic:roleId", "r-1", "--stack", "dev"];
    assert.equal((await pulumi(rename, { cwd: directory, env })).code, 0);
  });

  describe("as a command", () => {
    const program = join(__dirname, "../../../bin/amorphic-cicd");
    const command = (...args: readonly string[]) =>
      spawnSync(process.execPath, [program, "bootstrap", ...args], {
        cwd: directory,
        env: { ...environment, AWS_REGION: region, NODE_NO_WARNINGS: "1" },
        encoding: "utf8",
      });

    it("prints the result on stdout as text", () => {
      const { status, stdout } = command("--stack", "dev");
      assert.equal(status, 0);
      assert.equal(
        stdout,
        [
          "CloudFormation   amorphic-cicd-dev-state (eu-west-1): unchanged",
          `State bucket     ${bucket}`,
          "Key              alias/amorphic-cicd-dev-state",
          `                 ${first.keyArn}`,
          "Pulumi stack     dev: unchanged",
          "",
          `export PULUMI_BACKEND_URL='${first.backendUrl}'`,
          "",
          "Nothing was changed.",
          "",
        ].join("\n"),
      );
    });

    it("prints the result as JSON", () => {
      const { status, stdout } = command("--stack", "dev", "--json");
      assert.equal(status, 0);
      assert.equal((JSON.parse(stdout) as BootstrapResult).unchanged, true);
    });

    it("prints the template", () => {
      const { status, stdout } = command("--stack", "prod", "--print-template");
      assert.equal(status, 0);
      assert.deepEqual(JSON.parse(stdout), stateTemplate("amorphic-cicd", "prod"));
    });

    it("exits with 2 if AWS refuses, and says why", () => {
      const { status, stdout, stderr } = command("--stack", "test", "--bucket", bucket);
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /\nThe CloudFormation stack amorphic-cicd-test-state cannot be .*: BucketAlreadyExists: .+\n$/,
      );
      assert.equal(status, 2);
    });

    it("exits with 2 on wrong usage", () => {
      assert.equal(command().status, 2);
      assert.equal(command("--stack", "test", "--history-days", "0").status, 2);
      const { status, stderr } = command("--stack", "Dev");
      assert.equal(status, 2);
      assert.match(stderr, /^--stack "Dev" cannot be part of a bucket's name: .*\n$/);
    });
  });
});
