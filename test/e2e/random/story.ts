import assert from "node:assert/strict";
import { Project } from "../project";
import { somethingByHand } from "./by-hand";
import * as checks from "./checks";
import { conflict } from "./conflicts";
import { Dice } from "./dice";
import { anyMistake } from "./broken";
import { anyEdit } from "./edits";
import { expect } from "./expected";
import { ALL_KINDS } from "./kinds";
import { Shipping } from "./shipping";
import type { World } from "./world";

/** A project that lives through random edits, changes by hand and faults, and is checked after each step. */
export class Story extends Shipping {
  /** Earlier definitions, for those who go back to them. */
  readonly #past: World[] = [];

  private constructor(seed: number, project: Project) {
    super(project, new Dice(seed));
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
    const dice = this.dice;
    const { settings } = this.project.simulator;
    for (const key of [
      "omitEmpty",
      "numbersAsStrings",
      "booleansAsStrings",
      "summaryLists",
      "maskUsernames",
      "slowDelete",
      "errorsWithStatus200",
    ] as const) {
      settings[key] = dice.chance(0.25);
      if (settings[key]) this.tell(`setting ${key}`);
    }
    const often = ["Domain", "Tag", "Datasource", "Dataset", "SharedLibraries", "Job"];
    for (const kind of ALL_KINDS) if (often.includes(kind) || dice.chance(0.6)) this.world.add(kind, dice);
    this.world.add("Dataset", dice);
    for (let more = dice.below(5); more > 0; more--) anyEdit(this.world, dice);
    this.world.blocks.forEach((block) => delete block.RenamedFrom);
  }

  /** Something changes, and is planned and deployed: at once, after a refusal, or after a fault. */
  async #step(step: number): Promise<void> {
    const dice = this.dice;
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
      for (let more = dice.below(6); more > 0; more--) this.tell(anyEdit(this.world, dice));
      for (let more = dice.below(3); more > 0; more--) {
        const done = await somethingByHand(
          simulator,
          { world: this.world, settled: this.settled, foreign: this.foreign, leaked: this.leaked },
          dice,
        );
        if (done !== undefined) this.tell(done);
      }
    }
    this.allow = "[]";
    this.write();
    const expected = expect(this.world, this.settled, simulator.store);
    const conflicting = conflict(expected, this.settled, simulator.store);
    if (conflicting !== undefined) {
      const words = /^error: .* cannot be replaced: /m;
      if (conflicting === "told") await this.refused("a name that another object has", this.world.written(), words);
      this.#takeBack(before);
      return;
    }
    const report = await this.plan(expected);
    const isRefused = await this.refusal(report);
    if (isRefused && (this.isRenamed(report) || dice.chance(0.3))) {
      this.#takeBack(before);
      return;
    }
    await this.ship(report, expected);
    this.#past.push(this.world.copy());
  }

  #takeBack(before: World): void {
    this.tell("taken back");
    const { fresh, secrets } = this.world;
    this.world = Object.assign(before, { fresh, secrets: { ...secrets, ...before.secrets } });
  }

  /** A block for what somebody else created is refused, until the stack's file lists it for import. */
  async #takeOver(): Promise<void> {
    const { project } = this;
    const [[place, stored] = []] = [...this.foreign];
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
    assert.match(told.stderr, /^refused: Tag .* cannot be created: .*amorphic:import/m);
    checks.assertForeignUntouched(project.simulator.store, this.foreign);
    this.import = JSON.stringify([id]);
    this.write();
    await project.deploy();
    this.import = "[]";
    this.foreign.delete(place);
    const expected = expect(this.world, this.settled, project.simulator.store);
    this.settled = checks.assertLive(this.world, project.simulator.store, this.foreign, expected);
    this.shipped = this.world.copy();
    await this.planNothing();
  }

  /** Goes back to earlier definitions; secrets keep their current values. */
  #goBack(): void {
    const past = this.dice.any(this.#past);
    if (!past) return;
    this.tell("go back to an earlier commit");
    const { fresh, secrets } = this.world;
    this.world = Object.assign(past.copy(), { fresh, secrets });
  }
}
