import assert from "node:assert/strict";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
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

  const byHand = async (environment: Record<string, string>) => {
    const { pulumi } = await ensureToolchain();
    const env = { ...(await project.pulumiEnvironment()), ...environment };
    return run(pulumi, ["up", "--yes", "--skip-preview", "--stack", "local"], { cwd: project.directory, env });
  };
  const live = () => project.simulator.store.all("datasets").map(({ properties }) => properties["FileType"]);

  it("shows a replacement as blocked, with the line that allows it, and refuses it in a deployment", async () => {
    project.write("resources/all.json", definition("json"));
    const { code, stdout: plan } = await project.plan();
    assert.equal(code, 1);
    assert.match(plan, /-\/\+ replace Dataset rOrders because FileType cannot be changed in place\n/);
    assert.match(plan, / {6}blocked: Dataset is protected; add "rOrders" to amorphic:allow to allow this\n/);
    assert.match(plan, /^To allow the blocked changes, Pulumi\.local\.yaml must say: amorphic:allow: \["rOrders"\]$/m);
    const deployed = await project.cli("deploy", "--stack", "local");
    assert.equal(deployed.code, 1);
    assert.match(deployed.stderr, /^refused: Dataset rOrders: protected, .* amorphic:allow: \["rOrders"\]; otherwise/m);
    // A check that a plan skips must not be skipped in a run by hand, whoever sets the variable.
    const forced = await byHand({ AMORPHIC_CICD_PLAN: "true" });
    assert.equal(forced.code, 1);
    assert.match(forced.stdout, /rOrders\) is protected, and this run would delete it/);
    assert.deepEqual(live(), ["csv"]);
    const { stdout } = await byHand({});
    assert.ok(
      stdout
        .replace(/\s+/g, " ")
        .includes(
          'Dataset "sales.orders" (rOrders) is protected, and this run would replace it (delete, then create), because ' +
            'FileType cannot be changed in place. If its data is no longer needed, add "rOrders" to amorphic:allow',
        ),
      stdout,
    );
  });

  it("marks a delete as blocked in the plan, and refuses it also when pulumi is run by hand", async () => {
    project.write("resources/all.json", {});
    const { code, stdout } = await project.plan();
    assert.equal(code, 1);
    assert.match(
      stdout,
      / {2}- delete Dataset rOrders\n {6}lost: sales\.orders, s3:.*\n {6}blocked: Dataset is protected; add "rOrders" to amorphic:allow/,
    );
    assert.equal(lastLine(stdout), "Plan: 0 to create, 0 to update, 0 to replace, 2 to delete, 0 unchanged");
    assert.equal((await byHand({})).code, 1);
    assert.deepEqual(live(), ["csv"]);
  });

  it("replaces what the stack's file allows", async () => {
    project.edit("Pulumi.local.yaml", "[Domain, Dataset]", "[Domain, Dataset]\n  amorphic:allow: [rOrders]");
    project.write("resources/all.json", definition("json"));
    await project.deploy();
    assert.deepEqual(live(), ["json"]);
  });
});
