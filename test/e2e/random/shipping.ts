import assert from "node:assert/strict";
import type { Report } from "../../../commands/plan/report";
import type { FaultRule } from "../../../simulator/faults";
import { killedDeployment, VICTIMS } from "../killing";
import type { Project, Told } from "../project";
import { refusedBlock } from "./broken";
import type { Foreign } from "./by-hand";
import * as checks from "./checks";
import type { Dice } from "./dice";
import { expect, type Expected, type Settled } from "./expected";
import { anyFault } from "./faults";
import { assertDoneAsPlanned, assertLess } from "./plan-checks";
import { Workplace, doomedBy } from "./workplace";
import type { World } from "./world";

/** Deployments, and what goes wrong with them: the platform's faults, what it refuses, and processes that are killed. */
export class Shipping extends Workplace {
  protected settled = new Map<string, Settled>();
  protected readonly foreign: Foreign = new Map();
  /** The definitions that were deployed last. */
  protected shipped?: World;

  protected constructor(
    project: Project,
    protected readonly dice: Dice,
  ) {
    super(project);
  }

  /** Deploys what was planned, until it is done. */
  protected async ship(report: Report, expected: ReadonlyMap<string, Expected>): Promise<void> {
    const { dice, project } = this;
    const { simulator } = project;
    const before = simulator.snapshot();
    const mayGo = new Set(
      report.changes.flatMap(({ operation, id }) => (["delete", "replace"].includes(operation) ? [id ?? ""] : [])),
    );
    simulator.clearLog();
    const isBad = dice.chance(0.7);
    const fault = isBad && dice.chance(0.5) ? anyFault(dice) : undefined;
    const refused = isBad && !fault && dice.chance(0.25) ? refusedBlock(this.world, dice) : undefined;
    if (fault) this.#strike(fault);
    if (refused) {
      this.tell(`refused block ${JSON.stringify(refused)}`);
      const with_ = this.world.copy();
      with_.blocks.push(refused);
      // What is created before the platform refuses is protected, too.
      this.allow = JSON.stringify([...(JSON.parse(this.allow) as string[]), refused.id]);
      this.write(with_.written());
    }
    const isKilled = isBad && !fault && !refused && report.changes.length > 0;
    const snapshots = [before];
    const state = this.#state();
    let isForgotten = isKilled;
    for (let again = isKilled; again; again = dice.chance(0.3)) {
      isForgotten = await this.#kill(report, state);
      snapshots.push(simulator.snapshot());
    }
    if (isForgotten && dice.chance(0.4)) await this.#thinkAgain(report, expected);
    const deploy = () => this.#deploy(report, refused ? 1 : 0);
    let told = await deploy();
    if (refused) assert.equal(told.code, 1, "what the platform refuses is an error");
    const isFaulted = isKilled || simulator.log.some((entry) => entry.faults !== undefined) || told.code !== 0;
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
    // What a killed run has created is kept, too.
    for (const snapshot of snapshots) checks.assertNothingLost(snapshot, simulator.store, mayGo);
    checks.assertForeignUntouched(simulator.store, this.foreign);
    this.settled = checks.assertLive(this.world, simulator.store, this.foreign, expected);
    this.shipped = this.world.copy();
    if (!isFaulted) assertDoneAsPlanned(report, simulator.log, before, expected);
    if (isFaulted || dice.chance(0.3)) await this.planNothing();
  }

  #state(): string {
    return JSON.stringify(this.project.checkpoint());
  }

  #deploy(report: Report, more: number): Promise<Told> {
    return this.project.cli("deploy", "--stack", "local", ...mayDelete(report, more));
  }

  #strike(fault: FaultRule): void {
    this.project.simulator.faults.add(fault);
    this.tell(`fault ${JSON.stringify({ ...fault, match: { ...fault.match, path: String(fault.match?.path) } })}`);
  }

  /**
   * Starts the deployment, and kills it in the middle. If its provider is gone, the next plan is what is left of this one.
   * @param state as it was before
   * @returns whether its provider is gone, and the state knows nothing of what was done
   */
  async #kill(report: Report, state: string): Promise<boolean> {
    const { dice, project } = this;
    const { simulator } = project;
    const victim = dice.pick(VICTIMS);
    const count = 1 + dice.below(2 * report.changes.length);
    simulator.clearLog();
    simulator.settings.latency = 10 + dice.below(60);
    const isTime = () => checks.writes(simulator.log).length >= count;
    await killedDeployment(project, isTime, victim, mayDelete(report));
    // Answered after all that was asked before.
    await fetch(simulator.url);
    simulator.settings.latency = 0;
    this.tell(`killed: ${victim} after ${count} writes\n${checks.writes(simulator.log).join("\n")}`);
    // A provider that lives on may still be sending.
    if (victim === "CLI" || victim === "command") return false;
    checks.settleDeletions(simulator.store);
    const isForgotten = this.#state() === state;
    if (dice.chance(0.5)) {
      const rest = isForgotten ? expect(this.world, this.settled, simulator.store) : undefined;
      assertLess(await this.plan(rest), report);
    }
    return isForgotten;
  }

  /**
   * After a killed run the author deploys the earlier definitions. What that run created for blocks that are gone then
   * is reported, and the author restores them.
   */
  async #thinkAgain(report: Report, expected: ReadonlyMap<string, Expected>): Promise<void> {
    const { world, shipped, project } = this;
    const made = [...expected].filter(([, { operation }]) => operation === "create");
    const isRenamed = made.some(([, { wanted }]) => wanted.written.RenamedFrom);
    // What was created again under its name cannot become what it was.
    if (!shipped || isRenamed || report.counts.replace > 0) return;
    const strays = made.filter(
      ([name, { wanted }]) => !shipped.get(name) && checks.isThere(wanted, project.simulator.store),
    );
    this.world = Object.assign(shipped.copy(), { secrets: { ...shipped.secrets, ...world.secrets } });
    this.write();
    const told = await this.#deploy(report, 0);
    this.tell(`as it was before: ${told.stdout}${told.stderr}`);
    this.look(told);
    for (const [name] of strays) {
      assert.match(
        told.stderr,
        new RegExp(`^error: .* created by a run that was killed.* Restore the block ${name} `, "m"),
      );
    }
    assert.equal(told.code, strays.length > 0 ? 1 : 0);
    this.world = world;
    this.write();
  }
}

const mayDelete = (report: Report, more = 0): string[] => ["--allow-deletes", String(doomedBy(report) + more)];
