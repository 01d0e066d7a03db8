import type { Plan } from "../plan/model";
import { isEcho, problemLine, problemsOf } from "../plan/problem";
import { startProgress, seconds } from "../progress";
import { lockedOut } from "../locks/locked";
import { runLines } from "../setup/run";
import { ONE_CHECKPOINT, type Stack } from "../stack";
import { parseEvent } from "../engine-event";
import { newsOf, type News } from "./events";

/** How a run of the engine ended. */
export interface UpOutcome {
  readonly ok: boolean;
  /** Whether somebody asked it to end. */
  readonly interrupted: boolean;
  /** Logical ids of what was carried out to the end. */
  readonly done: ReadonlySet<string>;
  /** What was deleted to be replaced and not made anew, such as `Dataset rOrders`. */
  readonly missing: ReadonlySet<string>;
  /** What went wrong, once each; empty if nothing did. */
  readonly errors: readonly string[];
}

/**
 * Runs `pulumi up`, with a line for each resource that it touches.
 * @param options.refresh whether the state is brought up to what is live first
 * @param options.redact takes out of a text what must not be seen
 * @param options.targets URNs of the only resources to touch; all if there are none
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
  const total = plan.changes.length;
  const progress = startProgress(`deploying ${stack.name}`);
  const began = new Map<string, number>();
  const done = new Set<string>();
  const missing = new Set<string>();
  const errors: string[] = [];
  // The program says again what it said for the plan.
  const warned = new Set(plan.warnings.map((warning) => problemLine(warning, "warning")));

  const warn = (line: string) => {
    if (!warned.has(line)) progress.line(line);
    warned.add(line);
  };
  const tell = (news: News) => {
    if ("message" in news) {
      const text = redact(news.message);
      if (news.kind === "warning") warningLines(text).forEach(warn);
      else if (!isEcho(text) && !errors.includes(text)) errors.push(text);
      return;
    }
    const { kind, verb, type, logicalId } = news;
    const key = `${verb.now} ${logicalId}`;
    if (kind === "began") {
      began.set(key, performance.now());
    } else {
      const now = performance.now();
      const time = seconds(now - (began.get(key) ?? now));
      began.delete(key);
      if (kind === "done" && verb.isEnd) {
        done.add(logicalId);
        missing.delete(`${type} ${logicalId}`);
      } else if (kind === "done") missing.add(`${type} ${logicalId}`);
      progress.line(`${kind === "done" ? verb.past : `failed ${verb.now}`} ${type} ${logicalId} (${time})`);
    }
    const [current] = began.keys();
    progress.show(
      `deploying ${stack.name}: ${String(done.size)} of ${String(total)}${current === undefined ? "" : `, ${current}`}`,
    );
  };

  const args = [
    ...["up", "--yes", "--skip-preview", "--json", "--suppress-outputs", "--suppress-permalink=true"],
    ...(refresh ? ["--refresh"] : []),
    ...[`--message=${message}`, "--non-interactive", "--stack", stack.name],
    ...targets.flatMap((urn) => ["--target", urn]),
  ];
  const environment = { ...ONE_CHECKPOINT, ...stack.environment };
  const onInterrupt = () =>
    progress.line("interrupted: finishing the calls that are on their way; again to stop at once");
  const at = { cwd: stack.project, env: environment, onInterrupt };
  const outcome = await runLines(stack.pulumi, args, at, (line) => {
    const event = parseEvent(line);
    const news = event && newsOf(event, plan);
    if (news) tell(news);
  });
  progress.end();
  const { interrupted } = outcome;
  if (outcome.code === 0 && errors.length === 0) return { ok: true, interrupted, done, missing, errors };
  // The engine's word for what everybody knows by now.
  const failures = errors.filter((error) => !(interrupted && error === "update canceled"));
  if (interrupted && failures.length === 0) return { ok: false, interrupted, done, missing, errors: [] };
  const said = redact(outcome.stderr.trim().replace(/^error: /, ""));
  const all = failures.length > 0 ? failures : [said || `pulumi ended with code ${String(outcome.code)}`];
  return { ok: false, interrupted, done, missing, errors: all.map((error) => lockedOut(stack, error) ?? error) };
}

/** As the plan writes them. */
const warningLines = (message: string): string[] =>
  problemsOf([{ severity: "warning", message }], "warning").map((problem) => problemLine(problem, "warning"));
