import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { didYouMean } from "../../providers/nearest";
import { quote } from "../../providers/visible";
import { openStack, type Stack } from "../shared/stack";
import { requireStack } from "../state/require-stack";
import { examine, releaseDead, type ExaminedLock } from "./locks";
import { lockLine, lockRecord } from "./text";

interface Flags {
  readonly stack: string;
  readonly release?: true;
  readonly force?: string;
  readonly json?: true;
}

/** `amorphic-cicd locks`. */
export function locksCommand(): Command {
  return new Command("locks")
    .description("Show who holds the stack's lock; release it if that run is dead")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--release", "release locks whose owner is dead, and no others")
    .option("--force <id>", "release the lock with this id, whoever holds it")
    .option("--json", "print an array of objects instead of lines")
    .action(async ({ stack: name, release, force, json }: Flags) => {
      if (release && force !== undefined) throw new UserError("Use --release or --force, not both.");
      const stack = await openStack(name);
      const found = await (force !== undefined
        ? examine(stack, { release: ({ id }) => id === force })
        : release
          ? releaseDead(stack)
          : examine(stack));
      if (found.length === 0) await requireStack(stack);
      if (force !== undefined) checkForced(stack, force, found);
      const now = new Date();
      if (json) console.log(JSON.stringify(found.map((one) => lockRecord(one, now))));
      else console.log(found.map((one) => lockLine(one, now)).join("\n") || "no locks");
      if (release && found.some(({ released }) => !released)) process.exitCode = 1;
    });
}

/** @throws UserError if there is no such lock */
function checkForced(stack: Stack, id: string, found: readonly ExaminedLock[]): void {
  const forced = found.find(({ released }) => released);
  if (!forced) {
    const ids = found.map(({ lock }) => lock.id);
    const all = ids.length > 0 ? `The locks are: ${ids.map(quote).join(", ")}.` : "There are no locks.";
    throw new UserError(`The stack ${stack.name} has no lock with the id ${quote(id)}${didYouMean(id, ids)}. ${all}`);
  }
  if (forced.owner.state === "alive") {
    process.stderr.write(
      `${forced.owner.why}, and does not know that its lock is gone: stop it before you start another\n`,
    );
  }
}
