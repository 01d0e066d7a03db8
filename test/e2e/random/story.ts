import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import type { Report } from "../../../commands/plan/report";
import type { FaultRule } from "../../../simulator/faults";
import { lastLine, Project, type Told } from "../project";
import { somethingByHand, type Foreign } from "./by-hand";
import * as checks from "./checks";
import { Dice } from "./dice";
import { anyMistake, refusedBlock } from "./broken";
import { anyEdit } from "./edits";
import { expect, type Expected, type Settled } from "./expected";
import { anyFault } from "./faults";
import { KINDS } from "./kinds";
import { World } from "./world";

/** A project that lives through random edits, changes by hand and faults, and is looked at after each step. */
export class Story {
  readonly #dice: Dice;
  readonly #secrets = new Set<string>();
  readonly #leaked = new Set<string>();
  readonly #foreign: Foreign = new Map();
  /** What was done, for whoever has to find out why it went wrong. */
  readonly #told: string[] = [];
  #world = new World();
  #settled = new Map<string, Settled>();
  #allow = "[]";
  #import = "[]";
  /** As the definitions were once, for those who go back to that. */
  readonly #past: World[] = [];

  private constructor(
    readonly seed: number,
    readonly project: Project,
  ) {
    this.#dice = new Dice(seed);
  }

  static async live(seed: number, steps: number): Promise<void> {
    const project = await Project.make();
    const story = new Story(seed, project);
    try {
      story.#begin();
      for (let step = 0; step <= steps; step++) await story.#step(step);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed}: ${what}\n\n${story.#told.join("\n")}`, { cause: error });
    } finally {
      if (process.env["RANDOM_KEEP"] === undefined) await project.remove();
      else console.log(project.directory);
    }
  }

  #begin(): void {
    const dice = this.#dice;
    const { settings } = this.project.simulator;
    for (const key of [
      "omitEmpty",
      "numbersAsStrings",
      "summaryLists",
      "maskUsernames",
      "slowDelete",
      "errorsWithStatus200",
    ] as const) {
      settings[key] = dice.chance(0.25);
      if (settings[key]) this.#tell(`setting ${key}`);
    }
    this.#world.add("Domain", dice);
    for (const kind of ["Tag", "Datasource", "Dataset", "SharedLibraries", "Job", "Dataset"] as const)
      this.#world.add(kind, dice);
    for (let more = dice.below(5); more > 0; more--) anyEdit(this.#world, dice);
    this.#world.blocks.forEach((block) => delete block.RenamedFrom);
  }

