import assert from "node:assert/strict";
import type { Report } from "../../../commands/plan/report";
import type { FaultRule } from "../../../simulator/faults";
import { Project } from "../project";
import { somethingByHand, type Foreign } from "./by-hand";
import * as checks from "./checks";
import { Dice } from "./dice";
import { anyMistake, refusedBlock } from "./broken";
import { anyEdit } from "./edits";
import { expect, type Expected, type Settled } from "./expected";
import { anyFault } from "./faults";
import { Workplace } from "./workplace";
import type { World } from "./world";

/** A project that lives through random edits, changes by hand and faults, and is looked at after each step. */
export class Story extends Workplace {
  readonly #dice: Dice;
  readonly #foreign: Foreign = new Map();
  #settled = new Map<string, Settled>();
  /** As the definitions were once, for those who go back to that. */
  readonly #past: World[] = [];

  private constructor(seed: number, project: Project) {
    super(project);
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
      throw new Error(`seed ${seed}: ${what}\n\n${story.told.join("\n")}`, { cause: error });
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
      if (settings[key]) this.tell(`setting ${key}`);
    }
    this.world.add("Domain", dice);
    for (const kind of ["Tag", "Datasource", "Dataset", "SharedLibraries", "Job", "Dataset"] as const)
      this.world.add(kind, dice);
    for (let more = dice.below(5); more > 0; more--) anyEdit(this.world, dice);
    this.world.blocks.forEach((block) => delete block.RenamedFrom);
  }

  /** Something changes, and is planned and deployed: at once, after a refusal, or after a fault. */
  async #step(step: number): Promise<void> {
    const dice = this.#dice;
    const { simulator } = this.project;
    const before = this.world.copy();
    this.tell(`--- step ${step}`);
    if (step > 0) {
      if (dice.chance(0.15)) {
        const { what, files, told } = anyMistake(this.world, dice);
        await this.refused(what, files, told);
      }
      if (dice.chance(0.1)) await this.#takeOver();
      if (dice.chance(0.08)) this.#goBack();
      for (let more = dice.below(4); more > 0; more--) this.tell(anyEdit(this.world, dice));
      for (let more = dice.below(3); more > 0; more--) {
        const done = await somethingByHand(
          simulator,
          { world: this.world, settled: this.#settled, foreign: this.#foreign, leaked: this.leaked },
          dice,
        );
        if (done !== undefined) this.tell(done);
      }
    }
    this.allow = "[]";
    this.write();
    const expected = expect(this.world, this.#settled, simulator.store);
    if (checks.hasConflict(expected, simulator.store)) {
      await this.refused("a name that another object has", this.world.written(), /^error: .* cannot be made anew: /m);
      this.#takeBack(before);
      return;
    }
    const report = await this.plan(expected);
    const doomed = report.counts.delete + report.counts.replace;
    const isRefused = await this.#refusal(report, doomed);
    if (isRefused && (this.#isRenamed(report) || dice.chance(0.3))) {
      this.#takeBack(before);
      return;
    }
    const fault = dice.chance(0.4) ? anyFault(dice) : undefined;
    await this.#deploy(report, expected, fault, doomed);
    this.#past.push(this.world.copy());
  }

  #takeBack(before: World): void {
    this.tell("taken back");
    const { fresh, secrets } = this.world;
    this.world = Object.assign(before, { fresh, secrets: { ...secrets, ...before.secrets } });
  }

  /** A block for what somebody else made is refused, until the stack's file says that it is to be taken over. */
  async #takeOver(): Promise<void> {
    const { project } = this;
    const [[place, stored] = []] = [...this.#foreign];
    if (place === undefined || !stored) return;
    const { TagKey, TagValue } = stored.properties;
    const [id, Properties] = [`rTaken${++this.world.fresh}`, { TagKey, TagValue }];
    this.world.blocks.push({ id, Type: "Tag", Properties, files: [], file: "resources/taken.json" });
    this.tell(`take over ${place} as ${id}`);
    this.write();
    const told = await project.cli("deploy", "--stack", "local");
    this.tell(told.stderr);
    this.look(told);
    assert.equal(told.code, 1);
    assert.match(told.stderr, /^error: Tag .* cannot be created: .*amorphic:import/m);
    checks.assertForeignUntouched(project.simulator.store, this.#foreign);
    this.import = JSON.stringify([id]);
    this.write();
    await project.deploy();
    this.import = "[]";
    this.#foreign.delete(place);
    const expected = expect(this.world, this.#settled, project.simulator.store);
    this.#settled = checks.assertLive(this.world, project.simulator.store, this.#foreign, expected);
    await this.planNothing();
  }

  /** The definitions are again as they were once; what secrets are since, they are still. */
  #goBack(): void {
    const past = this.#dice.any(this.#past);
    if (!past) return;
    this.tell("go back to an earlier commit");
    const { fresh, secrets } = this.world;
    this.world = Object.assign(past.copy(), { fresh, secrets });
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
    this.tell(`refused: ${told.stderr}`);
    this.look(told);
    assert.equal(told.code, 1);
    assert.match(told.stderr, /^refused: .*\n(?:.*\n)*Nothing was deployed\.$/m);
    assert.deepEqual(checks.writes(project.simulator.log), [], "a refused deployment changes nothing");
    this.allow = allow?.replace(/^amorphic:allow: /, "") ?? "[]";
    this.write();
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
      this.tell(`fault ${JSON.stringify({ ...fault, match: { ...fault.match, path: String(fault.match?.path) } })}`);
    }
    const refused = fault || this.#dice.chance(0.8) ? undefined : refusedBlock(this.world, this.#dice);
    if (refused) {
      this.tell(`refused block ${JSON.stringify(refused)}`);
      const with_ = this.world.copy();
      with_.blocks.push(refused);
      // What is made before the platform refuses is protected, too.
      this.allow = JSON.stringify([...(JSON.parse(this.allow) as string[]), refused.id]);
      this.write(with_.written());
    }
    const deploy = () =>
      project.cli("deploy", "--stack", "local", "--allow-deletes", String(doomed + (refused ? 1 : 0)));
    let told = await deploy();
    if (refused) assert.equal(told.code, 1, "what the platform refuses is an error");
    const isFaulted = simulator.log.some((entry) => entry.faults !== undefined) || told.code !== 0;
    for (let again = 0; told.code !== 0 && again < 3; again++) {
      this.tell(`failed: ${told.stdout}${told.stderr}\n${checks.writes(simulator.log).join("\n")}`);
      assert.ok(fault ?? refused, "only a fault makes a deployment fail");
      this.look(told);
      checks.assertNothingLost(before, simulator.store, mayGo);
      simulator.faults.clear();
      if (fault?.fault.kind === "expire-token") simulator.renewToken();
      project.announce();
      this.write();
      told = await deploy();
    }
    simulator.faults.clear();
    this.tell(`${told.stdout}${told.stderr}\n${checks.writes(simulator.log).join("\n")}`);
    this.look(told);
    assert.equal(told.code, 0, "the deployment goes well");
    checks.assertNothingLost(before, simulator.store, mayGo);
    checks.assertForeignUntouched(simulator.store, this.#foreign);
    this.#settled = checks.assertLive(this.world, simulator.store, this.#foreign, expected);
    if (!isFaulted) checks.assertDoneAsPlanned(report, simulator.log, before, expected);
    if (isFaulted || this.#dice.chance(0.3)) await this.planNothing();
  }
}
