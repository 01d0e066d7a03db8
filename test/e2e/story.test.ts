import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { Ajv } from "ajv";
import { planSchema } from "../../commands/plan/schema";
import { github } from "../support/hosts/github";
import { Project, lastLine } from "./project";

const ORDERS = "resources/datasets/orders/orders.json";
const CUSTOMERS = "resources/datasets/customers/customers.json";
const SALES = "resources/domains/sales/sales.json";
const TAGS = "resources/tags/tags.json";

/** One project through its life, on the real engine: each step continues from the one before. */
describe("the sample project", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.useSample();
  });
  after(() => project.remove());

  const planned = async () => {
    const { code, stdout, stderr } = await project.plan();
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const unchanged = "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 7 unchanged";
  const byKey = (collection: "datasets" | "domains" | "tags", key: string) =>
    project.simulator.store.all(collection).map(({ properties }) => properties[key]);

  it("is planned as seven creates, deployed, and unchanged afterwards", async () => {
    assert.equal(lastLine(await planned()), "Plan: 7 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged");
    const { stdout, stderr } = await project.deploy();
    assert.match(
      stdout,
      /\nPlan: 7 to create, .*\nDeployed local: 7 created, 0 updated, 0 replaced, 0 deleted, 0 unchanged, in \d.*\n$/,
    );
    assert.match(stderr, /^created Tag rSalesReaders \(\d+\.\d s\)$/m);
    assert.equal(await planned(), `${unchanged}\n`);
  });

  it("has the same plan for programs, pull requests and CodePipeline", async () => {
    const files = ["--json", "plan.json", "--markdown", "plan.md", "--export", "plan.env"];
    const { code, stdout } = await project.cli(
      "plan",
      "--stack",
      "local",
      "--no-refresh",
      "--expect-no-changes",
      ...files,
    );
    assert.equal(code, 0);
    assert.match(stdout, /^Not compared: live state \(.*\)\n\nPlan: .* 7 unchanged\n$/);
    const read = (file: string) => readFileSync(project.path(file), "utf8");
    const report: unknown = JSON.parse(read("plan.json"));
    const ajv = new Ajv();
    assert.ok(ajv.validate(planSchema(), report), ajv.errorsText());
    assert.match(read("plan.md"), /Not compared: `live state`/);
    assert.match(read("plan.env"), /^export PLAN_LINE='Plan: 0 to create, .* 7 unchanged'$/m);

    const token = "ghp_0123456789";
    const host = await github(token).start();
    project.environment = { GITHUB_TOKEN: token };
    const place = ["--host", "github", "--repo", "o/r", "--pull-request", "7", "--api-url", host.url];
    const commented = await project.cli("comment", "--stack", "local", "--no-refresh", ...place);
    assert.equal(commented.code, 0, commented.stderr);
    const shown = read("plan.md").replace("### Plan for `local`", "### Plan for `local` at `cccccccc`");
    assert.deepEqual(host.store.bodies, [shown]);
    // Somebody pushes while it plans.
    host.fault = ({ path }) => {
      if (path.includes("/statuses/")) host.store.head = "d".repeat(40);
      return undefined;
    };
    const overtaken = await project.cli("comment", "--stack", "local", "--no-refresh", ...place);
    host.stop();
    project.environment = {};
    assert.match(
      overtaken.stdout,
      /^pull request 7 is at dddddddd by now: the plan of cccccccc was not posted, only /m,
    );
    assert.deepEqual(host.store.bodies, [shown]);
    assert.deepEqual(
      host.store.statuses.map(({ state }) => state),
      ["pending", "success", "pending", "success"],
    );
  });

  it("deploys again without a single write", async () => {
    project.simulator.clearLog();
    await project.deploy();
    assert.deepEqual(
      project.simulator.log.filter(({ method }) => method !== "GET"),
      [],
    );
  });

  it("shows an edited description as one update", async () => {
    project.edit(ORDERS, "One row an order", "One row for each order");
    assert.equal(
      await planned(),
      '  ~ update Dataset rOrders\n      DatasetDescription: "One row an order" -> "One row for each order"\n\n' +
        "Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 6 unchanged\n",
    );
    await project.deploy();
    assert.equal(await planned(), `${unchanged}\n`);
  });

  it("shows another file type as a replacement, and why", async () => {
    project.edit(CUSTOMERS, '"parquet"', '"json"');
    const [customers] = project.simulator.store
      .all("datasets")
      .filter((each) => each.properties["DatasetName"] === "customers");
    assert.ok(customers);
    const file = { sha256: "", size: 1 };
    project.simulator.store.put({ ...customers, files: { "a.parquet": file, "b.parquet": file } });
    assert.equal(
      await planned(),
      "-/+ replace Dataset rCustomers because FileType cannot be changed in place\n" +
        '      FileType: "parquet" -> "json"\n' +
        "      FileType is fixed: part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions) (assumed)\n" +
        "      lost: sales.customers, s3://lz/sales/customers/parquet/, 2 files, last modified " +
        `${String(customers.properties["LastModified"])}\n\n` +
        "Plan: 0 to create, 0 to update, 1 to replace, 0 to delete, 6 unchanged\n",
    );
    project.edit(CUSTOMERS, '"json"', '"parquet"');
  });

  it("replaces a renamed domain with the datasets in it, and updates the job that reads one", async () => {
    project.edit(SALES, '"DomainName": "sales"', '"DomainName": "shop"');
    assert.equal(lastLine(await planned()), "Plan: 0 to create, 1 to update, 3 to replace, 0 to delete, 3 unchanged");
    await project.deploy();
    assert.equal(await planned(), `${unchanged}\n`);
    assert.deepEqual(byKey("domains", "DomainName"), ["shop"]);
    assert.deepEqual(byKey("datasets", "Domain"), ["shop", "shop"]);
  });

  it("keeps an object whose logical id changed, if the block says so", async () => {
    project.edit(TAGS, '"rSalesReaders": {', '"rReaders": {\n"RenamedFrom": ["rOlder", "rSalesReaders"],');
    assert.equal(await planned(), `${unchanged}\n`);
    project.simulator.clearLog();
    await project.deploy();
    assert.equal(await planned(), `${unchanged}\n`);
    assert.deepEqual(
      project.simulator.log.filter(({ method }) => method !== "GET"),
      [],
    );
  });

  it("shows a rotated secret as one update, and stores it nowhere", async () => {
    project.environment = { SALES_DB_PASSWORD: "rotated-Pa55word/with+signs" };
    assert.match(
      await planned(),
      /^ {2}~ update Datasource rSalesDatabase\n {6}DatasourceConfig\.Password: "\(secret SALES_DB_PASSWORD, [0-9a-f]{8}\)" -> "\(secret SALES_DB_PASSWORD, [0-9a-f]{8}\)"\n\nPlan: 0 to create, 1 to update, 0 to replace, 0 to delete, 6 unchanged\n$/,
    );
    await project.deploy();
    assert.equal(await planned(), `${unchanged}\n`);
    const [datasource] = project.simulator.store.all("datasources");
    assert.equal(
      (datasource?.properties["DatasourceConfig"] as { Password?: string }).Password,
      "rotated-Pa55word/with+signs",
      "Amorphic has it",
    );
    const stored = project.everythingStored();
    for (const secret of ["rotated-Pa55word", "only-for-the-local-stack", project.simulator.token]) {
      assert.equal(stored.includes(secret), false);
    }
  });

  it("finds what was changed and deleted by hand, and restores it", async () => {
    const origin = project.simulator.url;
    const [domain] = project.simulator.store.all("domains");
    assert.ok(domain);
    await fetch(`${origin}/_simulator/objects/domains/shop`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ DisplayName: "By hand" }),
    });
    await fetch(`${origin}/_simulator/objects/tags/sales%23readers`, { method: "DELETE" });
    const text = await planned();
    assert.match(
      text,
      / {2}~ update Domain rSalesDomain\n {6}DisplayName: "By hand" -> "Sales" \(changed on the platform\)\n/,
    );
    assert.match(text, / {2}\+ create Tag rReaders\n {6}somebody deleted it on the platform\n/);
    assert.equal(lastLine(text), "Plan: 1 to create, 1 to update, 0 to replace, 0 to delete, 5 unchanged");
    await project.deploy();
    assert.equal(await planned(), `${unchanged}\n`);
    assert.deepEqual(byKey("domains", "DisplayName"), ["Sales"]);
    assert.deepEqual(byKey("tags", "TagValue"), ["readers"]);
  });

  it("keeps little besides the properties in state: at most 1 KB per resource", () => {
    const beside = project
      .checkpoint()
      .resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/amorphic:"))
      .map(({ inputs, outputs, ...rest }) => {
        assert.ok(inputs && outputs);
        return rest as typeof rest & { propertyDependencies: unknown; stackTrace?: unknown };
      });
    const bytes = (values: readonly unknown[]) =>
      values.reduce<number>((sum, value) => sum + JSON.stringify(value).length, 0) / values.length;
    assert.ok(bytes(beside) <= 1_024, `${String(bytes(beside))} bytes`);
    // What Pulumi says of each single property grows with the properties themselves.
    for (const { propertyDependencies, ...same } of beside) {
      assert.ok(propertyDependencies);
      assert.ok(bytes([same]) <= 750, `${same.urn}: ${String(bytes([same]))} bytes`);
    }
  });

  it("deletes what was removed from the definitions, dependents first", async () => {
    rmSync(project.path("resources/jobs"), { recursive: true });
    rmSync(project.path("resources/datasets"), { recursive: true });
    rmSync(project.path("resources/domains"), { recursive: true });
    assert.equal(lastLine(await planned()), "Plan: 0 to create, 0 to update, 0 to replace, 4 to delete, 3 unchanged");
    project.simulator.clearLog();
    await project.deploy();
    const deleted = project.simulator.log.filter(({ method }) => method === "DELETE").map(({ type }) => type);
    assert.deepEqual(deleted, ["Job", "Dataset", "Dataset", "Domain"]);
  });
});
