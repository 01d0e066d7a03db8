import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, renameSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { fillByHand } from "./filled-by-hand";
import { Project, lastLine } from "./project";

const REPOSITORY = resolve(__dirname, "../..");

/** A project with the definitions of docs/types/samples, and an environment that `fillByHand` filled. */
async function moved(): Promise<Project> {
  const project = await Project.make();
  project.useSample();
  cpSync(join(REPOSITORY, "docs/types/samples"), project.path("samples"), { recursive: true });
  project.write("access-management/local/all.json", { rOrders: { ReadOnly: { Users: ["jane"] } } });
  project.edit(
    "Pulumi.local.yaml",
    "amorphic:protect: []",
    "amorphic:resources: samples\n  amorphic:access: access-management/local",
  );
  await fillByHand(project.simulator);
  project.simulator.clearLog();
  return project;
}

const importing = (project: Project, ...args: string[]) =>
  project.cli("import", "--stack", "local", "--match", ...args);

const writesOf = ({ simulator }: Project) =>
  simulator.log.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

const withoutIds = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<uuid>");

const journalOf = (project: Project): string[] => {
  const root = project.path(".amorphic/journal");
  return existsSync(root)
    ? readdirSync(root, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith(".json"))
    : [];
};

const FOUND = `  = import Tag rSalesReaders, "sales.readers", id "sales#readers"
  = import Tenant rRetail, "retail", id "retail"
  = import Datasource rSalesDatabase, "sales_db", id "<uuid>"
      DatasourceConfig.Username: secret not compared
      DatasourceConfig.Password: secret not compared
  = import Domain rSalesDomain, "sales", id "sales"
  ~ import SharedLibraries rFinanceLibrary, "finance", id "<uuid>"
      resources/libraries/finance/finance.py: will be uploaded, as the existing file cannot be read back
  = import Parameter rCurrency, "sales.currency", id "sales.currency"
  = import Role rAnalysts, "analysts", id "<uuid>"
  = import SAMLTagMapping rSalesGroup, "sales#readers.corp-sales", id "corp-sales#sales#readers"
  = import Dataset rOrders, "sales.orders", id "<uuid>"
  = import SAMLRoleMapping rAnalystsGroup, "corp-analysts", id "corp-analysts"
  = import Dataflow rOrdersLoad, "<uuid>.orders_load", id "<uuid>"
  ~ import Job rDailyRevenue, "daily_revenue", id "<uuid>"
      resources/jobs/daily_revenue/daily_revenue.py: will be uploaded, as the existing file cannot be read back
  = import View rBigOrders, "sales.big_orders", id "<uuid>"
  = import Schedule rEveryMorning, "daily_revenue_every_morning", id "<uuid>"

Import: 14 to import (then 2 to update, 0 to replace), 0 not found, 0 unclear, 0 already managed
`;

/** One project through its move: each step continues from the one before. */
describe("an environment that matches its definitions, imported by import --match", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => (project = await moved()));
  after(() => project.remove());

  it("is only shown without confirmation", async () => {
    const { code, stdout, stderr } = await importing(project);
    assert.equal(code, 0, stderr);
    assert.equal(withoutIds(stdout), FOUND);
    assert.equal(lastLine(stderr), "shown only, nothing was imported: confirm with --yes");
    assert.equal(project.checkpoint().resources, undefined);
    assert.deepEqual(journalOf(project), []);
  });

  it("is not imported while another run holds the stack's lock", async () => {
    const lock = ".amorphic/state/.pulumi/locks/organization/amorphic/local/b4f0cbe6.json";
    project.write(lock, { pid: process.pid, username: "jim", hostname: hostname(), timestamp: "2026-01-01T00:00:00Z" });
    const { code, stderr } = await importing(project, "--yes");
    renameSync(project.path(lock), project.path("released"));
    assert.equal(code, 2);
    assert.equal(
      lastLine(stderr),
      "The stack local is locked by another run. Wait for it to end, or check with `bin/amorphic-cicd locks --stack local`. " +
        "Nothing was imported; continue with `bin/amorphic-cicd import --stack local --match`.",
    );
    assert.deepEqual(journalOf(project), []);
  });

  it("is imported, and nothing is left to create, replace or delete", async () => {
    const { code, stdout, stderr } = await importing(project, "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(withoutIds(stdout), FOUND);
    assert.match(lastLine(stderr), /^14 objects imported; `bin\/amorphic-cicd plan --stack local` shows /);
    assert.equal(journalOf(project).length, 14);
    assert.equal(
      lastLine((await project.plan()).stdout),
      "Plan: 0 to create, 2 to update, 0 to replace, 0 to delete, 12 unchanged",
    );
  });

  it("is read with one list per type, and never written to", () => {
    assert.deepEqual(writesOf(project), []);
    const single = project.simulator.log.filter(({ path }) =>
      /^\/(datasets|datasources|domains|jobs)\/[^/]+$/.test(path),
    );
    assert.deepEqual(single, []);
  });

  it("is left alone by a second import", async () => {
    const { code, stdout, stderr } = await importing(project, "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      "Import: 0 to import (then 0 to update, 0 to replace), 0 not found, 0 unclear, 14 already managed\n",
    );
    assert.equal(lastLine(stderr), "nothing to import");
  });

  it("gets its files, and nothing else, from the first deployment", async () => {
    await project.deploy();
    assert.deepEqual(
      writesOf(project).map((call) => withoutIds(call).replace(/_uploads\/.*/, "_uploads")),
      ["POST /libraries/<uuid>/packages", "PUT /_uploads", "POST /jobs/<uuid>/script", "PUT /_uploads"],
    );
    assert.equal(
      lastLine((await project.plan()).stdout),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 14 unchanged",
    );
    const [orders] = project.simulator.store.all("datasets");
    assert.deepEqual(orders?.grants?.map(({ Grantee }) => Grantee).sort(), ["given-by-hand", "jane"]);
  });

  it("shows a secret that is rotated afterwards, and none is stored", async () => {
    project.environment = { SALES_DB_PASSWORD: "rotated-after-the-move" };
    assert.match(
      (await project.plan()).stdout,
      /^ {2}~ update Datasource rSalesDatabase\n {6}DatasourceConfig\.Password: [^\n]+\n\nPlan: 0 to create, 1 to update, 0 to replace, 0 to delete, 13 unchanged\n$/,
    );
    for (const secret of ["typed-in-the-console", "only-for-the-local-stack", "rotated-after-the-move"]) {
      assert.equal(project.everythingStored().includes(secret), false);
    }
  });
});

