import type { Plan } from "../plan/model";
import { lockedOut } from "../locks/locked";
import { startProgress } from "../shared/progress";
import { runLines } from "../shared/run";
import { ONE_CHECKPOINT, type Stack } from "../shared/stack";
import { RunLog } from "./run-log";

/** How a run of the engine ended. */
export interface UpOutcome extends Pick<RunLog, "done" | "missing" | "errors"> {
  readonly ok: boolean;
  /** Whether a signal told it to stop. */
  readonly interrupted: boolean;
}

/** The engine's own errors after an interrupt, and after a second one. They add nothing. */
const OF_INTERRUPT: ReadonlySet<string> = new Set(["update canceled", "grpc: the client connection is closing"]);

/**
 * Runs `pulumi up`, with a line for each resource that it touches.
 * @param options.refresh whether to refresh the state first
 * @param options.redact removes from a text what must not be shown
 * @param options.targets URNs of the only resources to touch; all if empty
 */
export async function up(
  stack: Stack,
  options: {
    readonly message: string;
    readonly plan: Plan;
    readonly refresh: boolean;
    readonly redact: (text: string) => string;
    readonly targets?: readonly string[];
  },
): Promise<UpOutcome> {
  const { message, plan, refresh, redact, targets = [] } = options;
  const title = `deploying ${stack.name}`;
  const progress = startProgress(title);
  const log = new RunLog({ plan, title, progress, redact });
  const args = [
    ...["up", "--yes", "--skip-preview", "--json", "--suppress-outputs", "--suppress-permalink=true"],
    ...(refresh ? ["--refresh"] : []),
    ...[`--message=${message}`, "--non-interactive", "--stack", stack.name],
    ...targets.flatMap((urn) => ["--target", urn]),
  ];
  const environment = { ...ONE_CHECKPOINT, ...stack.environment };
  const onInterrupt = () =>
    progress.line("interrupted: finishing the calls in flight; interrupt again to stop at once");
  const at = { cwd: stack.project, env: environment, onInterrupt };
  const outcome = await runLines(stack.pulumi, args, at, (line) => log.line(line));
  progress.end();
  const { interrupted } = outcome;
  const { done, missing, errors } = log;
  if (outcome.code === 0 && errors.length === 0) return { ok: true, interrupted, done, missing, errors };
  const failures = errors.filter((error) => !(interrupted && OF_INTERRUPT.has(error)));
  if (interrupted && failures.length === 0) return { ok: false, interrupted, done, missing, errors: [] };
  const said = redact(outcome.stderr.trim().replace(/^error: /, ""));
  const all = failures.length > 0 ? failures : [said || `pulumi ended with code ${String(outcome.code)}`];
  return { ok: false, interrupted, done, missing, errors: all.map((error) => lockedOut(stack, error) ?? error) };
}
