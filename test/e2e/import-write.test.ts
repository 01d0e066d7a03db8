import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { catalog } from "../../providers/catalog";
import type { Json, JsonObject, Simulator } from "../../simulator";
import { makeByHand, makeSystem, SECRETS } from "./hand-made";
import { lastLine, Project, type StateResource } from "./project";

const importing = (project: Project, ...args: string[]) =>
  project.cli("import", "--stack", "local", "--write", ...args);

/** The files below a directory with their bytes, sorted. */
function filesIn(project: Project, directory: string): [string, string][] {
  const root = project.path(directory);
  const paths = existsSync(root) ? readdirSync(root, { recursive: true }).map(String).sort() : [];
  return paths
    .filter((path) => statSync(project.path(directory, path)).isFile())
    .map((path) => [path, readFileSync(project.path(directory, path), "latin1")]);
}

const AUDIT = ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy", "ScriptLocation"];

/** Keys of lists whose order means nothing, and of texts whose case does not. */
const fields = [...catalog.values()].flatMap((type) => Object.entries(type.fields));
const UNORDERED = new Set(
  fields
    .filter(([, field]) => field.unordered)
    .map(([key]) => key)
    .concat("Owner", "ReadOnly"),
);
const ANY_CASE = new Set(fields.filter(([, { caseInsensitive }]) => caseInsensitive).map(([key]) => key));

