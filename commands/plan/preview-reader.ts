import { isDeepStrictEqual } from "node:util";
import { nameOf, typeOf } from "../../providers/engine/names";
import { unpackedOf } from "../../providers/engine/stand-in";
import { hasSecret } from "../../providers/lifecycle/secrets/secret";
import {
  parseEvent,
  standsForObject,
  waitIn,
  type DiagnosticEvent,
  type StateEvent,
  type StepEvent,
} from "../shared/engine-event";
import type { Diagnostic, Drift, Preview, Refreshed, State, Step } from "./preview";

const REFRESH = "refresh";
const SAME = "same";

/**
 * Builds a preview line by line from what `pulumi preview --json` streams. Next to nothing is kept of unchanged resources,
 * so that a plan of many thousands needs memory only for what changes.
 */
export class PreviewReader {
  readonly #steps: Step[] = [];
  readonly #refreshed: Refreshed[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #isStale = false;
  #config: Readonly<Record<string, string>> = {};
  /** Whether the preview finished; if not, what it did not report is unknown. */
  isComplete = false;
  /** The last line that was no event: the message of a CLI that fails at startup. */
  said = "";

  /** @param onWait takes a line on a call that a provider keeps repeating */
  constructor(private readonly onWait: (line: string) => void = () => undefined) {}

  line(text: string): void {
    const head = headOf(text);
    if (head && this.#isRead(head, text)) return;
    const event = parseEvent(text);
    if (!event) this.said = text.trim() || this.said;
    if (event?.preludeEvent) this.#config = event.preludeEvent.config ?? {};
    if (event?.resourcePreEvent) this.#planned(event.resourcePreEvent);
    if (event?.resOutputsEvent) this.#done(event.resOutputsEvent);
    if (event?.diagnosticEvent) this.#told(event.diagnosticEvent);
    if (event?.summaryEvent) this.isComplete = true;
  }

  get preview(): Preview {
    return {
      config: this.#config,
      steps: this.#steps,
      refreshed: this.#refreshed,
      isStale: this.#isStale,
      diagnostics: this.#diagnostics,
    };
  }

  /** Whether the head of a line is enough, as it mostly is: 10,000 resources print half a gigabyte of lines. */
  #isRead({ kind, op, urn }: Head, text: string): boolean {
    if (kind === "resOutputsEvent") return op !== REFRESH;
    if (op === SAME && typeOf(urn) !== undefined && !MAY_HOLD_SECRETS.test(text)) this.#steps.push({ op, urn });
    else if (op !== REFRESH) return false;
    return true;
  }

  #planned(step: StepEvent): void {
    const { op, urn, old, new: news, diffs, keys } = step.metadata;
    // Refreshes decide nothing.
    if (op === REFRESH || !standsForObject(step)) return;
    const named = typeOf(urn) === undefined && { diffs: [...(diffs ?? []), ...(keys ?? [])], keys: keys ?? [] };
    const after = news && stateOf(urn, news);
    if (op === SAME)
      this.#steps.push({ op, urn, ...(after && hasSecret(after.inputs) && { new: onlySecrets(after) }) });
    else this.#steps.push({ op, urn, ...(old && { old: stateOf(urn, old) }), ...(after && { new: after }), ...named });
  }

  /** Only the end of a refresh adds anything, namely what was found; other steps say it all at their start. */
  #done({ metadata: { op, urn, old, new: live } }: StepEvent): void {
    if (op !== REFRESH || !old) return;
    const type = typeOf(urn);
    const { drift, isStale } = foundOf(urn, old, live ?? undefined);
    this.#isStale ||= isStale;
    if (type === undefined) return;
    this.#refreshed.push({ urn, type, logicalId: nameOf(urn), id: old.id ?? "", ...(drift && { drift }) });
  }

  #told(diagnostic: DiagnosticEvent): void {
    const { prefix = "", message = "", severity = "", ephemeral } = diagnostic;
    const wait = waitIn(diagnostic);
    if (wait !== undefined) this.onWait(wait);
    if (ephemeral !== true && severity !== "debug") this.#diagnostics.push({ message: prefix + message, severity });
  }
}

interface Head {
  readonly kind: string;
  readonly op: string;
  readonly urn: string;
}

/** Go writes fields in struct order; a line that does not match is parsed as JSON. */
const HEAD =
  /^\{"sequence":\d+,"timestamp":\d+,"(?<kind>resourcePreEvent|resOutputsEvent)":\{"metadata":\{"op":"(?<op>[\w-]+)","urn":"(?<urn>[^"\\]+)"/;

const headOf = (line: string): Head | undefined => HEAD.exec(line)?.groups as Head | undefined;

const MAY_HOLD_SECRETS = /!Environ|!Secret/;

const valuesOf = (urn: string, { inputs = {}, outputs = {} }: StateEvent) => unpackedOf(urn, { inputs, outputs });

function stateOf(urn: string, state: StateEvent): State {
  const former = state.urn !== undefined && { urn: state.urn };
  if (typeOf(urn) === undefined) return { ...former, inputs: {}, outputs: {} };
  return { ...former, ...(state.id !== undefined && { id: state.id }), ...valuesOf(urn, state) };
}

const onlySecrets = ({ inputs }: State): State => ({
  inputs: Object.fromEntries(Object.entries(inputs).filter(([, value]) => hasSecret(value))),
  outputs: {},
});

/** @returns also whether the state differs from what is live */
function foundOf(urn: string, old: StateEvent, live: StateEvent | undefined): { drift?: Drift; isStale: boolean } {
  if (live && isDeepStrictEqual([old.inputs, old.outputs], [live.inputs, live.outputs])) return { isStale: false };
  const recorded = valuesOf(urn, old);
  if (!live) return { drift: { recorded: recorded.inputs }, isStale: true };
  const now = valuesOf(urn, live);
  const isSame = isDeepStrictEqual([recorded.inputs, recorded.outputs], [now.inputs, now.outputs]);
  if (isSame || recorded.outputs["pendingSteps"] === undefined) {
    return { ...(!isSame && { drift: { recorded: recorded.inputs, live: now.inputs } }), isStale: !isSame };
  }
  // Only the outputs show what a half-failed run did: its inputs are those wanted, or those before.
  if (isDeepStrictEqual(recorded.outputs, now.outputs)) return { isStale: true };
  const keys = new Set([...Object.keys(recorded.inputs), ...Object.keys(now.inputs)]);
  const confirmed = Object.entries(recorded.outputs).filter(([key]) => keys.has(key));
  return { drift: { recorded: Object.fromEntries(confirmed), live: now.inputs }, isStale: true };
}
