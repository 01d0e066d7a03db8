import { Command, InvalidArgumentError } from "commander";
import { visible, visibleLines } from "../../providers/visible";
import { lockedText } from "../locks/locked";
import { releaseDead } from "../locks/locks";
import { withBuildNote } from "../locks/build-note";
import { printPlan } from "../plan/output";
import { prepare } from "../plan/prepare";
import { labelOf, outlineOf, planLine, type Plan } from "../plan/model";
import { configOf } from "../plan/platform";
import type { Report } from "../plan/report";
import { shortList } from "../plan/words";
import { openStack, type Stack } from "../shared/stack";
import { checkState } from "../state/guard";
import { deployMessage } from "../state/message";
import { deviation } from "./approved";
import { reasonsAgainst } from "./guard";
import { readApproved } from "./read-approved";
import { checkSecrets } from "./secrets";
import { stateVersion, summaryText } from "./summary";
import { checkToken } from "./token";
import { up } from "./up";

interface Options {
  readonly stack: string;
  readonly approved?: string;
  readonly allowDeletes?: number;
}

/** `amorphic-cicd deploy`. */
export function deployCommand(): Command {
  return new Command("deploy")
    .description("Make the platform match the definitions, resuming what a killed run left behind")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--approved <file>", "deploy only the changes in this plan, written by `plan --json`")
    .option("--allow-deletes <n>", "let this run delete or replace up to n resources", wholeNumber)
    .action(async ({ stack: name, approved: file, allowDeletes }: Options) => {
      const stack = await openStack(name);
      const approved = file === undefined ? undefined : readApproved(file, stack);
      process.exitCode = await withBuildNote(stack, () => deploy(stack, { approved, allowDeletes }));
    });
}

interface Conditions {
  /** The only plan that may be deployed; without one, anything that passes the guard. */
  readonly approved?: Report | undefined;
  /** Limit on deletes and replacements, instead of the stack's. */
  readonly allowDeletes?: number | undefined;
  /** URNs of the only resources to deploy; all if empty. */
  readonly targets?: readonly string[];
  /** Further reasons not to deploy a plan. */
  readonly refuse?: (plan: Plan) => readonly string[];
}

/**
 * Plans against what is live, shows and checks the plan, deploys it without prompting, and verifies the result. First
 * releases the locks of dead runs, and stops if any other lock is held; finally clears what a killed run left pending.
 * @returns the exit code: 0 done, 1 something failed or was refused
 */
export async function deploy(stack: Stack, conditions: Conditions = {}): Promise<number> {
  const began = Date.now();
  const { targets = [] } = conditions;
  const locks = await releaseDead(stack);
  for (const { lock, owner, released } of locks) {
    if (released) tell(`released the lock ${visible(lock.id)} of a run that was killed: ${owner.why}`);
  }
  const held = locks.filter(({ released }) => !released);
  if (held.length > 0) {
    tell(`${lockedText(stack, held)}\nNothing was deployed.`);
    return 1;
  }
  await checkState(stack);
  const deciding = decide(stack, conditions);
  // Loaded while Pulumi works.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { afterwards } = require("./afterwards") as typeof import("./afterwards");
  const decided = await deciding;
  if (!decided) {
    tell("Nothing was deployed.");
    return 1;
  }
  const { plan, redact, isStale } = decided;
  const config = configOf(decided.config);
  await checkToken(stack, plan, config);
  checkSecrets(decided.unset);
  const message = deployMessage(stack.environment, planLine(plan));
  const running = up(stack, { message, plan, redact, targets, refresh: isStale });
  const lookAfter = afterwards(stack, withEarlier(plan, conditions.approved), config);
  const { ok, errors, ...ended } = await running;
  for (const error of errors) tell(`error: ${visibleLines(error)}`);

  const problems = ok ? await lookAfter() : [];
  for (const problem of problems) tell(`error: ${visibleLines(redact(problem))}`);
  process.stdout.write(summaryText(stack.name, plan, { ok, ...ended, milliseconds: Date.now() - began }));
  const version = await stateVersion(stack, new Date(began));
  if (version !== undefined) process.stdout.write(`State version: ${visible(version)}\n`);
  return ok && problems.length === 0 ? 0 : 1;
}

/** Verifies also what an earlier run of the same approved plan changed, as it may have failed just there. */
function withEarlier(plan: Plan, approved: Report | undefined): Plan {
  if (!approved) return plan;
  const names = new Set(plan.changes.map(labelOf));
  const earlier = approved.changes.filter((change) => !names.has(labelOf(change)));
  return { ...plan, changes: [...plan.changes, ...earlier] };
}

/**
 * Makes the plan and shows it.
 * @returns its outline, and whether the state differs from what is live; undefined if it must not be deployed
 */
async function decide(stack: Stack, conditions: Conditions) {
  const { targets = [] } = conditions;
  const { plan, config, redact, isStale, unset } = await prepare(stack, { refresh: true, targets });
  // `mayGo` prints the refusals, with those that the plan alone does not know.
  printPlan({ ...plan, refused: [] }, stack.name);
  if (plan.errors.length > 0 || !mayGo(plan, conditions)) return undefined;
  return { plan: outlineOf(plan), config, redact, isStale, unset: unset() };
}

/** Prints all reasons against the plan. */
function mayGo(plan: Plan, { approved, allowDeletes, refuse = () => [] }: Conditions): boolean {
  const { refused, told, done } = approved ? deviation(approved, plan) : { refused: [], told: [], done: [] };
  if (done.length > 0) tell(`approved, but already done or no longer needed: ${visible(shortList(done))}`);
  const reasons = [...reasonsAgainst(plan, allowDeletes), ...refuse(plan)];
  const goes = reasons.length + refused.length === 0;
  if (goes) for (const line of told) tell(`not part of what was approved, but done anyway: ${visible(line)}`);
  for (const reason of reasons) tell(`refused: ${visible(reason)}`);
  if (refused.length > 0) {
    tell("refused: this is not what was approved. Have a new plan approved, or revert what differs:");
    for (const line of refused) tell(`  ${visible(line)}`);
  }
  return goes;
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
