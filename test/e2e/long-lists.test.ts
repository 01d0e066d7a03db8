import assert from "node:assert/strict";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { lastLine, Project } from "./project";

const columns = (type: string) =>
  Array.from({ length: 30 }, (_, i) => ({
    ...{ name: `column_${String(i)}`, type: i === 7 ? type : "string" },
    ...{ description: `What the source system says of column ${String(i)}`, is_not_null: false },
  }));

const dataset = (type: string) => ({
  ...{ DatasetName: "orders", Domain: "sales", DatasetDescription: "Orders", DatasourceType: "api", FileType: "csv" },
  ...{ TargetLocation: "s3athena", TableUpdate: "append", DatasetSchema: columns(type) },
});

const define = (project: Project, type: string) =>
  project.write("resources/all.json", {
    rSales: { Type: "Domain", Properties: { DomainName: "sales", DisplayName: "Sales" } },
    rOrders: { Type: "Dataset", Properties: dataset(type) },
  });

/** Somebody changes the columns in the console. */
function byHand({ simulator }: Project, type: string): void {
  const [stored] = simulator.store.all("datasets");
  assert.ok(stored);
  simulator.store.put({ ...stored, properties: { ...stored.properties, DatasetSchema: columns(type) } });
}

/** What state holds of the columns. */
function stateOf(project: Project) {
  const resource = project.checkpoint().resources.find(({ urn }) => urn.endsWith("::rOrders"));
  assert.ok(resource?.inputs && resource.outputs);
  const [inputs, outputs] = [resource.inputs["DatasetSchema"], resource.outputs["DatasetSchema"]];
  return { inputs, outputs, bytes: JSON.stringify(resource).length };
}

const STAND_IN = /^as in inputs: [0-9a-f]{16}$/;
const UNCHANGED = "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 2 unchanged\n";

const planned = async (project: Project): Promise<string> => {
  const { code, stdout, stderr } = await project.plan();
  assert.equal(code, 0, stderr);
  return stdout;
};

describe("a dataset with many columns", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    define(project, "int");
  });
  after(() => project.remove());

  it("has its columns in the state only once", async () => {
    await project.deploy();
    const { inputs, outputs, bytes } = stateOf(project);
    assert.equal(inputs, JSON.stringify(columns("int")));
    assert.match(String(outputs), STAND_IN);
    const most = JSON.stringify(inputs).length + 2_000;
    assert.ok(bytes < most, `${String(bytes)} bytes, not ${String(most)}`);
    assert.equal(await planned(project), UNCHANGED);
  });

  it("is updated if a column changes, as the plan shows", async () => {
    define(project, "bigint");
    const change = "  ~ update Dataset rOrders\n      DatasetSchema:\n        ~ column_7: int -> bigint\n\n";
    assert.equal(
      await planned(project),
      `${change}Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 1 unchanged\n`,
    );
    await project.deploy();
    assert.equal(stateOf(project).inputs, JSON.stringify(columns("bigint")));
    assert.match(String(stateOf(project).outputs), STAND_IN);
    assert.equal(await planned(project), UNCHANGED);
  });

  it("is restored if somebody changed a column, which `plan` and `drift` show", async () => {
    byHand(project, "double");
    assert.match(
      await planned(project),
      /^ {2}~ update Dataset rOrders\n {6}DatasetSchema: \(changed on the platform\)\n {8}~ column_7: double -> bigint\n\n/,
    );
    const drift = await project.cli("drift", "--stack", "local");
    assert.equal(drift.code, 1, drift.stderr);
    assert.match(drift.stdout, /\n {6}DatasetSchema:\n {8}column_7: bigint -> double\n/);
    const fixed = await project.cli("drift", "--stack", "local", "--fix");
    assert.equal(fixed.code, 0, fixed.stderr);
    assert.match(String(stateOf(project).outputs), STAND_IN);
    assert.equal(await planned(project), UNCHANGED);
  });
});

