import { nameOf, typeOf } from "../../providers/engine/names";

type Values = Readonly<Record<string, unknown>>;

/** What a preview tells, as far as a plan is made of it. */
export interface Preview {
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** What would be done, in the engine's order. A replacement is three steps. */
  readonly steps: readonly Step[];
  /** What the state holds of Amorphic, if the platform was asked what of that it has. */
  readonly refreshed: readonly Refreshed[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old?: State | undefined;
  readonly new?: State | undefined;
}

/** A resource before or after a step; of what stays as it is, no more than the inputs that hold secrets. */
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
  /** Of the catalog: `Dataset`. */
  readonly type: string;
  readonly logicalId: string;
  readonly urn: string;
  /** The last step that decides what is done. */
  readonly op: string;
  /** As it is now: on the platform if that was asked, else in the state. */
  readonly olds?: State | undefined;
  readonly news?: State | undefined;
  /** If the platform has it otherwise than the last run left it. */
  readonly drift?: (Drift & { readonly id: string }) | undefined;
}

/** Every resource of Amorphic in the preview that one of `ops` is planned for, in the order of the preview. */
export function resourcesOf({ steps, refreshed }: Preview, ops: ReadonlySet<string>): Resource[] {
  const drifts = new Map(refreshed.flatMap(({ urn, id, drift }) => (drift ? [[urn, { ...drift, id }] as const] : [])));
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) {
    if (!ops.has(step.op)) continue;
    const known = byUrn.get(step.urn);
    if (known) known.push(step);
    else byUrn.set(step.urn, [step]);
  }
  return [...byUrn].flatMap(([urn, all]) => {
    const type = typeOf(urn);
    const last = all.at(-1);
    if (type === undefined || last === undefined) return [];
    const olds = all.find((step) => step.old)?.old;
    const news = all.findLast((step) => step.new)?.new;
    return { type, logicalId: nameOf(urn), urn, op: last.op, olds, news, drift: drifts.get(olds?.urn ?? urn) };
  });
}
