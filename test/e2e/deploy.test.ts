import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { ONE_CHECKPOINT } from "../../commands/shared/stack";
import type { Plan } from "../../commands/plan/model";
import { driftSchema } from "../../commands/drift/report";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { Project, lastLine } from "./project";

const JOB = "resources/jobs/daily_revenue/daily_revenue.json";
const ORDERS = "resources/datasets/orders/orders.json";
const TAGS = "resources/tags/tags.json";

/** One project through deployments that succeed and that fail: each step continues from the one before. */
describe("a deployment", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.useSample();
    project.edit(JOB, '"Type": "Job",', '"Type": "Job", "Smoke": { "Run": true, "Arguments": { "--day": "1" } },');
  });
  after(() => project.remove());

  const deploy = (...more: string[]) => project.cli("deploy", "--stack", "local", ...more);
  const drift = (...more: string[]) => project.cli("drift", "--stack", "local", ...more);
  const sent = () =>
    project.simulator.log.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
  const tags = () => project.simulator.store.all("tags").map(({ properties }) => properties["TagValue"]);
  const byHand = async (method: string, path: string, body?: object) => {
    const headers = { "Content-Type": "application/json" };
    const options = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    assert.equal((await fetch(`${project.simulator.url}/_simulator/objects/${path}?user=jane`, options)).status, 200);
  };

  it("does not start without a secret that it must send, though a plan works without it", async () => {
    project.environment = { SALES_DB_PASSWORD: "" };
    assert.equal((await project.plan()).code, 0);
    const { code, stderr } = await deploy();
    project.environment = {};
    assert.deepEqual([code, sent()], [2, []]);
    assert.match(
      stderr,
      /^Nothing was deployed: this run must send .*:\n {2}SALES_DB_PASSWORD: Datasource rSalesDatabase\nSet it where /m,
    );
  });

  it("does what was approved and nothing else, even if a secret was rotated since", async () => {
    await project.cli("plan", "--stack", "local", "--json", "plan.json");
    project.edit(TAGS, "May read", "May also read");
    const refused = await deploy("--approved", "plan.json");
    assert.deepEqual([refused.code, sent()], [1, []]);
    assert.match(
      refused.stderr,
      /^refused: this is not what was approved\. .*\n {2}\+ create Tag rSalesReaders: TagDescription has another value\nNothing was deployed\.$/m,
    );
    project.edit(TAGS, "May also read", "May read");
    project.environment = { SALES_DB_PASSWORD: "rotated-Pa55word/with+signs" };
    const fault = { kind: "fail-registration", message: "Glue is down" } as const;
    project.simulator.faults.add({ match: { path: "/datasets/" }, fault });
    const failed = await deploy("--approved", "plan.json");
    project.simulator.faults.clear();
    assert.match(lastLine(failed.stdout), /^Deployment of local failed: 4 of 7 changes done in /);
    const { code, stdout, stderr } = await deploy("--approved", "plan.json");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^approved, but already done or no longer needed: \+ create Datasource rSalesDatabase, .*$/m);
    assert.match(lastLine(stdout), /^Deployed local: 1 created, 2 updated, 0 replaced, 0 deleted, 4 unchanged, in /);
    assert.match(stderr, /^trying Job rDailyRevenue\nJob rDailyRevenue works$/m);
    assert.equal(sent().filter((call) => call.endsWith("/executions")).length, 1);
    assert.ok(!JSON.stringify(project.checkpoint()).includes("--day"), "how it is tried is no part of the job");
  });

  it("fails if the smoke test of a changed job fails, and runs that test again next time", async () => {
    project.edit(JOB, '"Run": true', '"Run": true, "Timeout": "1m"');
    project.edit(JOB, '"Description": "', '"Description": "New: ');
    const fault = { kind: "fail-run", message: "no such table" } as const;
    await project.cli("plan", "--stack", "local", "--json", "plan.json");
    project.simulator.faults.add({ match: { path: "/executions$" }, fault });
    const { code, stdout, stderr } = await deploy("--approved", "plan.json");
    project.simulator.faults.clear();
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: Job "daily_revenue" .* its run ended with JobRunState "FAILED": no such table\. Fix/m,
    );
    assert.match(lastLine(stdout), /^Deployed local: 0 created, 1 updated, /);
    const again = await deploy("--approved", "plan.json");
    assert.match(again.stderr, /^trying Job rDailyRevenue\nJob rDailyRevenue works$/m);
    assert.match(lastLine(again.stdout), /^Deployed local: 0 created, 0 updated, /);
  });

  it("is refused if a block was renamed without RenamedFrom, as the plan says already", async () => {
    project.edit(TAGS, '"rSalesReaders"', '"rReaders"');
    project.simulator.clearLog();
    const WHY = /Tag "sales\.readers" .* add "RenamedFrom": \["rSalesReaders"\] to rReaders, /;
    const plan = await project.cli("plan", "--stack", "local", "--json", "plan.json", "--export", "plan.env");
    assert.equal(plan.code, 1);
    assert.match(plan.stdout, new RegExp(`^A deployment would be refused: ${WHY.source}`, "m"));
    const { refused } = JSON.parse(readFileSync(project.path("plan.json"), "utf8")) as Plan;
    assert.deepEqual(
      refused.map(({ message, allowDeletes }) => [WHY.test(message), allowDeletes]),
      [[true, undefined]],
    );
    assert.match(readFileSync(project.path("plan.env"), "utf8"), /^export PLAN_BLOCKED='1'$/m);
    const { code, stdout, stderr } = await deploy();
    assert.deepEqual([code, sent()], [1, []]);
    assert.match(stderr, new RegExp(`^refused: ${WHY.source}`, "m"));
    assert.doesNotMatch(stdout, /refused/, "told once");
    project.edit(TAGS, '"rReaders"', '"rSalesReaders"');
  });

  it("reports what a killed run created for a block that is gone since, with advice that works", async () => {
    const block = { rGone: { Type: "Tag", Properties: { TagKey: "team", TagValue: "gone" } } };
    project.write("resources/gone.json", block);
    const { pulumi } = await ensureToolchain();
    const cli = spawn(pulumi, ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "local"], {
      cwd: project.directory,
      env: { ...(await project.pulumiEnvironment()), ...ONE_CHECKPOINT },
      stdio: "ignore",
    });
    const ended = once(cli, "exit");
    project.simulator.faults.add({ match: { method: "POST" }, fault: { kind: "latency", ms: 500, after: true } });
    while (!tags().includes("gone") && cli.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 3));
    cli.kill("SIGKILL");
    await ended;
    project.simulator.faults.clear();

    project.write("resources/gone.json", {});
    const told = await deploy();
    assert.equal(told.code, 1);
    assert.match(
      told.stderr,
      /^error: Tag "team\.gone" \(rGone\) was created by a run that was killed, .* Restore the block rGone.* remove Tag\/[0-9a-f]{64}\.json from the journal\.$/m,
    );
    project.write("resources/gone.json", block);
    await project.deploy();
    assert.deepEqual(tags().sort(), ["gone", "readers"]);
  });

  it("is not needed to see what was changed by hand, and by whom, nor to restore it", async () => {
    await byHand("PATCH", "domains/sales", { DisplayName: "By hand" });
    await byHand("DELETE", "tags/team%23gone");
    project.edit(ORDERS, "One row an order", "One row for each order");
    const { code, stdout } = await drift("--json", "drift.json", "--markdown", "drift.md");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^ {2}- deleted by hand: Tag rGone \(team\.gone\)\n {6}.*--fix.*\n {2}~ changed by hand: Domain rSalesDomain \(sales\), last modified by jane at 20.*\n {6}DisplayName: "Sales" -> "By hand"\n {6}.*--fix.*\n\nDrift: 1 changed, 1 deleted, 6 as they were\n$/,
    );
    const ajv = new Ajv();
    const report: unknown = JSON.parse(readFileSync(project.path("drift.json"), "utf8"));
    assert.ok(ajv.validate(driftSchema(), report), ajv.errorsText());
    assert.match(readFileSync(project.path("drift.md"), "utf8"), /^\*\*Drift: 1 changed, 1 deleted, /m);

    project.simulator.clearLog();
    const fixed = await drift("--fix");
    assert.equal(fixed.code, 0, fixed.stderr);
    assert.deepEqual(sent().sort(), ["POST /tags", "PUT /domains/sales"]);
    const again = await drift();
    assert.deepEqual([again.code, again.stdout], [0, "Drift: 0 changed, 0 deleted, 8 as they were\n"]);
    const left = await project.plan();
    assert.equal(lastLine(left.stdout), "Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 7 unchanged");
  });

  it("is compared file by file if asked: a script that somebody replaced is shown and restored", async () => {
    const { simulator } = project;
    const [job] = simulator.store.all("jobs");
    assert.ok(job);
    const { url, token, roleId } = simulator;
    const headers = { Authorization: token, role_id: roleId, "Content-Type": "application/json" };
    const body = JSON.stringify({ FileName: "daily_revenue.py" });
    const answer = await fetch(`${url}/jobs/${job.id}/script`, { method: "POST", headers, body });
    const { UploadLink } = (await answer.json()) as { UploadLink: string };
    await fetch(UploadLink, { method: "PUT", body: "print('by hand')" });

    assert.equal(lastLine((await drift()).stdout), "Drift: 0 changed, 0 deleted, 8 as they were");
    const { code, stdout } = await drift("--files");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^ {2}~ changed by hand: Job rDailyRevenue \(daily_revenue\), last modified by .*\n {6}Artifacts\.Script:\n {8}- "resources\/jobs\/daily_revenue\/daily_revenue\.py [0-9a-f]{8}"\n {8}\+ "resources\/jobs\/daily_revenue\/daily_revenue\.py [0-9a-f]{8}"\n {6}`drift --fix` restores it\n\nDrift: 1 changed, 0 deleted, 7 as they were\n$/,
    );

    simulator.clearLog();
    const fixed = await drift("--files", "--fix");
    assert.equal(fixed.code, 0, fixed.stderr);
    assert.deepEqual(
      sent().map((call) => call.replace(/sha256:\w+/, "…")),
      [`POST /jobs/${job.id}/script`, "PUT /_uploads/…/daily_revenue.py", `POST /jobs/${job.id}/executions`],
    );
    assert.deepEqual((await drift("--files")).stdout, "Drift: 0 changed, 0 deleted, 8 as they were\n");

    simulator.faults.add({
      match: { method: "GET", path: "/script$" },
      fault: { kind: "status", status: 403, body: { message: "no" } },
    });
    const blind = await drift("--files", "--json", "drift.json");
    simulator.faults.clear();
    const why = "GET /jobs/{id}/script returned no Script (HTTP 403).";
    assert.deepEqual(
      [blind.code, blind.stdout],
      [0, `Not compared: files (${why})\n\nDrift: 0 changed, 0 deleted, 8 as they were\n`],
    );
    const report = JSON.parse(readFileSync(project.path("drift.json"), "utf8")) as { notCompared: string[] };
    assert.deepEqual(report.notCompared, [why]);
  });
});
