import { Command } from "commander";
import { UserError } from "../providers/errors";
import { visible } from "../providers/nearest";
import { releaseDead } from "./locks/locks";
import { noted } from "./locks/noted";
import { nameOf } from "./plan/preview";
import { run, runVisibly } from "./setup/run";
import { openStack, type Stack } from "./stack";
import { checkState } from "./state/guard";
import { deployMessage } from "./state/message";

/** `amorphic-cicd deploy`. */
export function deployCommand(): Command {
  return new Command("deploy")
    .description("Makes the platform match the definitions, taking up what a run that was killed left behind.")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .action(async ({ stack }: { stack: string }) => {
      const opened = await openStack(stack);
      process.exitCode = await noted(opened, () => deploy(opened));
    });
}

/**
 * Runs `pulumi up` against what is live, without questions. A lock whose owner is dead is released before; creates that
 * a killed run left pending are cleared after, once the run has made or adopted them.
 * @returns the exit code: 0 done, 1 something failed
 */
export async function deploy(stack: Stack): Promise<number> {
  for (const { lock, owner, released } of await releaseDead(stack)) {
    if (released)
      process.stderr.write(`released the lock ${visible(lock.id)} of a run that was killed: ${owner.why}\n`);
  }
  await checkState(stack);
  const up = await pulumi({ ...stack, environment: { ...ONE_CHECKPOINT, ...stack.environment } }, [
    "up",
    "--yes",
    "--skip-preview",
    "--refresh",
    "--suppress-permalink=true",
    "--suppress-progress",
    `--parallel=${String(PARALLEL)}`,
    `--message=${deployMessage(stack.environment)}`,
  ]);
  if (up !== 0) return 1;
  return clearPending(stack);
}

/** More than the engine's own number: `amorphic:maxConcurrency` holds back the calls themselves. */
const PARALLEL = 100;

/**
 * Otherwise the engine writes the whole state before and after every step and waits for it. What a killed run made is
 * known from the journal, so one write at the end is enough; the engine does it after a failure and a Ctrl-C as well.
 */
export const ONE_CHECKPOINT = { PULUMI_SKIP_CHECKPOINTS: "true" };

interface Exported {
  readonly deployment: {
    readonly resources?: readonly {
      readonly urn: string;
      readonly inputs?: { readonly renamedFrom?: readonly string[] };
    }[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
  };
}

/** What was being created when a run was killed stays on the engine's list until somebody says that it is settled. */
async function clearPending(stack: Stack): Promise<number> {
  const { code, stdout, stderr } = await run(stack.pulumi, ["stack", "export", "--stack", stack.name], {
    cwd: stack.project,
    env: stack.environment,
  });
  if (code !== 0) throw new UserError(`The state of ${stack.name} could not be read: ${stderr.trim()}`);
  const { resources = [], pending_operations: pending = [] } = (JSON.parse(stdout) as Exported).deployment;
  if (pending.length === 0) return 0;
  const known = new Set(
    resources.flatMap(({ urn, inputs }) => [
      urn,
      ...(inputs?.renamedFrom ?? []).map((former) => urn.slice(0, -nameOf(urn).length) + former),
    ]),
  );
  const lost = pending.filter(({ type, resource }) => type === "creating" && !known.has(resource.urn));
  if (lost.length > 0) {
    const names = lost.map(({ resource }) => visible(nameOf(resource.urn))).join(", ");
    process.stderr.write(
      `A run was killed while it created ${names}, and the definition is gone since. It may exist in Amorphic without ` +
        "being managed: put the block back and deploy, then take it out and deploy again.\n",
    );
    return 1;
  }
  process.stderr.write("clearing what a killed run left pending; all of it is settled now\n");
  return (await pulumi(stack, ["refresh", "--yes", "--clear-pending-creates", "--suppress-outputs"])) === 0 ? 0 : 1;
}

const pulumi = (stack: Stack, args: readonly string[]): Promise<number | null> =>
  runVisibly(stack.pulumi, [...args, "--non-interactive", "--stack", stack.name], {
    cwd: stack.project,
    env: stack.environment,
  });
