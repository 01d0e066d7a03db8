import { formerUrns, nameOf, typeName, typeOf } from "../../providers/engine/names";
import { own } from "../../providers/own";
import type { Operation } from "./model";

type Values = Readonly<Record<string, unknown>>;

/** What a preview tells, as far as a plan is made of it. */
export interface Preview {
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** What would be done with all that is an object somewhere, in the engine's order. A replacement is three steps. */
  readonly steps: readonly Step[];
  /** What the state holds of Amorphic, if the platform was asked what of that it has. */
  readonly refreshed: readonly Refreshed[];
  /** Whether a refresh found anything, of whatever provider, other than the state says it is. */
  readonly isStale: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old?: State | undefined;
  readonly new?: State | undefined;
  /** Of another provider's resource, the names of the properties that differ, and of those that make a replacement. */
  readonly diffs?: readonly string[];
  readonly keys?: readonly string[];
}

/**
 * A resource before or after a step; of what stays as it is, no more than the inputs that hold secrets. Of another
 * provider's no values, as nothing here tells which of them are secrets.
 */
export interface State {
  /** Another than the step's where the resource is renamed. */
  readonly urn?: string;
  readonly id?: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** What a refresh found of a resource that the state holds. */
export interface Refreshed {
  readonly urn: string;
  readonly type: string;
  readonly logicalId: string;
  readonly id: string;
  /** Absent if what is live is, in every word, what the state says. */
  readonly drift?: Drift;
}

export interface Drift {
  /** Inputs, as the last run left them. */
  readonly recorded: Values;
  /** Inputs, as they are; absent if the object is gone. */
  readonly live?: Values;
}

export interface Diagnostic {
  readonly message: string;
  readonly severity: string;
}

/** What the steps of one resource say together. */
export interface Resource {
  /** Of the catalog: `Dataset`; of another provider's Pulumi's token. */
  readonly type: string;
  readonly logicalId: string;
  readonly urn: string;
  /** In the state; another one after a rename. */
  readonly recordedUrn: string;
  /** As the last step says that decides what is done. */
  readonly operation: Operation | "same";
  /** Of a replacement of ours: an earlier run deleted it, and failed to make it anew. */
  readonly isDeleted: boolean;
  /** As it is now: on the platform if that was asked, else in the state. */
  readonly olds?: State | undefined;
  readonly news?: State | undefined;
  /** If the platform has it otherwise than the last run left it. */
  readonly drift?: (Drift & { readonly id: string }) | undefined;
  /** As `Step` has them. */
  readonly diffs: readonly string[];
  readonly keys: readonly string[];
}

/** How the engine's steps of one resource add up; a replacement comes as three. Other steps decide nothing. */
const OPERATIONS: Readonly<Record<string, Operation | "same">> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** Every resource that the preview plans something for, in its order. */
export function resourcesOf({ steps, refreshed }: Preview): Resource[] {
  const drifts = new Map(refreshed.flatMap(({ urn, id, drift }) => (drift ? [[urn, { ...drift, id }] as const] : [])));
  const planned = steps.filter(({ op }) => Object.hasOwn(OPERATIONS, op));
  // Of what is renamed and replaced, the delete bears the URN that the state has.
  const renamed = new Map(planned.flatMap(({ urn, old }) => (old?.urn === undefined ? [] : [[old.urn, urn] as const])));
  const byUrn = new Map<string, Step[]>();
  for (const step of planned) {
    const urn = renamed.get(step.urn) ?? step.urn;
    const known = byUrn.get(urn);
    if (known) known.push(step);
    else byUrn.set(urn, [step]);
  }
  return [...byUrn].flatMap(([urn, all]) => {
    const operation = own(OPERATIONS, all.at(-1)?.op ?? "");
    if (operation === undefined) return [];
    const olds = all.find((step) => step.old)?.old;
    const news = all.findLast((step) => step.new)?.new;
    // The last step of a replacement names nothing.
    const named = (of: "diffs" | "keys") => [...new Set(all.flatMap((step) => step[of] ?? []))];
    // Of what is gone from the platform the engine knows nothing any more.
    const isGone = (former: string) => operation === "create" && drifts.has(former) && !drifts.get(former)?.live;
    const isOurs = typeOf(urn) !== undefined;
    const isDeleted = isOurs && operation === "replace" && !all.some(({ op }) => op === "delete-replaced");
    const recordedUrn = olds?.urn ?? formerUrns(urn, news?.inputs ?? {}).find(isGone) ?? urn;
    return {
      ...{ type: typeName(urn), logicalId: nameOf(urn), urn, recordedUrn, operation, isDeleted, olds, news },
      ...{ drift: drifts.get(recordedUrn), diffs: named("diffs"), keys: named("keys") },
    };
  });
}
