import { standsForObject, waitIn, type EngineEvent, type StepEvent } from "../shared/engine-event";
import { nameOf, typeName } from "../../providers/engine/names";
import { own } from "../../providers/own";
import type { Change, Plan } from "../plan/model";

/** What a run reports on one resource, or on itself. */
export type News = StepNews | Message;

export interface StepNews {
  /** `partial`: it failed, but left an object, which the next run completes. */
  readonly kind: "began" | "done" | "failed" | "partial";
  readonly verb: Verb;
  readonly type: string;
  readonly logicalId: string;
}

export interface Message {
  readonly kind: "error" | "warning" | "wait";
  readonly message: string;
}

export interface Verb {
  readonly now: string;
  readonly past: string;
  /** Whether it is the last step. */
  readonly isEnd: boolean;
}

const DELETE: Verb = { now: "deleting", past: "deleted", isEnd: true };

/** By the engine's operation. Reads, unchanged resources and the logical half of a replacement are not reported. */
const VERBS: Readonly<Record<string, Verb>> = {
  create: { now: "creating", past: "created", isEnd: true },
  update: { now: "updating", past: "updated", isEnd: true },
  delete: DELETE,
  "delete-replaced": { now: "deleting for replacement", past: "deleted for replacement", isEnd: false },
  "create-replacement": { now: "recreating", past: "recreated", isEnd: true },
};

/** The part of an event to report, if any. */
export function newsOf(event: EngineEvent, plan: Plan): News | undefined {
  const { resourcePreEvent: began, resOutputsEvent: done, resOpFailedEvent: failed, diagnosticEvent: said } = event;
  if (began) return stepNews("began", began, plan);
  if (done) return stepNews("done", done, plan);
  if (failed) return stepNews(failed.status === PARTIAL ? "partial" : "failed", failed, plan);
  const wait = said && waitIn(said);
  if (wait !== undefined) return { kind: "wait", message: wait };
  if (said?.severity !== "error" && said?.severity !== "warning") return undefined;
  return { kind: said.severity, message: unlisted((said.message ?? "").replace(/^(error|warning): /, "").trim()) };
}

const PARTIAL = 1;

/** The engine wraps partial failures, such as of any update, in a list: "1 error occurred:", tab, asterisk. */
const unlisted = (message: string): string =>
  /^\d+ errors? occurred:\n/.test(message)
    ? message
        .replace(/^.*\n/, "")
        .replace(/^\t\* /gm, "")
        .trim()
    : message;

function stepNews(kind: StepNews["kind"], step: StepEvent, { changes }: Plan): StepNews | undefined {
  const { op, urn } = step.metadata;
  const verb = own(VERBS, op);
  if (!verb || !standsForObject(step)) return undefined;
  const [type, name] = [typeName(urn), nameOf(urn)];
  if (verb.isEnd) return { kind, verb, type, logicalId: name };
  // If a resource is renamed and replaced, the delete step has the name in state.
  const isMeant = (change: Change) => (change.renamedFrom ?? change.logicalId) === name && change.type === type;
  const { operation, logicalId = name } = changes.find(isMeant) ?? {};
  // What an earlier run failed to recreate, and no block defines any more, is not deleted for a replacement.
  return { kind, verb: operation === "delete" ? DELETE : verb, type, logicalId };
}
