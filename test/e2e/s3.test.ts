import assert from "node:assert/strict";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
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

  it("is made by bootstrap, which a second time changes nothing", async () => {
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

  it("runs the main job, with state, locks and journal in the bucket and no secret in any of them", async () => {
    const deployed = await project.cli("deploy", "--stack", "dev");
    assert.equal(deployed.code, 0, deployed.stdout + deployed.stderr);
    const planned = await project.cli("plan", "--stack", "dev");
    assert.equal(
      lastLine(planned.stdout),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 7 unchanged",
      planned.stderr,
    );

    const { bucket, objects } = await everyObject();
    assert.ok(objects.has(".pulumi/stacks/amorphic/dev.json"), [...objects.keys()].join("\n"));
    const kinds = [...objects.keys()].map((key) => key.split("/").slice(0, 2).join("/"));
    assert.equal(kinds.filter((kind) => kind.startsWith("journal/")).length, 7, `one entry an object in ${bucket}`);
    assert.equal(kinds.filter((kind) => kind === ".pulumi/locks").length, 0, "no lock is left behind");
    for (const [key, text] of objects) {
      assert.equal(text.includes("pl4nted-in-s3"), false, key);
      assert.equal(text.includes(project.simulator.token), false, key);
    }
  });

  it("finds its locks there", async () => {
    assert.equal((await project.cli("locks", "--stack", "dev")).stdout, "no locks\n");
  });

  it("knows the versions of its state, and comes back from one that was destroyed", async () => {
    const bucket = new URL(project.environment["PULUMI_BACKEND_URL"] ?? "").hostname;
    const object = `${moto.url}/${bucket}/.pulumi/stacks/amorphic/dev.json`;
    // What moto's CloudFormation leaves out of the bucket.
    await fetch(`${moto.url}/${bucket}?versioning`, {
      method: "PUT",
      body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    });
    project.environment["CODEBUILD_BUILD_ARN"] = "arn:aws:codebuild:us-east-1:123456789012:build/deploy:b1";
    project.environment["CODEBUILD_RESOLVED_SOURCE_VERSION"] = "1a2b3c4";
    const deployed = await project.cli("deploy", "--stack", "dev");
    assert.equal(deployed.code, 0, deployed.stderr);
    const good = await (await fetch(object)).text();
    const last = async () =>
      (
        JSON.parse((await project.cli("state", "history", "--stack", "dev", "--json")).stdout) as Record<
          string,
          unknown
        >[]
      )[0];
    const run = await last();
    assert.deepEqual(
      [run?.["commit"], run?.["build"], run?.["current"]],
      ["1a2b3c4", project.environment["CODEBUILD_BUILD_ARN"], true],
    );
    const version = String(run?.["versionId"]);
    assert.equal(await (await fetch(`${object}?versionId=${version}`)).text(), good);
    const notes = [...(await everyObject()).objects.keys()].filter((key) => key.includes("/runs/"));
    assert.deepEqual(notes, [], "the note of the build is gone with the run");

    await fetch(object, { method: "PUT", body: good.slice(0, 500) });
    const refused = await project.cli("deploy", "--stack", "dev");
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /^The state of dev cannot be used: s3:.*\/dev\.json\n- it is no JSON; its end seems to be missing\n/,
    );
    assert.equal(refused.stdout, "", "nothing was run");
    const restored = await project.cli("state", "restore", "--stack", "dev", "--version", version, "--yes");
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await (await fetch(object)).text(), good);

    await fetch(object, { method: "DELETE" });
    assert.match(
      (await project.cli("plan", "--stack", "dev")).stderr,
      /^The state of dev is gone, though a run recorded one at /,
    );
    assert.equal((await project.cli("state", "restore", "--stack", "dev", "--yes")).code, 0);
    assert.match(
      lastLine((await project.cli("plan", "--stack", "dev")).stdout),
      /^Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, \d+ unchanged$/,
    );
  });

  async function everyObject() {
    const client = new S3Client({
      endpoint: moto.url,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const bucket = new URL(project.environment["PULUMI_BACKEND_URL"] ?? "").hostname;
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const objects = new Map<string, string>();
    for (const { Key = "" } of Contents) {
      objects.set(Key, await (await fetch(`${moto.url}/${bucket}/${Key}`)).text());
    }
    return { bucket, objects };
  }
});
