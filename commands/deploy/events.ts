import { standsForObject, type EngineEvent, type StepEvent } from "../engine-event";
import { nameOf, typeName } from "../../providers/engine/names";
import { own } from "../../providers/own";
import type { Change, Plan } from "../plan/model";

/** Something that a run tells of one resource, or of itself. */
export type News = StepNews | Message;

export interface StepNews {
  readonly kind: "began" | "done" | "failed";
  readonly verb: Verb;
  readonly type: string;
  readonly logicalId: string;
}

export interface Message {
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
export function newsOf(event: EngineEvent, plan: Plan): News | undefined {
  const { resourcePreEvent: began, resOutputsEvent: done, resOpFailedEvent: failed, diagnosticEvent: said } = event;
  if (began) return stepNews("began", began, plan);
  if (done) return stepNews("done", done, plan);
  if (failed) return stepNews("failed", failed, plan);
  if (said?.severity !== "error" && said?.severity !== "warning") return undefined;
  return { kind: said.severity, message: unlisted((said.message ?? "").replace(/^(error|warning): /, "").trim()) };
}

/** What failed in the middle, such as every update, the engine hands over as a list: "1 error occurred:", tab, asterisk. */
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
  // Of what is renamed and replaced, the delete bears the name that the state has.
  const isFormer = (change: Change) => change.renamedFrom === name && change.type === type;
  const logicalId = (verb.isEnd ? undefined : changes.find(isFormer)?.logicalId) ?? name;
  return { kind, verb, type, logicalId };
}
