import { isDeepStrictEqual } from "node:util";
import { nameOf, typeOf } from "../../providers/engine/names";
import { unpackedOf } from "../../providers/engine/packing";

/** The parts of `pulumi preview --json` that a plan is made of (`PreviewDigest`, pkg/display/json.go). */
export interface Preview {
  readonly config?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly diagnostics?: readonly Diagnostic[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State | null;
  readonly newState?: State | null;
}

export interface State {
  readonly type: string;
  readonly urn?: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** By input, the URNs of the resources that its value comes from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

export interface Diagnostic {
  readonly urn?: string;
  readonly message?: string;
  readonly severity?: string;
}

/** @returns undefined if the text is no preview, as when the CLI failed before it began */
export function parsePreview(text: string): Preview | undefined {
  try {
    const preview = JSON.parse(text) as Preview | null;
    if (typeof preview !== "object" || preview === null) return undefined;
    const { steps } = preview;
    return { ...preview, ...(steps && { steps: steps.map(unpackedStep) }) };
  } catch {
    return undefined;
  }
}

const unpackedStep = ({ oldState, newState, ...step }: Step): Step => ({
  ...step,
  ...(oldState && { oldState: unpackedState(step.urn, oldState) }),
  ...(newState && { newState: unpackedState(step.urn, newState) }),
});

const unpackedState = (urn: string, { inputs, outputs, ...state }: State): State => ({
  ...state,
  ...(inputs && { inputs: unpackedOf(urn, inputs) }),
  ...(outputs && { outputs: unpackedOf(urn, outputs) }),
});

/** What the steps of one resource say together. */
export interface Resource {
  /** Of the catalog: `Dataset`. */
  readonly type: string;
  readonly logicalId: string;
  /** The last step that decides what is done; refreshes decide nothing. */
  readonly op: string;
  /** As it is now: on the platform if that was asked, else in the state. */
  readonly olds?: State | undefined;
  readonly news?: State | undefined;
  /** As the last run left it, if the platform was asked what it is now. */
  readonly recorded?: State | undefined;
}

const REFRESH = "refresh";

/** Every resource of Amorphic in the preview that one of `ops` is planned for, in the order of the preview. */
export function resourcesOf({ steps = [] }: Preview, ops: ReadonlySet<string>): Resource[] {
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  return [...byUrn].flatMap(([urn, all]) => {
    const type = typeOf(urn);
    const deciding = all.filter(({ op }) => ops.has(op));
    const last = deciding.at(-1);
    if (type === undefined || last === undefined) return [];
    return {
      type,
      logicalId: nameOf(urn),
      op: last.op,
      olds: deciding.find(({ oldState }) => oldState)?.oldState ?? undefined,
      news: deciding.findLast(({ newState }) => newState)?.newState ?? undefined,
      recorded: all.find(({ op }) => op === REFRESH)?.oldState ?? undefined,
    };
  });
}

/** What a refresh found of a resource that the state holds. */
export interface Refreshed {
  readonly urn: string;
  readonly type: string;
  readonly logicalId: string;
  readonly id: string;
  /** Inputs, as the last run left them. */
  readonly recorded: Readonly<Record<string, unknown>>;
  /** Inputs, as they are; absent if the object is gone. */
  readonly live?: Readonly<Record<string, unknown>>;
  /** Whether what is live is, in every word, what the state says. */
  readonly isAsRecorded: boolean;
}

/**
 * Every resource of Amorphic that the state holds, if the preview has refreshed it. What is live is told by the step that comes
 * after: the one of the refresh itself is written down before the answer.
 */
export function refreshed({ steps = [] }: Preview): Refreshed[] {
  const after = steps.filter(({ op, oldState }) => op !== REFRESH && oldState);
  // After a rename the step bears the new name.
  const live = new Map(after.map(({ urn, oldState }) => [oldState?.urn ?? urn, oldState]));
  return steps.flatMap(({ op, urn, oldState }) => {
    const type = typeOf(urn);
    if (op !== REFRESH || type === undefined || !oldState) return [];
    const found = live.get(urn);
    const { id = "", inputs: recorded = {}, outputs } = oldState;
    const isAsRecorded = isDeepStrictEqual([recorded, outputs], [found?.inputs, found?.outputs]);
    return [
      { urn, type, logicalId: nameOf(urn), id, recorded, isAsRecorded, ...(found && { live: found.inputs ?? {} }) },
    ];
  });
}
