import { formerUrns, nameOf, typeName, typeOf } from "../../providers/engine/names";
import { own } from "../../providers/own";
import type { Operation } from "./model";

type Values = Readonly<Record<string, unknown>>;

/** The parts of a preview that a plan is made of. */
export interface Preview {
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** Steps of all resources that stand for an object, in the engine's order. A replacement is three steps. */
  readonly steps: readonly Step[];
  /** The Amorphic resources in state, if they were refreshed. */
  readonly refreshed: readonly Refreshed[];
  /** Whether a refresh found anything, of any provider, that differs from state. */
  readonly isStale: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old?: State | undefined;
  readonly new?: State | undefined;
  /** For another provider's resource, the properties that differ, and (`keys`) those that force a replacement. */
  readonly diffs?: readonly string[];
  readonly keys?: readonly string[];
}

/**
 * A resource before or after a step. An unchanged one has only the inputs that hold secrets; another provider's has no
 * values, as nothing here says which of them are secret.
 */
export interface State {
  /** Differs from the step's if the resource is renamed. */
  readonly urn?: string;
  readonly id?: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** What a refresh found for a resource in state. */
export interface Refreshed {
  readonly urn: string;
  readonly type: string;
  readonly logicalId: string;
  readonly id: string;
  /** Absent if what is live equals the state exactly. */
  readonly drift?: Drift;
}

export interface Drift {
  /** Inputs, as the last run left them. */
  readonly recorded: Values;
  /** Inputs as they are now; absent if the object is gone. */
  readonly live?: Values;
}

export interface Diagnostic {
  readonly message: string;
  readonly severity: string;
}

/** The steps of one resource combined. */
export interface Resource {
  /** In the catalog: `Dataset`; for another provider's, Pulumi's token. */
  readonly type: string;
  readonly logicalId: string;
  readonly urn: string;
  /** In state; differs from `urn` after a rename. */
  readonly recordedUrn: string;
  /** From the last step that decides it. */
  readonly operation: Operation | "same";
  /** For a replaced Amorphic resource: an earlier run deleted it and failed to recreate it. */
  readonly isDeleted: boolean;
  /** As it is now: on the platform after a refresh, otherwise in state. */
  readonly olds?: State | undefined;
  readonly news?: State | undefined;
  /** Set if the object is not as the last run left it. */
  readonly drift?: (Drift & { readonly id: string }) | undefined;
  /** As in `Step`. */
  readonly diffs: readonly string[];
  readonly keys: readonly string[];
}

/** The operation that each of the engine's steps means; a replacement has three. Other steps decide nothing. */
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
  // If a resource is renamed and replaced, the delete step has the URN in state.
  const renamed = new Map(planned.flatMap(({ urn, old }) => (old?.urn === undefined ? [] : [[old.urn, urn] as const])));
  const byUrn = new Map<string, Step[]>();
  for (const step of planned) {
    const urn = renamed.get(step.urn) ?? step.urn;
    const known = byUrn.get(urn);
    if (known) known.push(step);
    else byUrn.set(urn, [step]);
  }
  return [...byUrn].flatMap(([urn, all]) => {
    const last = own(OPERATIONS, all.at(-1)?.op ?? "");
    if (last === undefined) return [];
    const olds = all.find((step) => step.old)?.old;
    const news = all.findLast((step) => step.new)?.new;
    // The last step of a replacement lists no properties.
    const named = (of: "diffs" | "keys") => [...new Set(all.flatMap((step) => step[of] ?? []))];
    // After a refresh, the engine no longer knows what is gone from the platform.
    const isGone = (former: string) => operation === "create" && drifts.has(former) && !drifts.get(former)?.live;
    const isOurs = typeOf(urn) !== undefined;
    // The block of what an earlier run failed to recreate has since been removed.
    const operation = last === "replace" && !news ? "delete" : last;
    const isDeleted = isOurs && operation === "replace" && !all.some(({ op }) => op === "delete-replaced");
    const recordedUrn = olds?.urn ?? formerUrns(urn, news?.inputs ?? {}).find(isGone) ?? urn;
    return {
      ...{ type: typeName(urn), logicalId: nameOf(urn), urn, recordedUrn, operation, isDeleted, olds, news },
      ...{ drift: drifts.get(recordedUrn), diffs: named("diffs"), keys: named("keys") },
    };
  });
}