  #tell(line: string): void {
    this.#told.push(line);
    if (process.env["RANDOM_VERBOSE"] !== undefined) console.log(line);
  }

  /** Something changes, and is planned and deployed: at once, after a refusal, or after a fault. */
  async #step(step: number): Promise<void> {
    const dice = this.#dice;
    const { simulator } = this.project;
    const before = this.#world.copy();
    this.#tell(`--- step ${step}`);
    if (step > 0) {
      if (dice.chance(0.15)) {
        const { what, files, told } = anyMistake(this.#world, dice);
        await this.#refused(what, files, told);
      }
      if (dice.chance(0.1)) await this.#takeOver();
      if (dice.chance(0.08)) this.#goBack();
      for (let more = dice.below(4); more > 0; more--) this.#tell(anyEdit(this.#world, dice));
      for (let more = dice.below(3); more > 0; more--) {
        const done = await somethingByHand(
          simulator,
          { world: this.#world, settled: this.#settled, foreign: this.#foreign, leaked: this.#leaked },
          dice,
        );
        if (done !== undefined) this.#tell(done);
      }
    }
    this.#allow = "[]";
    this.#write();
    const expected = expect(this.#world, this.#settled, simulator.store);
    if (checks.hasConflict(expected, simulator.store)) {
      await this.#refused("a name that another object has", this.#world.written(), /^error: .* cannot be made anew: /m);
      this.#takeBack(before);
      return;
    }
    const report = await this.#plan(expected);
    const doomed = report.counts.delete + report.counts.replace;
    const isRefused = await this.#refusal(report, doomed);
    if (isRefused && (this.#isRenamed(report) || dice.chance(0.3))) {
      this.#takeBack(before);
      return;
    }
    const fault = dice.chance(0.4) ? anyFault(dice) : undefined;
    await this.#deploy(report, expected, fault, doomed);
    this.#past.push(this.#world.copy());
  }

  #takeBack(before: World): void {
    this.#tell("taken back");
    const { fresh, secrets } = this.#world;
    this.#world = Object.assign(before, { fresh, secrets: { ...secrets, ...before.secrets } });
  }

  /** What is wrong is told before anything is sent, by plan and deployment alike. */
  async #refused(what: string, files: Readonly<Record<string, string>>, words: RegExp): Promise<void> {
    const { project } = this;
    this.#tell(`mistake: ${what}`);
    this.#write(files);
    project.simulator.clearLog();
    for (const command of ["plan", "deploy"]) {
      const told = await project.cli(command, "--stack", "local");
      this.#tell(told.stderr);
      this.#look(told);
      assert.equal(told.code, 1);
      assert.match(told.stdout + told.stderr, words);
    }
    assert.deepEqual(checks.writes(project.simulator.log), [], "a mistake changes nothing");
  }

  /** A block for what somebody else made is refused, until the stack's file says that it is to be taken over. */
  async #takeOver(): Promise<void> {
    const { project } = this;
    const [[place, stored] = []] = [...this.#foreign];
    if (place === undefined || !stored) return;
    const { TagKey, TagValue } = stored.properties;
    const [id, Properties] = [`rTaken${++this.#world.fresh}`, { TagKey, TagValue }];
    this.#world.blocks.push({ id, Type: "Tag", Properties, files: [], file: "resources/taken.json" });
    this.#tell(`take over ${place} as ${id}`);
    this.#write();
    const told = await project.cli("deploy", "--stack", "local");
    this.#tell(told.stderr);
    this.#look(told);
    assert.equal(told.code, 1);
    assert.match(told.stderr, /^error: Tag .* cannot be created: .*amorphic:import/m);
    checks.assertForeignUntouched(project.simulator.store, this.#foreign);
    this.#import = JSON.stringify([id]);
    this.#write();
    await project.deploy();
    this.#import = "[]";
    this.#foreign.delete(place);
    const expected = expect(this.#world, this.#settled, project.simulator.store);
    this.#settled = checks.assertLive(this.#world, project.simulator.store, this.#foreign, expected);
    await this.#planNothing();
  }

  /** The definitions are again as they were once; what secrets are since, they are still. */
  #goBack(): void {
    const past = this.#dice.any(this.#past);
    if (!past) return;
    this.#tell("go back to an earlier commit");
    const { fresh, secrets } = this.#world;
    this.#world = Object.assign(past.copy(), { fresh, secrets });
  }

  #write(files = this.#world.written()): void {
    const { project } = this;
    rmSync(project.path("resources"), { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) project.write(path, text);
    const stack = readFileSync("Pulumi.local.yaml", "utf8");
    const lists = `amorphic:allow: ${this.#allow}\n  amorphic:import: ${this.#import}`;
    const settings = `amorphic:protect: [Domain, Dataset, Datasource]\n  ${lists}`;
    project.write("Pulumi.local.yaml", stack.replace("amorphic:protect: []", settings));
    project.environment = { ...this.#world.secrets };
    Object.values(this.#world.secrets).forEach((secret) => this.#secrets.add(secret));
  }

  /** Plans, which sends nothing but questions. */
  async #plan(expected: ReadonlyMap<string, Expected>): Promise<Report> {
    const { project } = this;
    project.simulator.clearLog();
    const told = await project.cli("plan", "--stack", "local", "--json", "plan.json", "--markdown", "plan.md");
    this.#tell(told.stdout + told.stderr);
    assert.deepEqual(checks.writes(project.simulator.log), [], "a plan changes nothing");
    this.#look(told);
    const report = JSON.parse(readFileSync(project.path("plan.json"), "utf8")) as Report;
    checks.assertPlanIsRight(report, expected);
    const blocked = report.changes.filter((change) => change.blocked).map(({ logicalId }) => logicalId);
    const doomed = report.changes.filter(
      ({ operation, type }) =>
        (operation === "delete" || operation === "replace") && KINDS[type as keyof typeof KINDS].isProtected,
    );
    assert.deepEqual(blocked, this.#allow === "[]" ? doomed.map(({ logicalId }) => logicalId) : []);
    assert.equal(told.code, blocked.length > 0 ? 1 : 0);
    return report;
  }

  /** If the guard must refuse the plan, sees that it does, and that nothing is sent; then allows what may be allowed. */
  async #refusal(report: Report, doomed: number): Promise<boolean> {
    const { project } = this;
    const { changes, unchanged, allow } = report;
    const managed = unchanged + changes.filter(({ operation }) => operation !== "create").length;
    const isTooMuch = doomed > 10 || (doomed > 5 && doomed * 2 > managed);
    if (allow === undefined && !isTooMuch && !this.#isRenamed(report)) return false;
    project.simulator.clearLog();
    const told = await project.cli("deploy", "--stack", "local");
    this.#tell(`refused: ${told.stderr}`);
    this.#look(told);
    assert.equal(told.code, 1);
    assert.match(told.stderr, /^refused: .*\n(?:.*\n)*Nothing was deployed\.$/m);
    assert.deepEqual(checks.writes(project.simulator.log), [], "a refused deployment changes nothing");
    this.#allow = allow?.replace(/^amorphic:allow: /, "") ?? "[]";
    this.#write();
    return true;
  }

  /** Whether something is deleted and made anew under its name, which the guard takes for a rename. */
  #isRenamed({ changes }: Report): boolean {
    const named = (wanted: string) =>
      changes.filter(({ operation }) => operation === wanted).map(({ type, name }) => `${type} ${name.toLowerCase()}`);
    return named("delete").some((name) => named("create").includes(name));
  }

  async #deploy(report: Report, expected: ReadonlyMap<string, Expected>, fault: FaultRule | undefined, doomed: number) {
    const { project } = this;
    const { simulator } = project;
    const before = simulator.snapshot();
    const mayGo = new Set(
      report.changes.flatMap((change) => (["delete", "replace"].includes(change.operation) ? [change.id ?? ""] : [])),
    );
    simulator.clearLog();
    if (fault) {
      simulator.faults.add(fault);
      this.#tell(`fault ${JSON.stringify({ ...fault, match: { ...fault.match, path: String(fault.match?.path) } })}`);
    }
    const refused = fault || this.#dice.chance(0.8) ? undefined : refusedBlock(this.#world, this.#dice);
    if (refused) {
      this.#tell(`refused block ${JSON.stringify(refused)}`);
      const with_ = this.#world.copy();
      with_.blocks.push(refused);
      // What is made before the platform refuses is protected, too.
      this.#allow = JSON.stringify([...(JSON.parse(this.#allow) as string[]), refused.id]);
      this.#write(with_.written());
    }
    const deploy = () =>
      project.cli("deploy", "--stack", "local", "--allow-deletes", String(doomed + (refused ? 1 : 0)));
    let told = await deploy();
    if (refused) assert.equal(told.code, 1, "what the platform refuses is an error");
    const isFaulted = simulator.log.some((entry) => entry.faults !== undefined) || told.code !== 0;
    for (let again = 0; told.code !== 0 && again < 3; again++) {
      this.#tell(`failed: ${told.stdout}${told.stderr}\n${checks.writes(simulator.log).join("\n")}`);
      assert.ok(fault ?? refused, "only a fault makes a deployment fail");
      this.#look(told);
      checks.assertNothingLost(before, simulator.store, mayGo);
      simulator.faults.clear();
      if (fault?.fault.kind === "expire-token") simulator.renewToken();
      project.announce();
      this.#write();
      told = await deploy();
    }
    simulator.faults.clear();
    this.#tell(`${told.stdout}${told.stderr}\n${checks.writes(simulator.log).join("\n")}`);
    this.#look(told);
    assert.equal(told.code, 0, "the deployment goes well");
    checks.assertNothingLost(before, simulator.store, mayGo);
    checks.assertForeignUntouched(simulator.store, this.#foreign);
    this.#settled = checks.assertLive(this.#world, simulator.store, this.#foreign, expected);
    if (!isFaulted) checks.assertDoneAsPlanned(report, simulator.log, before, expected);
    if (isFaulted || this.#dice.chance(0.3)) await this.#planNothing();
  }

  async #planNothing(): Promise<void> {
    const told = await this.project.plan();
    this.#look(told);
    const count = String(this.#world.blocks.length);
    const nothing = `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${count} unchanged`;
    assert.equal(lastLine(told.stdout), nothing, `nothing is left to be done, but ${told.stdout}`);
    assert.deepEqual(this.project.checkpoint().pending_operations ?? [], []);
    const drift = await this.project.cli("drift", "--stack", "local");
    assert.equal(drift.stdout, `Drift: 0 changed, 0 deleted, ${count} as they were\n`, "nothing drifted");
    this.#look(drift);
  }

  #look(told: Told): void {
    checks.assertToldWell(told);
    const inUse = new Set(this.#world.secretsInUse());
    // Nobody knows any more that a text on the platform was once a secret.
    const known = [...this.#secrets].filter((secret) => inUse.has(secret) || !this.#leaked.has(secret));
    checks.assertNoSecret(this.project, told, known, this.#leaked);
  }
}
