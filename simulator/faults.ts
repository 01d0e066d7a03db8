import { asText, isObject, type Json } from "./json";

/** What goes wrong. `reset-before`: nothing was done; `reset-after`: all was done, and the client cannot know. */
export type Fault =
  | { readonly kind: "latency"; readonly ms: number; readonly after?: boolean }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number | string; readonly body?: Json }
  | { readonly kind: "reset-before" }
  | { readonly kind: "reset-after" }
  | { readonly kind: "expire-token" }
  | { readonly kind: "fail-registration"; readonly message: string }
  | { readonly kind: "fail-access"; readonly message: string }
  | { readonly kind: "fail-run"; readonly message: string };

/**
 * When a fault applies: `path` is a regular expression over the path without stage and query. From the `nth` match
 * on (1: the first) it applies `times` times; with `nth` alone once, with neither always.
 */
export interface FaultMatch {
  readonly method?: string;
  readonly path?: string | RegExp;
  readonly nth?: number;
  readonly times?: number;
}

export interface FaultRule {
  readonly match?: FaultMatch;
  readonly fault: Fault;
}

type WorkFault = "fail-registration" | "fail-access" | "fail-run";

const isOfWork = ({ kind }: Fault): boolean => kind.startsWith("fail-");

const KINDS: Readonly<Record<Fault["kind"], (fault: Record<string, Json>) => boolean>> = {
  latency: ({ ms }) => typeof ms === "number" && ms >= 0,
  status: ({ status }) => Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599,
  "reset-before": () => true,
  "reset-after": () => true,
  "expire-token": () => true,
  "fail-registration": ({ message }) => typeof message === "string",
  "fail-access": ({ message }) => typeof message === "string",
  "fail-run": ({ message }) => typeof message === "string",
};

/** The faults on demand; each rule counts its own matches. */
export class Faults {
  readonly #rules: { readonly rule: FaultRule; readonly path: RegExp; count: number }[] = [];

  /** The rules that are set, in order. */
  get rules(): FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Adds rules after those that are set. */
  add(...rules: readonly FaultRule[]): void {
    // Without the flags g and y, whose matching depends on earlier matches.
    for (const rule of rules) {
      const path = rule.match?.path ?? "";
      this.#rules.push({
        rule,
        path: new RegExp(path, path instanceof RegExp && path.ignoreCase ? "i" : ""),
        count: 0,
      });
    }
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** What goes wrong with this call itself. */
  ofCall(method: string, path: string): Fault[] {
    return this.#take(method, path, (fault) => !isOfWork(fault));
  }

  /** Why the work that this call starts will fail, if it will. */
  ofWork(kind: WorkFault, method: string, path: string): string | undefined {
    const [fault] = this.#take(method, path, (known) => known.kind === kind);
    return fault && "message" in fault ? fault.message : undefined;
  }

  #take(method: string, path: string, wanted: (fault: Fault) => boolean): Fault[] {
    return this.#rules.flatMap((entry) => {
      const { match = {}, fault } = entry.rule;
      if (!wanted(fault)) return [];
      if (match.method !== undefined && match.method.toUpperCase() !== method) return [];
      if (!entry.path.test(path)) return [];
      entry.count += 1;
      const first = match.nth ?? 1;
      const times = match.times ?? (match.nth === undefined ? Infinity : 1);
      return entry.count >= first && entry.count < first + times ? [fault] : [];
    });
  }
}

/** A rule in JSON. */
export function showFaultRule({ match: { path, ...match } = {}, fault }: FaultRule): Json {
  const source = path instanceof RegExp ? path.source : path;
  return { match: { ...match, ...(source !== undefined && { path: source }) }, fault: { ...fault } };
}

/** Parses a rule from outside; the error says what is wrong with it. */
export function parseFaultRule(value: Json): FaultRule {
  const match = isObject(value) ? (value.match ?? {}) : null;
  const fault = isObject(value) ? value.fault : null;
  if (!isObject(match) || !isObject(fault))
    throw new Error('a fault rule must be {"match": {…}, "fault": {"kind": …}}');
  const fits = Object.entries(KINDS).find(([kind]) => kind === fault.kind)?.[1];
  if (!fits) throw new Error(`no fault of the kind ${asText(fault.kind)}; there are ${Object.keys(KINDS).join(", ")}`);
  if (!fits(fault)) throw new Error(`a value of the ${asText(fault.kind)} fault is missing or not valid`);
  for (const [key, given] of Object.entries(match)) {
    const right =
      key === "method" || key === "path" ? typeof given === "string" : Number.isInteger(given) && Number(given) > 0;
    if (!right || !["method", "path", "nth", "times"].includes(key)) throw new Error(`match.${key} is not valid`);
  }
  return { match, fault: fault as Json as Fault & Json };
}
