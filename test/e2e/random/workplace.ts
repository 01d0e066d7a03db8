import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import type { Report } from "../../../commands/plan/report";
import { lastLine, type Project, type Told } from "../project";
import * as checks from "./checks";
import type { Expected } from "./expected";
import type { Kind } from "./kind";
import { KINDS } from "./kinds";
import { assertPlanIsRight } from "./plan-checks";
import { World } from "./world";

/** The project of an author, and all that the command line says about it, which is checked at once. */
export class Workplace {
  protected world = new World();
  /** Lists in the stack's file. */
  protected allow = "[]";
  protected import = "[]";
  /** Every value that a secret ever had, and those that somebody wrote where all can read them. */
  protected readonly secrets = new Set<string>();
  protected readonly leaked = new Set<string>();
  /** What was done, for whoever has to find out why it went wrong. */
  protected readonly told: string[] = [];

  protected constructor(readonly project: Project) {}

  protected tell(line: string): void {
    this.told.push(line);
    if (process.env["RANDOM_VERBOSE"] !== undefined) console.log(line);
  }

  /** Mistakes are reported before anything is sent, by plan and deployment alike. */
  protected async refused(what: string, files: Readonly<Record<string, string>>, words: RegExp): Promise<void> {
    const { project } = this;
    this.tell(`mistake: ${what}`);
    this.write(files);
    project.simulator.clearLog();
    for (const command of ["plan", "deploy"]) {
      const told = await project.cli(command, "--stack", "local");
      this.tell(told.stderr);
      this.look(told);
      assert.equal(told.code, 1);
      assert.match(told.stdout + told.stderr, words);
    }
    assert.deepEqual(checks.writes(project.simulator.log), [], "a mistake changes nothing");
  }

  protected write(files = this.world.written()): void {
    const { project } = this;
    rmSync(project.path("resources"), { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) project.write(path, text);
    const stack = readFileSync("Pulumi.local.yaml", "utf8");
    const lists = `amorphic:allow: ${this.allow}\n  amorphic:import: ${this.import}`;
    const settings = `amorphic:protect: [Domain, Dataset, Datasource]\n  ${lists}`;
    project.write("Pulumi.local.yaml", stack.replace("amorphic:protect: []", settings));
    project.environment = { ...this.world.secrets };
    Object.values(this.world.secrets).forEach((secret) => this.secrets.add(secret));
  }

  /** Plans, which only reads. @param expected what the plan must say, if that is known */
  protected async plan(expected?: ReadonlyMap<string, Expected>): Promise<Report> {
    const { project } = this;
    project.simulator.clearLog();
    const told = await project.cli("plan", "--stack", "local", "--json", "plan.json", "--markdown", "plan.md");
    this.tell(told.stdout + told.stderr);
    assert.deepEqual(checks.writes(project.simulator.log), [], "a plan changes nothing");
    this.look(told);
    const report = JSON.parse(readFileSync(project.path("plan.json"), "utf8")) as Report;
    assert.deepEqual(report.errors, [], "the plan has no errors");
    if (expected) assertPlanIsRight(report, expected);
    const blocked = report.changes.filter((change) => change.blocked).map(({ logicalId }) => logicalId);
    const doomed = report.changes.filter(
      ({ operation, type }) => (operation === "delete" || operation === "replace") && KINDS[type as Kind].isProtected,
    );
    assert.deepEqual(blocked, this.allow === "[]" ? doomed.map(({ logicalId }) => logicalId) : []);
    assert.equal(report.refused.length > 0, this.#isObjectedTo(report), "the plan asks the guard");
    assert.equal(told.code, blocked.length + report.refused.length > 0 ? 1 : 0);
    return report;
  }

  protected async planNothing(): Promise<void> {
    const told = await this.project.plan();
    this.look(told);
    const count = String(this.world.blocks.length);
    const nothing = `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${count} unchanged`;
    assert.equal(lastLine(told.stdout), nothing, `nothing is left to be done, but ${told.stdout}`);
    assert.deepEqual(this.project.checkpoint().pending_operations ?? [], []);
    const drift = await this.project.cli("drift", "--stack", "local");
    assert.equal(drift.stdout, `Drift: 0 changed, 0 deleted, ${count} as they were\n`, "nothing drifted");
    this.look(drift);
  }

  /** If the guard must refuse the plan, checks that it does, and that nothing is sent; then allows what may be allowed. */
  protected async refusal(report: Report): Promise<boolean> {
    const { project } = this;
    const { allow } = report;
    if (allow === undefined && !this.#isObjectedTo(report)) return false;
    project.simulator.clearLog();
    const told = await project.cli("deploy", "--stack", "local");
    this.tell(`refused: ${told.stderr}`);
    this.look(told);
    assert.equal(told.code, 1);
    assert.match(told.stderr, /^refused: .*\n(?:.*\n)*Nothing was deployed\.$/m);
    assert.deepEqual(checks.writes(project.simulator.log), [], "a refused deployment changes nothing");
    this.allow = allow?.replace(/^amorphic:allow: /, "") ?? "[]";
    this.write();
    return true;
  }

  /** Whether the guard refuses it for a reason other than protection. */
  #isObjectedTo(report: Report): boolean {
    const { changes, unchanged } = report;
    const doomed = doomedBy(report);
    const managed = unchanged + changes.filter(({ operation }) => operation !== "create").length;
    return doomed > 10 || (doomed > 5 && doomed * 2 > managed) || this.isRenamed(report);
  }

  /** Whether something is deleted and created again under its name, which the guard takes for a rename. */
  protected isRenamed({ changes }: Report): boolean {
    const named = (wanted: string) =>
      changes.filter(({ operation }) => operation === wanted).map(({ type, name }) => `${type} ${name.toLowerCase()}`);
    return named("delete").some((name) => named("create").includes(name));
  }

  protected look(told: Told): void {
    checks.assertToldWell(told);
    const inUse = new Set(this.world.secretsInUse());
    // Nobody knows any more that a text on the platform was once a secret.
    const known = [...this.secrets].filter((secret) => inUse.has(secret) || !this.leaked.has(secret));
    checks.assertNoSecret(this.project, told, known, this.leaked);
  }
}

/** How many deletes and replacements a deployment does. */
export const doomedBy = ({ counts }: Report): number => counts.delete + counts.replace;
