import assert from "node:assert/strict";
import { lastLine, Project } from "./project";

const LAB = "resources/lab.json";
const rLab = { Type: "Domain", Properties: { DomainName: "lab", DisplayName: "Lab" } };
const dataset = (more: object) => ({
  Type: "Dataset",
  Properties: {
    ...{ DatasetName: "data", Domain: "lab", DatasourceType: "api", FileType: "csv", TableUpdate: "append" },
    ...more,
  },
});

describe("a dataset that names its domain without a reference", function () {
  this.timeout(120_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.write(LAB, {
      rLab,
      rData: dataset({ TargetLocation: "s3" }),
    });
    await project.deploy();
  });
  after(() => project.remove());

  it("is not lost when its domain is renamed, as plan and deployment refuse that", async () => {
    project.edit(LAB, '"DomainName": "lab"', '"DomainName": "labs"');
    const WHY =
      'Domain "lab" would become "labs" (rLab), but Dataset rData (Domain) still names "lab", which will no longer exist. ' +
      'Write "labs" or {"!DependsOn": "rLab.DomainName"} instead.';
    const { code, stdout } = await project.plan();
    assert.deepEqual([code, stdout.includes(`\nA deployment would be refused: ${WHY}\n`)], [1, true], stdout);
    project.simulator.clearLog();
    const deployed = await project.cli("deploy", "--stack", "local");
    assert.deepEqual(
      [deployed.code, deployed.stderr.includes(`\nrefused: ${WHY}\nNothing was deployed.\n`)],
      [1, true],
      deployed.stderr,
    );
    assert.deepEqual(
      project.simulator.log.filter(({ method }) => method !== "GET"),
      [],
    );
    project.edit(LAB, '"Domain": "lab"', '"Domain": "labs"');
    const meant = await project.plan();
    assert.equal(meant.code, 0);
    assert.match(meant.stdout, /^ {6}Domain: "lab" -> "labs" \(follows rLab\)$/m);
  });

  it("is replaced with its domain, and the plan says why", async () => {
    project.edit(LAB, '"DomainName": "labs"', '"DomainName": "lab", "TenantName": "t"');
    project.edit(LAB, '"Domain": "labs"', '"Domain": "lab"');
    const { code, stdout } = await project.plan();
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^-\/\+ replace Dataset rData because Domain follows rLab, which is replaced\n {6}Domain is fixed: part of /m,
    );
  });

  it("is reported as missing if a deployment failed to recreate it, and created by the next one", async () => {
    project.edit(LAB, '"DomainName": "lab", "TenantName": "t"', '"DomainName": "labs"');
    project.edit(LAB, '"Domain": "lab"', '"Domain": "labs"');
    const fault = { kind: "status", status: 400 } as const;
    project.simulator.faults.add({ match: { method: "POST", path: /^\/datasets$/ }, fault });
    const failed = await project.cli("deploy", "--stack", "local");
    project.simulator.faults.clear();
    assert.equal(failed.code, 1);
    assert.match(
      lastLine(failed.stdout),
      /^Deployment of local failed: 1 of 2 changes .*\. Deleted for replacement but not recreated: Dataset rData; the next run/,
    );
    assert.match(
      (await project.plan()).stdout,
      /\n {6}an earlier run deleted it, and failed to recreate it\n {6}Domain: "lab" -> "labs"\n/,
    );
    await project.deploy();
    assert.equal(project.simulator.store.all("datasets").length, 1);
  });
});

describe("a view", function () {
  this.timeout(120_000);
  let project: Project;

  const view = (ViewName: string, SqlStatement: string) => ({
    Type: "View",
    Properties: { ViewName, Domain: "lab", ViewType: "Standard", TargetLocation: "athena", SqlStatement },
  });
  const views = {
    rTop: view("top", "SELECT * FROM lab.big LIMIT 10"),
    rBig: view("big", 'SELECT * FROM "Lab"."data" WHERE amount > 1000'),
  };
  const rData = dataset({
    TargetLocation: "s3athena",
    DatasetSchema: [{ name: "amount", type: "double", description: "" }],
  });

  before(async () => {
    project = await Project.make();
    project.write(LAB, { ...views, rLab, rData });
  });
  after(() => project.remove());

  it("is created after the datasets and views that its SQL names, once those are ready", async () => {
    await project.deploy();
    const sent = project.simulator.log.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, "ID")}`);
    const created = ["POST /domains", "POST /datasets", "POST /views", "POST /views"];
    assert.deepEqual(
      sent.filter((call) => created.includes(call)),
      created,
    );
    const between = sent.slice(sent.indexOf("POST /domains"), sent.indexOf("POST /views"));
    assert.deepEqual(
      [...new Set(between.filter((call) => call.includes("/datasets")))],
      ["POST /datasets", "PUT /datasets/ID", "GET /datasets/ID"],
    );
    assert.equal(project.simulator.store.all("views").at(0)?.properties["ViewName"], "big");
    assert.match(lastLine((await project.plan()).stdout), /^Plan: 0 to create, 0 to update, .* 4 unchanged$/);
  });

  it("keeps the dataset that it names from being deleted", async () => {
    project.write(LAB, { ...views, rLab });
    const { code, stdout } = await project.plan();
    const WHY =
      'Dataset "lab#data" would be deleted (rData), but View rBig (SqlStatement) still names it. Name another one there, or keep rData.';
    assert.deepEqual([code, stdout.includes(`\nA deployment would be refused: ${WHY}\n`)], [1, true], stdout);
  });

  it("is deleted before the dataset", async () => {
    project.write(LAB, { rLab });
    project.simulator.clearLog();
    await project.deploy();
    const deleted = project.simulator.log
      .filter(({ method }) => method === "DELETE")
      .map(({ path }) => path.split("/")[1]);
    assert.deepEqual(deleted, ["views", "views", "datasets"]);
  });
});
