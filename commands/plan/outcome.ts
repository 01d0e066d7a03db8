import { loadCatalog } from "../../providers/corrections";
import { reason, type Ended } from "../setup/run";
import type { Stack } from "../stack";
import { withLosses } from "./losses";
import { labelOf, type Change, type Plan } from "./model";
import { planOf } from "./plan";
import { platformOf } from "./platform";
import { resourcesOf, type Refreshed } from "./preview";
import type { PreviewReader } from "./preview-reader";
import { redactor } from "./redact";
import { recordedSources, writtenSources } from "./sources";
import { unsetSecrets, type Unset } from "./unset";

/** A plan, and what carrying it out needs of the preview that it was made from. */
export interface Prepared {
  readonly plan: Plan;
  readonly refreshed: readonly Refreshed[];
  /** Whether the state is not what is live. */
  readonly isStale: boolean;
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** Takes out of a text what must not be seen. */
  readonly redact: (text: string) => string;
  /** Finds out what a run of it would miss. */
  readonly unset: () => Unset;
}

interface Planned {
  readonly stack: Stack;
  /** Whether the platform was asked. */
  readonly refresh: boolean;
  /** The file that the program wrote its sources to. */
  readonly sources: string;
}

/**
 * @param reader of all that `pulumi preview --json` printed
 * @param outcome how it ended
 */
export async function preparedFrom(
  reader: PreviewReader,
  outcome: Ended,
  { stack, refresh, sources: file }: Planned,
): Promise<Prepared> {
  const { preview, isComplete, said } = reader;
  const { config, refreshed, isStale } = preview;
  const isSet = (variable: string) => (stack.environment[variable] ?? "") !== "";
  const redact = redactor(preview, stack.environment);
  // What is wrong with the corrections, the program says.
  const { catalog } = loadCatalog(stack.project);
  const deleted = preview.steps.flatMap(({ op, urn }) => (op === "delete" ? [urn] : []));
  const replaced = preview.steps.flatMap(({ op, urn, old }) => (op === "replace" ? [old?.urn ?? urn] : []));
  const recorded = await recordedSources(stack, new Set([...deleted, ...replaced]));
  // Of what is deleted no program tells any more.
  const gone = deleted.map((urn) => [urn, recorded.get(urn) ?? {}] as const);
  const made = planOf(preview, {
    catalog,
    refreshed: refresh,
    sources: new Map([...gone, ...writtenSources(file)]),
    recorded,
    isSet,
    redact,
  });
  const unset = () => unsetSecrets(resourcesOf(preview), { catalog, isSet });
  const found = { refreshed, isStale, config, redact, unset };
  // Whoever asks for an end does not want what would come after it, though it may have been too late for the preview.
  if (outcome.interrupted) return { ...found, plan: { ...made, refused: [], errors: [INTERRUPTED] } };
  // Without a preview nothing is known, whatever the exit code says.
  if (made.errors.length === 0 && (outcome.code !== 0 || !isComplete)) {
    const why = outcome.stderr.trim() || reason({ ...outcome, stdout: said });
    const message = redact(why.replace(/^error: /, ""));
    return { ...found, plan: { ...made, refused: [], errors: [{ message }] } };
  }
  if (!refresh) return { ...found, plan: made };
  const outputs = new Map(resourcesOf(preview).map((resource) => [labelOf(resource), resource.olds?.outputs]));
  const outputsOf = (change: Change) => outputs.get(labelOf(change));
  return { ...found, plan: await withLosses(made, { openApi: () => platformOf(config).api(), outputsOf, catalog }) };
}

const INTERRUPTED = { message: "the plan was interrupted" };
