import { UserError } from "../../providers/errors";
import { locksOf } from "../locks/locks";
import { noStack } from "../shared/missing-stack";
import type { Stack } from "../shared/stack";
import type { Checkpoint } from "./checkpoint";
import { compare, isSame } from "./compare";
import { openState, type Run } from "./history";
import { inspect } from "./integrity";
import { lastGood } from "./latest";
import { differencesText, listed, timeText } from "./text";

/**
 * Checks the state before anything builds on it. It must be sound and match what the last run recorded: Pulumi copies the
 * state into the history at the end of every run, manual ones included.
 * @throws UserError if there is no such stack, or its state is gone, damaged, or was edited outside a run
 */
export async function checkState(stack: Stack): Promise<void> {
  const state = openState(stack);
  await state.backend.mend(await state.path());
  const [stored, [last]] = await Promise.all([state.current(), state.runs(1)]);
  if (!stored) {
    throw last ? refused(stack, `is gone, though a run recorded one at ${timeText(last.ended)}`) : noStack(stack);
  }
  const { checkpoint, problems } = inspect(stored.bytes, state.name);
  if (!checkpoint || problems.length > 0) {
    throw refused(stack, `cannot be used: ${state.backend.where(await state.path())}\n${listed(problems)}`);
  }
  const copy = last && (await state.recorded(last));
  if (!copy || Buffer.compare(copy.bytes, stored.bytes) === 0) return;
  const recorded = inspect(copy.bytes, state.name);
  if (!recorded.checkpoint || recorded.problems.length > 0) return;
  const differences = compare(recorded.checkpoint, checkpoint);
  if (isSame(differences)) return;
  if (!(timeOf(checkpoint) > timeOf(recorded.checkpoint)))
    throw edited(stack, last, differencesText(differences, { added: "was added", removed: "was removed" }));
  // A run in progress has not recorded it yet.
  if ((await locksOf(stack).list()).length > 0) return;
  process.stderr.write(
    `The state of ${stack.name} is newer than the last recorded run (${timeText(last.ended)}): a run was interrupted.\n`,
  );
}

/**
 * The engine updates it on every write; `pulumi state` and editors do not, and `pulumi stack import` of an earlier export
 * sets it back. NaN if there is none.
 */
const timeOf = ({ latest }: Checkpoint): number => Date.parse(latest?.manifest.time ?? "");

const refused = ({ name }: Stack, what: string): UserError =>
  new UserError(`The state of ${name} ${what}\nNothing was done. ${lastGood(name)}`);

const edited = ({ name }: Stack, { ended, kind }: Run, differences: string): UserError =>
  new UserError(
    `The state of ${name} was edited since the last run (${kind}, ${timeText(ended)}): by \`pulumi state\`, ` +
      `\`pulumi stack import\` or an editor.\n${differences}\nNothing was done. If that was intended, \`pulumi refresh --stack ` +
      `${name}\` records it. If not, \`amorphic-cicd state restore --stack ${name}\` restores the recorded state.`,
  );
