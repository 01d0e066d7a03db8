import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { Project, lastLine } from "./project";

const DATASET = {
  rOrders: {
    Type: "Dataset",
    Properties: {
      ...{ DatasetName: "orders", Domain: { "!DependsOn": "rSales.DomainName" }, DatasetDescription: "d" },
      ...{ DatasourceType: "api", FileType: "csv", TargetLocation: "s3", TableUpdate: "append" },
    },
  },
};

describe("an object that a stack forgets", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.write("resources/base.json", {
      rSales: { Type: "Domain", Properties: { DomainName: "sales", DisplayName: "Sales" } },
      rTeam: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } },
    });
    project.write("resources/orders.json", DATASET);
    await project.deploy();
  });
  after(() => project.remove());

  const forget = (...args: string[]) => project.cli("state", "forget", "--stack", "local", ...args);
  const idOf = () => String(project.simulator.store.all("datasets")[0]?.id);

  it("is refused while others depend on it, or if the stack does not manage it; nothing is done without --yes", async () => {
    const before = project.checkpoint();
    assert.deepEqual(await forget("rSales", "--yes"), {
      code: 2,
      stdout: "",
      stderr:
        "Other resources depend on what is to be forgotten:\n- Dataset rOrders depends on Domain rSales\n" +
        "Forget them, too; or remove the references from the definitions and deploy first. Nothing was done.\n",
    });
    assert.deepEqual(await forget("rOrder", "rTeam", "--yes"), {
      code: 2,
      stdout: "",
      stderr: 'local manages nothing with the logical id "rOrder" (did you mean "rOrders"?).\nNothing was done.\n',
    });
    assert.deepEqual(await forget("rOrders", "rTeam"), {
      code: 0,
      stdout:
        `Dataset "sales.orders" (rOrders), id ${idOf()}: stays in Amorphic, no longer managed by local\n` +
        'Tag "team.a" (rTeam), id team#a: stays in Amorphic, no longer managed by local\n' +
        "Nothing was changed; --yes does it.\n",
      stderr: "",
    });
    assert.deepEqual(project.checkpoint(), before);
  });

  it("stays as it is, and is no longer managed", async () => {
    project.simulator.clearLog();
    const id = idOf();
    assert.equal((await forget("rOrders", "--yes")).code, 0);
    assert.deepEqual(project.simulator.log, []);
    const history = await project.cli("state", "history", "--stack", "local", "--limit", "1", "--json");
    assert.equal((JSON.parse(history.stdout) as { subject: string }[])[0]?.subject, "state forget: rOrders");

    const again = await project.cli("deploy", "--stack", "local");
    assert.equal(again.code, 1);
    assert.match(
      again.stderr,
      /\nrefused: Dataset "sales\.orders" \(rOrders\) cannot be created: Amorphic already has one with .*\nNothing was deployed\.\n$/,
    );

    rmSync(project.path("resources/orders.json"));
    const { stdout, stderr } = await project.deploy();
    assert.match(stdout, /^Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 2 unchanged$/m);
    assert.doesNotMatch(stderr, /error|journal/);
    assert.equal(idOf(), id);
  });

  it("can be managed again", async () => {
    project.write("resources/orders.json", DATASET);
    const taken = await project.cli("import", "--stack", "local", "--match", "--yes");
    assert.equal(taken.code, 0, taken.stderr);
    const { stdout } = await project.plan();
    assert.equal(lastLine(stdout), "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 3 unchanged");
  });
});
