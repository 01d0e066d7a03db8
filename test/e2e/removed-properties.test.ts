import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { Report } from "../../commands/plan/report";
import { planSchema } from "../../commands/plan/schema";
import { lastLine, Project } from "./project";

const ORDERS = "resources/datasets/orders/orders.json";
const JOB = "resources/jobs/daily_revenue/daily_revenue.json";

interface Block {
  readonly Properties: Record<string, unknown>;
  Artifacts?: unknown;
}

/** On the real engine: each step goes on from the one before. */
describe("a property removed from a definition", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.useSample();
    project.edit(ORDERS, '"DatasetType": "internal"', '"DatasetType": "external"');
    await project.deploy();
  });
  after(() => project.remove());

  const edit = (path: string, name: string, change: (block: Block) => unknown) => {
    const all = JSON.parse(readFileSync(project.path(path), "utf8")) as Record<string, Block>;
    change(all[name]!);
    project.write(path, all);
  };
  const leaveOut = (path: string, name: string, ...keys: string[]) =>
    edit(path, name, ({ Properties }) => keys.forEach((key) => Reflect.deleteProperty(Properties, key)));
  const orders = () =>
    project.simulator.store.all("datasets").find(({ properties }) => properties["DatasetName"] === "orders")!;
  const planned = async (...options: string[]) => {
    const { code, stdout, stderr } = await project.cli("plan", "--stack", "local", ...options);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const counts = (updates: number, replaces: number) =>
    `Plan: 0 to create, ${updates} to update, ${replaces} to replace, 0 to delete, ${7 - updates - replaces} unchanged`;

  it("appears in the plan as no longer managed, in text, JSON and Markdown", async () => {
    leaveOut(ORDERS, "rOrders", "DatasetSchema", "SerDe", "FileDelimiter", "DatasetType");
    leaveOut(JOB, "rDailyRevenue", "NetworkConfiguration", "MaxCapacity");
    edit(JOB, "rDailyRevenue", (block) => delete block.Artifacts);
    const text = await planned("--json", "plan.json", "--markdown", "plan.md");
    const cut = (line: string) => line.replace(/(DatasetSchema: .{40}|Script.{24}).*/, "$1…");
    assert.equal(
      text.split("\n").map(cut).join("\n"),
      `  ~ update Dataset rOrders
      DatasetSchema: no longer managed; Amorphic keeps [{"nam…
      DatasetType: no longer managed; Amorphic keeps "external"
      FileDelimiter: no longer managed; Amorphic keeps ","
      SerDe: no longer managed; Amorphic keeps "OpenCSVSerde"
  ~ update Job rDailyRevenue
      Artifacts: no longer managed; Amorphic keeps {"Script":["resources/jobs/daily…
      MaxCapacity: no longer managed; Amorphic keeps 0.0625
      NetworkConfiguration: no longer managed; Amorphic keeps "general-public-network"

${counts(2, 0)}
`,
    );
    const report = JSON.parse(readFileSync(project.path("plan.json"), "utf8")) as Report;
    const ajv = new Ajv();
    assert.ok(ajv.validate(planSchema(), report), ajv.errorsText());
    assert.deepEqual(
      report.changes.flatMap(({ fields }) => fields.map(({ path, kept, to }) => [path, kept, to])),
      "DatasetSchema DatasetType FileDelimiter SerDe Artifacts MaxCapacity NetworkConfiguration"
        .split(" ")
        .map((path) => [path, true, undefined]),
    );
    assert.match(
      readFileSync(project.path("plan.md"), "utf8"),
      /^\| `SerDe` \| `"OpenCSVSerde"` \| no longer managed; Amorphic keeps it \|$/m,
    );
  });

  it("is reported until a deployment has run, which sends nothing", async () => {
    const before = project.simulator.snapshot();
    await project.deploy();
    assert.deepEqual(project.simulator.snapshot(), before);
    assert.equal(await planned(), `${counts(0, 0)}\n`);
    const { outputs = {} } = project.checkpoint().resources.find(({ urn }) => urn.endsWith("::rOrders"))!;
    assert.deepEqual(
      Object.keys(outputs).filter((key) => /Schema|SerDe|Delimiter|DatasetType/.test(key)),
      [],
    );
  });

  it("causes no drift when somebody changes it by hand", async () => {
    const { id } = orders();
    await fetch(`${project.simulator.url}/_simulator/objects/datasets/${id}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ SerDe: "LazySimpleSerDe" }),
    });
    assert.equal(orders().properties["SerDe"], "LazySimpleSerDe");
    const { code, stdout } = await project.cli("drift", "--stack", "local");
    assert.deepEqual([code, lastLine(stdout)], [0, "Drift: 0 changed, 0 deleted, 7 as they were"]);
    assert.equal(await planned(), `${counts(0, 0)}\n`);
  });

  it("may come back: with the live value it is only recorded, with another it is a change", async () => {
    edit(ORDERS, "rOrders", ({ Properties }) => (Properties["DatasetType"] = "external"));
    assert.equal(lastLine(await planned()), counts(1, 0));
    edit(ORDERS, "rOrders", ({ Properties }) => (Properties["DatasetType"] = "internal"));
    const text = await planned();
    assert.match(text, /^-\/\+ replace Dataset rOrders because DatasetType cannot be changed in place$/m);
    assert.equal(lastLine(text), counts(1, 1));
  });
});