/** All that a platform holds, each id as the name of its object; without what the platform created, and without who did it when. */
function contentOf({ store }: Simulator): Json {
  const all = Object.values(store.snapshot()).flat();
  const names = new Map(all.map(({ collection, id, properties }) => [id, `${collection} ${nameOf(properties)}`]));
  const plain = (value: Json, key = ""): Json => {
    if (typeof value === "string") return ANY_CASE.has(key) ? value.toLowerCase() : (names.get(value) ?? value);
    if (Array.isArray(value)) {
      const items = value.map((item) => plain(item));
      return UNORDERED.has(key) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => !AUDIT.includes(name));
    return Object.fromEntries(entries.sort().map(([name, part]) => [name, plain(part, name)]));
  };
  const objects = all.map((stored): [string, Json] => {
    const { collection, properties, access, grants = [], files = {} } = stored;
    const given = grants.map((grant) => plain({ ...grant, AccessType: grant.AccessType.toLowerCase() }));
    const whole = { properties, access: { ...NOTHING, ...access?.granted }, files: files as unknown as JsonObject };
    return [
      `${collection} ${nameOf(properties)}`,
      { ...(plain(whole) as JsonObject), grants: given.map((grant) => JSON.stringify(grant)).sort() },
    ];
  });
  return Object.fromEntries(objects.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a job may use by default. */
const NOTHING: JsonObject = { DatasetAccess: { Owner: [], ReadOnly: [] }, ParameterAccess: [], SharedLibraries: [] };

/** By its unique key, without ids. */
const nameOf = (properties: JsonObject): string =>
  Object.entries(properties)
    .filter(([key]) => /^(Domain|\w+Name|TagKey|TagValue|SamlGroupId|Tag|ParameterKey)$/.test(key))
    .filter(([key]) => !key.endsWith("DisplayName") && !(key === "TenantName" && "DomainName" in properties))
    .map(([, value]) => String(value))
    .sort()
    .join("/");

interface Checkpoint {
  readonly latest: { readonly resources: readonly StateResource[] };
}

/** One environment on its way into definitions, and from there into another environment. */
describe("an environment created by hand, written as definitions by import --write", function () {
  this.timeout(300_000);
  let project: Project;
  let copy: Project;
  let written: [string, string][];

  before(async () => {
    project = await Project.make();
    copy = await Project.make();
    await makeByHand(project.simulator);
    project.simulator.clearLog();
  });
  after(async () => {
    await project.remove();
    await copy.remove();
  });

  it("is only shown with --dry-run, with what is left out and why", async () => {
    const { code, stdout, stderr } = await importing(project, "--dry-run", "--yes");
    assert.equal(code, 0, stderr);
    const lines = stdout.split("\n");
    for (const line of [
      '  + resources/datasets/sales_facts_0/facts_0.json: Dataset rDatasetSalesFacts0, "sales.facts_0"',
      '  + resources/datasets/customers_customers/customers.json: Dataset rDatasetCustomersCustomers, "customers.customers"',
      '  + resources/domains/customers/customers.json: Domain rDomainCustomers, "customers"',
      '  + resources/domains/_con/_con.json: Domain rDomainCon, "con"',
      '  + resources/domains/顧客/顧客.json: Domain rDomain顧客, "顧客"',
      '  + resources/tags/sales_rea-ders/rea-ders.json: Tag rTagSalesReaDers_a2276cd8, "sales.rea-ders"',
      '  + resources/dataflows/erp_facts_0/facts_0.json: Dataflow rDataflowErpFacts0, "erp.facts_0"',
      "  + resources/libraries/finance/rates.whl",
      "  + .env.example: DATASOURCE_ERP_PASSWORD for DatasourceConfig.Password of rDatasourceErp",
      '  - left out: Parameter "SYSTEM.API.URL", Tenant "system"',
      "      The platform created it itself.",
      '  ! incomplete: Job "sales"',
    ]) {
      assert.ok(lines.includes(line), `${line}\n\nis not in\n\n${stdout}`);
    }
    assert.equal(
      lastLine(stdout),
      "Write: 61 definitions, 9 files, 7 variables; 0 already defined, 2 left out, 1 incomplete, 0 unclear",
    );
    assert.equal(lastLine(stderr), "shown only, nothing was written or imported: confirm with --yes");
    assert.deepEqual([existsSync(project.path("resources")), existsSync(project.path(".env.example"))], [false, false]);
  });

  it("is not written for a domain that does not exist", async () => {
    const { code, stdout, stderr } = await importing(project, "--domain", "Sales", "--yes");
    assert.deepEqual([code, stdout], [2, ""]);
    const domains = "Ventes à l'étranger, con, customers, retail_shop, sales, 顧客";
    const refusal = `There is no domain "Sales" (did you mean "sales"?).\nUse ${domains}.\n`;
    assert.ok(stderr.endsWith(`found\n${refusal}`), stderr);
  });

  it("is not written while another run holds the stack's lock", async () => {
    const lock = project.path(".amorphic/state/.pulumi/locks/organization/amorphic/local/b4f0cbe6.json");
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(
      lock,
      JSON.stringify({ pid: process.pid, username: "jim", hostname: hostname(), timestamp: new Date() }),
    );
    const { code, stderr } = await importing(project, "--yes");
    rmSync(lock);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /\nThe stack local is locked:\n- b4f0cbe6: jim@.*; its process is running: wait for it\nNothing was done\.\n$/,
    );
    assert.deepEqual([existsSync(project.path("resources")), existsSync(project.path(".env.example"))], [false, false]);
  });

  it("is written and imported, and the plan is empty, though no secret is set", async () => {
    const { code, stdout, stderr } = await importing(project, "--yes");
    assert.equal(code, 0, stdout + stderr);
    assert.equal(
      lastLine(stdout),
      "Import: 61 to import (then 0 to update, 0 to replace), 0 not found, 0 unclear, 0 already managed",
    );
    const goOn = "if this is interrupted, `bin/amorphic-cicd import --stack local --match` continues from here";
    assert.ok(stderr.includes(`\n61 definitions written; ${goOn}\n`), stderr);
    const plan = await project.plan();
    const [last, ...others] = plan.stdout.trim().split("\n").reverse();
    assert.equal(last, "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 61 unchanged");
    const unread = others.filter((line) => line !== "");
    assert.equal(unread.length, 7);
    for (const line of unread) assert.match(line, /^Not compared: a secret of r\w+ \([A-Z0-9_]+ is not set here\)$/);
    assert.deepEqual(
      project.simulator.log.filter(({ method }) => method !== "GET"),
      [],
    );
  });

  it("has neither its secrets nor its ids in the files", () => {
    written = filesIn(project, "resources");
    const text = JSON.stringify([written, readFileSync(project.path(".env.example"), "utf8")]);
    for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret), secret);
    assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/);
    const variables = readFileSync(project.path(".env.example"), "utf8").match(/^\w+=.*$/gm) ?? [];
    assert.deepEqual(
      variables.sort(),
      Object.keys(SECRETS)
        .sort()
        .map((name) => `${name}=`),
    );
  });

  it("has references to a job's datasets, libraries and parameters, and says who has access", () => {
    const [, text = ""] = written.find(([path]) => path === "jobs/daily_revenue/daily_revenue.json") ?? [];
    const job = JSON.parse(Buffer.from(text, "latin1").toString()) as { rJobDailyRevenue: JsonObject };
    const { Type, Artifacts, Share, Properties } = job.rJobDailyRevenue;
    assert.deepEqual(
      { Type, Artifacts, Share },
      {
        Type: "Job",
        Artifacts: { Script: "resources/jobs/daily_revenue/job 0.py" },
        Share: { Editor: { Tags: ["sales#readers"] } },
      },
    );
    const { DatasetAccess, ParameterAccess, SharedLibraries } = Properties as JsonObject;
    assert.deepEqual(DatasetAccess, {
      Owner: [],
      ReadOnly: [
        {
          DatasetId: { "!DependsOn": "rDatasetSalesFacts0.DatasetId" },
          DatasetName: { "!DependsOn": "rDatasetSalesFacts0.DatasetName" },
        },
      ],
    });
    assert.deepEqual(ParameterAccess, [
      "SYSTEM.API.URL",
      { "!DependsOn": "rParameterCurrencies.ParameterKey" },
      { "!DependsOn": "rParameterErpUrl.ParameterKey" },
    ]);
    assert.deepEqual(SharedLibraries, [
      { "!DependsOn": "rSharedLibrariesEmpty.LibraryId" },
      { "!DependsOn": "rSharedLibrariesFinance.LibraryId" },
      { "!DependsOn": "rSharedLibraries計算.LibraryId" },
    ]);
  });

  it("is left alone by a second import, as everything has a definition", async () => {
    const again = await importing(project, "--yes");
    assert.equal(
      lastLine(again.stdout),
      "Write: 0 definitions, 0 files, 0 variables; 61 already defined, 2 left out, 0 incomplete, 0 unclear",
    );
    assert.match(again.stderr, /^reading 0 objects in full\nnothing to write\n$/m);
    assert.equal(again.code, 0);
    const none = await importing(project, "--name", "none*");
    assert.equal(lastLine(none.stderr), "nothing to write: there is no such object in local");
    assert.deepEqual(filesIn(project, "resources"), written);
  });

  it("is reported as not imported if definitions exist that are not in the state", async () => {
    const state = project.path(".amorphic/state/.pulumi/stacks/amorphic/local.json");
    const recorded = readFileSync(state, "utf8");
    const { version, checkpoint } = JSON.parse(recorded) as { version: number; checkpoint: Checkpoint };
    const { resources } = checkpoint.latest;
    const others = resources.filter(({ urn }) => !urn.includes(":Dataset::rDatasetSales"));
    const latest = { ...checkpoint.latest, resources: others };
    writeFileSync(state, JSON.stringify({ version, checkpoint: { ...checkpoint, latest } }));
    const { code, stdout, stderr } = await importing(project, "--domain", "sales", "--yes");
    const json = await importing(project, "--domain", "sales", "--dry-run", "--json");
    writeFileSync(state, recorded);
    const defined = "0 definitions, 0 files, 0 variables; 6 already defined";
    assert.equal(stdout, `Write: ${defined}, 0 left out, 0 incomplete, 0 unclear\n`);
    const goOn = "`bin/amorphic-cicd import --stack local --match` continues from here";
    const told = `already defined, but not imported: ${String(resources.length - others.length)} objects; ${goOn}`;
    assert.ok(stderr.endsWith(`\n${told}\nnothing to write\n`), stderr);
    const report = JSON.parse(json.stdout) as { defined: number; notTakenOver: number };
    assert.deepEqual([report.defined, report.notTakenOver], [6, 4]);
    assert.deepEqual([code, json.code], [1, 1]);
  });

  it("is created again by deploying the definitions to an empty environment", async () => {
    cpSync(project.path("resources"), copy.path("resources"), { recursive: true });
    copy.environment = { ...SECRETS };
    await copy.deploy();
    await makeSystem(copy.simulator);
    assert.equal(
      lastLine((await copy.plan()).stdout),
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 61 unchanged",
    );
    const [there, here] = [contentOf(copy.simulator), contentOf(project.simulator)].map(
      (content) => content as JsonObject,
    );
    // Except for the file that no definition can have.
    const { "jobs sales": job, ...others } = here ?? {};
    assert.deepEqual(there, { ...others, "jobs sales": { ...(job as JsonObject), files: {} } });
  });
});
