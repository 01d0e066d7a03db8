import { visible } from "../../providers/visible";
import { parseEvent } from "../shared/engine-event";
import { labelOf, type Plan } from "../plan/model";
import { isEcho, problemLine, problemsOf } from "../plan/problem";
import { seconds, type Progress } from "../shared/progress";
import { newsOf, type Message, type StepNews } from "./events";

/** What is known of a run besides its events. */
export interface RunOf {
  readonly plan: Plan;
  /** `deploying dev` */
  readonly title: string;
  readonly progress: Progress;
  /** Removes from a text what must not be shown. */
  readonly redact: (text: string) => string;
}

/** What a run of the engine has done so far; prints a line for each resource that it touches. */
export class RunLog {
  /** Logical ids of the finished changes. */
  readonly done = new Set<string>();
  /** What was deleted for replacement and not recreated, such as `Dataset rOrders`. */
  readonly missing = new Set<string>();
  /** Without duplicates. */
  readonly errors: string[] = [];
  readonly #run: RunOf;
  readonly #warned: Set<string>;
  /** Start times by operation, in milliseconds. */
  readonly #began = new Map<string, number>();

  constructor(run: RunOf) {
    this.#run = run;
    // The program repeats the warnings of the plan.
    this.#warned = new Set(run.plan.warnings.map((warning) => problemLine(warning, "warning")));
  }

  /** Takes a line of `pulumi up --json`. */
  line(text: string): void {
    const event = parseEvent(text);
    const news = event && newsOf(event, this.#run.plan);
    if (!news) return;
    if ("message" in news) this.#said(news);
    else this.#step(news);
  }

  #said({ kind, message }: Message): void {
    const text = this.#run.redact(message);
    if (kind === "wait") this.#run.progress.line(text);
    else if (kind === "warning") warningLines(text).forEach((line) => this.#warn(line));
    else if (!isEcho(text) && !this.errors.includes(text)) this.errors.push(text);
  }

  #warn(line: string): void {
    if (!this.#warned.has(line)) this.#run.progress.line(line);
    this.#warned.add(line);
  }

  #step({ kind, verb, ...resource }: StepNews): void {
    const { progress, title, plan } = this.#run;
    const { logicalId } = resource;
    const key = `${verb.now} ${logicalId}`;
    const now = performance.now();
    if (kind === "began") {
      this.#began.set(key, now);
    } else {
      const time = seconds(now - (this.#began.get(key) ?? now));
      this.#began.delete(key);
      if (kind === "done") this.#ended(verb.isEnd, resource);
      if (kind === "partial") this.missing.delete(labelOf(resource));
      progress.line(`${kind === "done" ? verb.past : `failed ${verb.now}`} ${visible(labelOf(resource))} (${time})`);
    }
    const [current] = this.#began.keys();
    const count = `${String(this.done.size)} of ${String(plan.changes.length)}`;
    progress.show(`${title}: ${count}${current === undefined ? "" : `, ${current}`}`);
  }

  #ended(isEnd: boolean, resource: Pick<StepNews, "type" | "logicalId">): void {
    if (isEnd) this.done.add(resource.logicalId);
    if (isEnd) this.missing.delete(labelOf(resource));
    else this.missing.add(labelOf(resource));
  }
}

/** In the format of the plan. */
const warningLines = (message: string): string[] =>
  problemsOf([{ severity: "warning", message }], "warning").map((problem) => problemLine(problem, "warning"));
