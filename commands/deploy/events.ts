import { standsForObject, type EngineEvent, type StepEvent } from "../engine-event";
import { nameOf, typeName } from "../../providers/engine/names";

/** Something that a run tells of one resource, or of itself. */
export type News = StepNews | Message;

interface StepNews {
  readonly kind: "began" | "done" | "failed";
  readonly verb: Verb;
  readonly type: string;
  readonly logicalId: string;
}

interface Message {
  readonly kind: "error" | "warning";
  readonly message: string;
}

/** What is being done; its past says what was done. */
export interface Verb {
  readonly now: string;
  readonly past: string;
  /** Whether nothing comes after it. */
  readonly isEnd: boolean;
}

/** By the engine's operation. Reading, and what stays as it is, is no news; nor is the logical half of a replacement. */
const VERBS: Readonly<Record<string, Verb>> = {
  create: { now: "creating", past: "created", isEnd: true },
  update: { now: "updating", past: "updated", isEnd: true },
  delete: { now: "deleting", past: "deleted", isEnd: true },
  "delete-replaced": { now: "deleting, to be replaced,", past: "deleted, to be replaced,", isEnd: false },
  "create-replacement": { now: "creating anew", past: "created anew", isEnd: true },
};

/** What people want to know of an event, if anything. */
export function newsOf(event: EngineEvent): News | undefined {
  const { resourcePreEvent: began, resOutputsEvent: done, resOpFailedEvent: failed, diagnosticEvent: said } = event;
  if (began) return stepNews("began", began);
  if (done) return stepNews("done", done);
  if (failed) return stepNews("failed", failed);
  if (said?.severity !== "error" && said?.severity !== "warning") return undefined;
  const message = (said.message ?? "").replace(/^(error|warning): /, "").trim();
  return { kind: said.severity, message };
}

function stepNews(kind: StepNews["kind"], step: StepEvent): StepNews | undefined {
  const { op, urn } = step.metadata;
  const verb = Object.hasOwn(VERBS, op) ? VERBS[op] : undefined;
  return verb && standsForObject(step) ? { kind, verb, type: typeName(urn), logicalId: nameOf(urn) } : undefined;
}
