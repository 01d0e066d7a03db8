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
  };
}

/** A resource before or after a step. */
export interface StateEvent {
  /** Another than the step's where the resource is renamed. */
  readonly urn?: string;
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

/** @returns undefined for a line that is no event */
export function parseEvent(line: string): EngineEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}
