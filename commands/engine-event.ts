import { tokenOf, typeOf } from "../providers/engine/names";

/** The key by which Pulumi marks an object that stands for a secret of its own (sdk/go/common/resource/sig). */
export const PULUMI_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** A line that `pulumi … --json` prints while it runs (`apitype.EngineEvent`), as far as it is of use here. */
export interface EngineEvent {
  readonly preludeEvent?: { readonly config?: Readonly<Record<string, string>> };
  /** A step begins. */
  readonly resourcePreEvent?: StepEvent;
  /** A step has ended well. */
  readonly resOutputsEvent?: StepEvent;
  readonly resOpFailedEvent?: StepEvent;
  readonly diagnosticEvent?: DiagnosticEvent;
  /** The last of a run that came to its end, be it a good one or not. */
  readonly summaryEvent?: object;
}

export interface StepEvent {
  readonly metadata: {
    readonly op: string;
    readonly urn: string;
    readonly old?: StateEvent | null;
    readonly new?: StateEvent | null;
    /** The properties that differ, and those of them that make a replacement, as far as the provider names them. */
    readonly diffs?: readonly string[] | null;
    readonly keys?: readonly string[] | null;
  };
}

/** A resource before or after a step. */
export interface StateEvent {
  /** Another than the step's where the resource is renamed. */
  readonly urn?: string;
  /** Whether a provider makes it: not of the stack and of components. */
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface DiagnosticEvent {
  readonly prefix?: string;
  readonly message?: string;
  readonly severity?: string;
  /** Whether it is shown only as long as the run goes on. */
  readonly ephemeral?: boolean;
}

/** Whether the resource of a step is an object somewhere: the stack, components and providers are none. */
export function standsForObject({ metadata: { urn, old, new: news } }: StepEvent): boolean {
  const isMade = (news ?? old)?.custom === true && !tokenOf(urn).startsWith("pulumi:providers:");
  return typeOf(urn) !== undefined || isMade;
}

/** @returns undefined for a line that is no event */
export function parseEvent(line: string): EngineEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}
