import assert from "node:assert/strict";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type GetObjectCommandInput,
} from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { startMoto, type Moto } from "../support/moto";
import { Project, lastLine } from "./project";

describe("a stack in S3 with secrets under KMS", function () {
  this.timeout(300_000);
  let moto: Moto;
  let project: Project;

  before(async () => {
    moto = await startMoto();
    project = await Project.make();
    project.useSample();
    const { url, roleId, userId, token } = project.simulator;
    project.write(
      "Pulumi.dev.yaml",
      `config:\n  amorphic:apiUrl: ${url}\n  amorphic:roleId: ${roleId}\n  amorphic:userId: ${userId}\n  amorphic:protect: []\n`,
    );
    project.environment = {
      ...moto.environment,
      SALES_DB_USER: "reader",
      SALES_DB_PASSWORD: "pl4nted-in-s3",
      AMORPHIC_AUTHORIZATION_TOKEN: token,
    };
  });
  after(async () => {
    await project.remove();
    await moto.stop();
  });

  it("is created by bootstrap, which changes nothing the second time", async () => {
    const bootstrap = () => project.cli("bootstrap", "--stack", "dev", "--project", "amorphic", "--json");
    const first = await bootstrap();
    assert.equal(first.code, 0, first.stderr);
    const { backendUrl, unchanged } = JSON.parse(first.stdout) as { backendUrl: string; unchanged: boolean };
    assert.equal(unchanged, false);
    project.environment["PULUMI_BACKEND_URL"] = backendUrl;
    const settings = readFileSync(project.path("Pulumi.dev.yaml"), "utf8");
    assert.match(settings, /secretsprovider: awskms:\/\/alias\/amorphic-dev-state/);
    assert.match(settings, /amorphic:fingerprintKey:\n {4}secure: /);
    assert.match(settings, /amorphic:journal: s3:\/\//);

    const second = await bootstrap();
    assert.equal((JSON.parse(second.stdout) as { unchanged: boolean }).unchanged, true);
  });

  it("is deployed and planned, with state, locks and journal in the bucket and no secret in any of them", async () => {
    const deployed = await project.cli("deploy", "--stack", "dev");
    assert.equal(deployed.code, 0, deployed.stdout + deployed.stderr);
    const planned = await project.cli("plan", "--stack", "dev");
    assert.equal(
      lastLine(planned.stdout),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 7 unchanged",
      planned.stderr,
    );

    const objects = await everyObject();
    assert.ok(objects.has(".pulumi/stacks/amorphic/dev.json"), [...objects.keys()].join("\n"));
    const kinds = [...objects.keys()].map((key) => key.split("/").slice(0, 2).join("/"));
    assert.equal(kinds.filter((kind) => kind.startsWith("journal/")).length, 7, `one entry an object in ${bucket()}`);
    assert.equal(kinds.filter((kind) => kind === ".pulumi/locks").length, 0, "no lock is left behind");
    for (const [key, text] of objects) {
      assert.equal(text.includes("pl4nted-in-s3"), false, key);
      assert.equal(text.includes(project.simulator.token), false, key);
    }
  });

  it("finds no lock in the bucket afterwards", async () => {
    assert.equal((await project.cli("locks", "--stack", "dev")).stdout, "no locks\n");
  });

  it("knows the versions of its state, and restores one if the state is damaged or deleted", async () => {
    const s3 = client();
    const at = { Bucket: bucket(), Key: ".pulumi/stacks/amorphic/dev.json" };
    // What moto's CloudFormation leaves out of the bucket.
    await s3.send(new PutBucketVersioningCommand({ ...at, VersioningConfiguration: { Status: "Enabled" } }));
    const build = "arn:aws:codebuild:us-east-1:123456789012:build/deploy:b1";
    Object.assign(project.environment, { CODEBUILD_BUILD_ARN: build, CODEBUILD_RESOLVED_SOURCE_VERSION: "1a2b3c4" });
    const deployed = await project.cli("deploy", "--stack", "dev");
    assert.equal(deployed.code, 0, deployed.stderr);
    const notes = [...(await everyObject()).keys()].filter((key) => key.includes("/runs/"));
    assert.deepEqual(notes, [], "the note of the build is gone with the run");
    const ever = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket(), Prefix: "journal/dev/runs/" }));
    assert.deepEqual([ever.Versions?.length, ever.DeleteMarkers?.length], [1, 1], "and was there");

    const good = await textOf(at);
    const { stdout } = await project.cli("state", "history", "--stack", "dev", "--json");
    const [run] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual([run?.["commit"], run?.["build"], run?.["current"]], ["1a2b3c4", build, true]);
    const version = String(run?.["versionId"]);
    assert.equal(await textOf({ ...at, VersionId: version }), good);
    assert.equal(lastLine(deployed.stdout), `State version: ${version}`);

    await s3.send(new PutObjectCommand({ ...at, Body: good.slice(0, 500) }));
    const refused = await project.cli("deploy", "--stack", "dev");
    assert.deepEqual([refused.code, refused.stdout], [2, ""], "nothing was run");
    assert.match(
      refused.stderr,
      /^The state of dev cannot be used: s3:.*\/dev\.json\n- it is not valid JSON; its end seems to be missing\n/,
    );
    const restored = await project.cli("state", "restore", "--stack", "dev", "--version", version, "--yes");
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await textOf(at), good);

    await s3.send(new DeleteObjectCommand(at));
    const gone = await project.cli("plan", "--stack", "dev");
    assert.match(gone.stderr, /^The state of dev is gone, though a run recorded one at /);
    assert.equal((await project.cli("state", "restore", "--stack", "dev", "--yes")).code, 0);
    assert.equal(await textOf(at), good);
  });

  const bucket = () => new URL(project.environment["PULUMI_BACKEND_URL"] ?? "").hostname;
  const client = () =>
    new S3Client({
      endpoint: moto.url,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  const textOf = async (at: GetObjectCommandInput) =>
    String(await (await client().send(new GetObjectCommand(at))).Body?.transformToString());

  /** By key. Read with credentials, since the bucket answers nobody else. */
  async function everyObject(): Promise<Map<string, string>> {
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: bucket() }));
    const objects = new Map<string, string>();
    for (const { Key = "" } of Contents) objects.set(Key, await textOf({ Bucket: bucket(), Key }));
    return objects;
  }
});