describe("a dataset with many columns, with `pulumi` run by hand", function () {
  this.timeout(240_000);
  let project: Project;
  let pulumi: string;
  let environment: NodeJS.ProcessEnv;

  /** The only resource, so that the engine asks the provider for it first. */
  const defineIt = (type: string) =>
    project.write("resources/all.json", { rOrders: { Type: "Dataset", Properties: dataset(type) } });

  beforeEach(async () => {
    ({ pulumi } = await ensureToolchain());
    project = await Project.make();
    const { simulator } = project;
    const made = await fetch(`${simulator.url}/domains`, {
      method: "POST",
      headers: { Authorization: simulator.token, role_id: simulator.roleId, "Content-Type": "application/json" },
      body: JSON.stringify({ DomainName: "sales", DisplayName: "Sales" }),
    });
    assert.ok(made.ok, await made.text());
    defineIt("int");
    await project.deploy();
    environment = await project.pulumiEnvironment();
  });
  afterEach(() => project.remove());

  const hand = async (...args: string[]) => {
    const all = [...args, "--non-interactive", "--stack", "local"];
    const { code, stdout, stderr } = await run(pulumi, all, { cwd: project.directory, env: environment });
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };
  const unchanged = /\n {4}2 unchanged\n/;
  const updated = /\n {4}~ 1 updated\n {4}1 unchanged\n/;
  const goesOn = async () => {
    defineIt("bigint");
    assert.match(await hand("up", "--yes", "--skip-preview"), updated);
    assert.deepEqual(project.simulator.store.all("datasets")[0]?.properties["DatasetSchema"], columns("bigint"));
    assert.match(String(stateOf(project).outputs), STAND_IN);
    assert.match(await hand("refresh", "--yes"), unchanged);
    assert.match(await hand("destroy", "--yes", "--skip-preview"), /\n {4}- 2 deleted\n/);
    assert.deepEqual(project.simulator.store.all("datasets"), []);
  };

  it("is previewed, refreshed, restored and destroyed with the CLI of `setup`", async () => {
    assert.match(await hand("preview", "--refresh"), unchanged);
    assert.match(await hand("refresh", "--yes"), unchanged);
    byHand(project, "double");
    const refreshed = await hand("refresh", "--yes", "--skip-preview", "--diff");
    assert.ok(refreshed.includes(JSON.stringify(JSON.stringify(columns("double")))), refreshed);
    assert.match(refreshed, updated);
    assert.equal(stateOf(project).outputs, JSON.stringify(columns("double")));
    assert.match(await hand("up", "--yes", "--skip-preview"), updated);
    assert.match(String(stateOf(project).outputs), STAND_IN);
    await goesOn();
  });

  it("is refreshed and destroyed with another CLI, which reports a first resource that it cannot compare", async () => {
    // The script that starts providers takes this for ours, and loads nothing.
    project.write("other/lazy-sdk.js", "");
    environment["NODE_OPTIONS"] = `--require ${JSON.stringify(project.path("other/lazy-sdk.js"))}`;
    for (const args of [
      ["preview", "--refresh"],
      ["refresh", "--yes"],
    ]) {
      const told = await hand(...args);
      assert.match(told, unchanged);
      assert.doesNotMatch(told, /compared/);
    }
    byHand(project, "double");
    const refreshed = await hand("refresh", "--yes", "--skip-preview");
    assert.match(
      refreshed,
      /Dataset "sales\.orders" \(rOrders\): DatasetSchema could not be compared with what is live/,
    );
    assert.match(refreshed, unchanged);
    assert.equal(stateOf(project).inputs, JSON.stringify(columns("int")));
    assert.match(String(stateOf(project).outputs), STAND_IN);
    await goesOn();
  });
});

describe("a state of an earlier version, which holds the columns twice", function () {
  this.timeout(240_000);

  it("shows no difference, and holds them once after an update", async () => {
    const project = await Project.make({ ownProviders: true });
    try {
      define(project, "int");
      project.edit("providers/engine/stand-in.ts", "const LONG = 200;", "const LONG = Infinity;");
      await project.deploy();
      project.edit("providers/engine/stand-in.ts", "const LONG = Infinity;", "const LONG = 200;");
      const { inputs, outputs } = stateOf(project);
      assert.equal(outputs, inputs);

      assert.equal(await planned(project), UNCHANGED);
      project.simulator.clearLog();
      await project.deploy();
      const writes = project.simulator.log.filter(({ method }) => method !== "GET");
      assert.deepEqual(writes, []);
      const { pulumi } = await ensureToolchain();
      const refreshed = await run(pulumi, ["refresh", "--yes", "--non-interactive", "--stack", "local"], {
        cwd: project.directory,
        env: await project.pulumiEnvironment(),
      });
      assert.match(refreshed.stdout, /\n {4}3 unchanged\n/, refreshed.stderr);
      assert.equal(stateOf(project).outputs, inputs);

      define(project, "bigint");
      await project.deploy();
      assert.match(String(stateOf(project).outputs), STAND_IN);
    } finally {
      await project.remove();
    }
  });
});

describe("a program in TypeScript that uses the columns of one dataset for another", function () {
  this.timeout(240_000);

  it("still has them, in previews too", async () => {
    const project = await Project.make();
    try {
      const program = (type: string) =>
        project.write(
          "index.ts",
          `import { Dataset, Domain } from "@amorphic-cicd/providers";
           const sales = new Domain("rSales", { DomainName: "sales", DisplayName: "Sales" });
           const given = { ...(${JSON.stringify(dataset(type))}), Domain: sales.DomainName };
           const orders = new Dataset("rOrders", given);
           new Dataset("rCopy", { ...given, DatasetName: "copy", DatasetSchema: orders.DatasetSchema! });
           export const seventh = orders.DatasetSchema!.apply((all) => (all as { type: string }[])[7]!.type);`,
        );
      const update = (name: string) =>
        `  ~ update Dataset ${name}\n      DatasetSchema:\n        ~ column_7: int -> bigint\n`;
      program("int");
      await project.deploy();
      const seen = () => project.simulator.store.all("datasets").map(({ properties }) => properties["DatasetSchema"]);
      assert.deepEqual(seen(), [columns("int"), columns("int")]);
      assert.match(String(stateOf(project).outputs), STAND_IN);
      assert.equal(
        lastLine(await planned(project)),
        "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 3 unchanged",
      );
      program("bigint");
      assert.equal(
        await planned(project),
        `${update("rOrders")}${update("rCopy")}\nPlan: 0 to create, 2 to update, 0 to replace, 0 to delete, 1 unchanged\n`,
      );
      await project.deploy();
      assert.deepEqual(seen(), [columns("bigint"), columns("bigint")]);
      const stack = project.checkpoint().resources.find(({ type }) => type === "pulumi:pulumi:Stack");
      assert.deepEqual(stack?.outputs, { seventh: "bigint" });
    } finally {
      await project.remove();
    }
  });
});
