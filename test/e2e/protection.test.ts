import assert from "node:assert/strict";
import { Project, lastLine } from "./project";

const definition = (FileType: string) => ({
  rDomain: { Type: "Domain", Properties: { DomainName: "sales", DisplayName: "Sales" } },
  rOrders: {
    Type: "Dataset",
    Properties: {
      DatasetName: "orders",
      Domain: { "!DependsOn": "rDomain.DomainName" },
      DatasourceType: "api",
      FileType,
      TargetLocation: "s3",
      TableUpdate: "append",
    },
  },
});

describe("a protected stack", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.edit("Pulumi.local.yaml", "amorphic:protect: []", "amorphic:protect: [Domain, Dataset]");
    project.write("resources/all.json", definition("csv"));
    await project.deploy();
  });
  after(() => project.remove());

  const live = () => project.simulator.store.all("datasets").map(({ properties }) => properties["FileType"]);

  it("refuses a replacement already in the plan, and says the way out", async () => {
    project.write("resources/all.json", definition("json"));
    const { code, stderr } = await project.plan();
    assert.equal(code, 1);
    assert.ok(
      stderr.includes(
        'Dataset "sales.orders" (rOrders) is protected, and this run would replace it (delete, then create), because ' +
          'FileType cannot be changed in place. If its data may be lost, add "rOrders" to amorphic:allow',
      ),
      stderr,
    );
  });

  it("marks a delete as blocked in the plan, and refuses it also when pulumi is run by hand", async () => {
    project.write("resources/all.json", {});
    const { code, stdout } = await project.plan();
    assert.equal(code, 1);
    assert.match(
      stdout,
      / {2}- delete Dataset rOrders\n {6}blocked: Dataset is protected; add "rOrders" to amorphic:allow/,
    );
    assert.equal(lastLine(stdout), "Plan: 0 to create, 0 to update, 0 to replace, 2 to delete, 0 unchanged");
    const { code: deployed } = await project.cli("deploy", "--stack", "local");
    assert.equal(deployed, 1);
    assert.deepEqual(live(), ["csv"]);
  });

  it("lets go what the stack's file allows", async () => {
    project.edit("Pulumi.local.yaml", "[Domain, Dataset]", "[Domain, Dataset]\n  amorphic:allow: [rOrders]");
    project.write("resources/all.json", definition("json"));
    await project.deploy();
    assert.deepEqual(live(), ["json"]);
  });
});
