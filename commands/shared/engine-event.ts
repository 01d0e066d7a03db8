import { WAITING } from "../../providers/client/long-waits";
import { tokenOf, typeOf } from "../../providers/engine/names";

/** A line that `pulumi … --json` prints while it runs (`apitype.EngineEvent`); only the fields used here. */
export interface EngineEvent {
  readonly preludeEvent?: { readonly config?: Readonly<Record<string, string>> };
  /** A step begins. */
  readonly resourcePreEvent?: StepEvent;
  /** A step has succeeded. */
  readonly resOutputsEvent?: StepEvent;
  /** With status 1, the object exists and is in the state, but is incomplete (`resource.StatusPartialFailure`). */
  readonly resOpFailedEvent?: StepEvent & { readonly status?: number };
  readonly diagnosticEvent?: DiagnosticEvent;
  /** The last event of a run that finished, successfully or not. */
  readonly summaryEvent?: object;
}

export interface StepEvent {
  readonly metadata: {
    readonly op: string;
    readonly urn: string;
    readonly old?: StateEvent | null;
    readonly new?: StateEvent | null;
    /** The properties that differ (`diffs`) and those that force a replacement (`keys`), if the provider names them. */
    readonly diffs?: readonly string[] | null;
    readonly keys?: readonly string[] | null;
  };
}

/** A resource before or after a step. */
export interface StateEvent {
  /** Differs from the step's URN if the resource is renamed. */
  readonly urn?: string;
  /** Whether a provider manages it; false for the stack and components. */
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface DiagnosticEvent {
  readonly prefix?: string;
  readonly message?: string;
  readonly severity?: string;
  /** Whether it is shown only during the run. */
  readonly ephemeral?: boolean;
}

/** What a provider says about a call that it keeps repeating: on its standard error, which the engine passes on as such. */
export function waitIn({ severity, message = "" }: DiagnosticEvent): string | undefined {
  return severity === "info#err" && message.startsWith(WAITING) ? message.trim() : undefined;
}

/** Whether the resource of a step is a real object; the stack, components and providers are not. */
export function standsForObject({ metadata: { urn, old, new: news } }: StepEvent): boolean {
  const isMade = (news ?? old)?.custom === true && !tokenOf(urn).startsWith("pulumi:providers:");
  return typeOf(urn) !== undefined || isMade;
}

/** @returns undefined if the line is not an event */
export function parseEvent(line: string): EngineEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}