describe("an environment that differs from its definitions, imported by import --match", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => (project = await moved()));
  after(() => project.remove());

  it("shows each difference before the import, and the same ones in the plan afterwards", async () => {
    project.edit("samples/dataset.json", "One row an order", "One row for each order");
    project.edit("samples/dataset.json", '"header": 1', '"header": 2');
    project.edit("samples/domain.json", '"DisplayName": "Sales"', '"DisplayName": "Sales #1"');
    project.edit("samples/view.json", '"big_orders"', '"Big_Orders"');
    project.edit("samples/parameter.json", '"String"', '"StringList"');
    project.write("samples/new.json", {
      rNew: { Type: "Tag", Properties: { TagKey: "new", TagValue: "a#b" } },
      rNewMapping: { Type: "SAMLTagMapping", Properties: { SamlGroupId: "g", Tag: "new#a#b" } },
    });
    project.write("access-management/local/all.json", { rOrders: { ReadOnly: { Users: ["jane", "joe"] } } });

    const { code, stdout, stderr } = await importing(project, "--yes", "--json");
    assert.equal(code, 1, stderr);
    const { stack, imported, resources } = JSON.parse(stdout) as {
      stack: string;
      imported: boolean;
      resources: { logicalId: string; status: string; id?: string; differences: unknown[]; reason?: string }[];
    };
    assert.deepEqual([stack, imported], ["local", true]);
    const differing = resources.filter(({ differences }) => differences.length > 0);
    assert.deepEqual(Object.fromEntries(differing.map(({ logicalId, differences }) => [logicalId, differences])), {
      rSalesDomain: [{ field: "DisplayName", live: "Sales", wanted: "Sales #1", replaces: false }],
      rCurrency: [{ field: "ParameterType", live: "string", wanted: "StringList", replaces: true }],
      rOrders: [
        {
          field: "DatasetDescription",
          live: "One row an order",
          wanted: "One row for each order",
          replaces: false,
        },
        { field: "SkipRowCount.header", live: 1, wanted: 2, replaces: false },
        { field: "Share.ReadOnly.Users", live: ["jane"], wanted: ["jane", "joe"], replaces: false },
      ],
    });
    const left = resources.filter(({ status }) => status !== "found");
    assert.deepEqual(
      left.map(({ logicalId, status, reason = "" }) => [logicalId, status, withoutIds(reason)]),
      [
        ["rNew", "absent", ""],
        ["rNewMapping", "absent", ""],
        [
          "rBigOrders",
          "unclear",
          'There is no object with Domain "sales", ViewName "Big_Orders", but one whose name differs only by case ' +
            '(id "<uuid>"). Use that spelling, or choose another name.',
        ],
      ],
    );
    assert.deepEqual(writesOf(project), []);

    project.edit("samples/view.json", '"Big_Orders"', '"big_orders"');
    assert.equal((await importing(project, "--yes")).code, 0);
    const { stdout: plan } = await project.plan();
    const changes = plan.split("\n").filter((line) => /^ {0,2}(\+|~|-\/\+|-) [a-z]/.test(line));
    assert.deepEqual(changes.map((line) => line.trim()).sort(), [
      "+ create SAMLTagMapping rNewMapping",
      "+ create Tag rNew",
      "-/+ replace Parameter rCurrency because ParameterType cannot be changed in place",
      "~ update Dataset rOrders",
      "~ update Domain rSalesDomain",
      "~ update Job rDailyRevenue",
      "~ update SharedLibraries rFinanceLibrary",
    ]);
    assert.equal(lastLine(plan), "Plan: 2 to create, 4 to update, 1 to replace, 0 to delete, 9 unchanged");
    assert.match(plan, / {6}DisplayName: "Sales" -> "Sales #1"\n/);
    assert.match(plan, / {6}Share\.ReadOnly\.Users:\n {8}\+ "joe"\n/);
  });

  it("is not imported if it refuses the token, which is reported", async () => {
    project.simulator.expireToken();
    const { code, stdout, stderr } = await importing(project, "--yes");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /: GET \/tags was refused: .* Amorphic does not accept the token: /);
  });
});
