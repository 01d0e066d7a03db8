import { attempt } from "../../providers/attempt";
import { loadCatalog } from "../../providers/corrections";
import type { Properties } from "../../providers/lifecycle/inputs";
import { reason, type Exit } from "../shared/run";
import type { Stack } from "../shared/stack";
import { withExisting } from "./existing";
import { withLosses } from "./losses";
import { labelOf, type Change, type Plan } from "./model";
import { planOf } from "./plan";
import { platformOf } from "./platform";
import { resourcesOf, type Refreshed } from "./preview";
import type { PreviewReader } from "./preview-reader";
import { redactor } from "./redact";
import { recordedOf, writtenSources } from "./sources";
import { unsetSecrets, type Unset } from "./unset";

/** A plan, and what a deployment of it needs from the preview. */
export interface Prepared {
  readonly plan: Plan;
  readonly refreshed: readonly Refreshed[];
  /** Whether the state differs from what is live. */
  readonly isStale: boolean;
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** Removes from a text what must not be shown. */
  readonly redact: (text: string) => string;
  /** Finds the variables that a run would lack. */
  readonly unset: () => Unset;
}

interface Planned {
  readonly stack: Stack;
  /** Whether the preview refreshed first. */
  readonly refresh: boolean;
  /** The file that the program wrote its sources to. */
  readonly sources: string;
}

/**
 * @param reader of all that `pulumi preview --json` printed
 * @param outcome how that ended
 */
export async function preparedFrom(
  reader: PreviewReader,
  outcome: Exit,
  { stack, refresh, sources: file }: Planned,
): Promise<Prepared> {
  const { preview, isComplete, said } = reader;
  const { config, refreshed, isStale } = preview;
  const isSet = (variable: string) => (stack.environment[variable] ?? "") !== "";
  const redact = redactor(preview, stack.environment);
  // The program reports mistakes in the corrections.
  const { catalog, text: corrections } = loadCatalog(stack.project);
  const deleted = preview.steps.flatMap(({ op, urn }) => (op === "delete" ? [urn] : []));
  const replaced = preview.steps.flatMap(({ op, urn, old }) => (REPLACING.has(op) ? [old?.urn ?? urn] : []));
  const recorded = await recordedOf(stack, new Set([...deleted, ...replaced]));
  // The program no longer contains deleted resources.
  const gone = deleted.map((urn) => [urn, recorded.sources.get(urn) ?? {}] as const);
  const made = planOf(preview, {
    catalog,
    corrections,
    refreshed: refresh,
    sources: new Map([...gone, ...writtenSources(file)]),
    recorded: recorded.sources,
    deleted: recorded.deleted,
    isSet,
    redact,
  });
  const unset = () => unsetSecrets(resourcesOf(preview), { catalog, isSet });
  const found = { refreshed, isStale, config, redact, unset };
  // An interrupt ends the plan here, even if it came too late to stop the preview.
  if (outcome.interrupted) return { ...found, plan: { ...made, refused: [], errors: [INTERRUPTED] } };
  // Without a complete preview nothing is known, whatever the exit code.
  if (made.errors.length === 0 && (outcome.code !== 0 || !isComplete)) {
    const why = outcome.stderr.trim() || reason({ ...outcome, stdout: said });
    const message = redact(why.replace(/^error: /, ""));
    return { ...found, plan: { ...made, refused: [], errors: [{ message }] } };
  }
  if (!refresh) return { ...found, plan: made };
  // Most plans lose nothing, so this is not worked out for all of them.
  let outputs: Map<string, Properties | undefined> | undefined;
  const outputsOf = (change: Change) =>
    (outputs ??= new Map(resourcesOf(preview).map((each) => [labelOf(each), each.olds?.outputs]))).get(labelOf(change));
  const platform = attempt(() => platformOf(config));
  const plan = await withLosses(made, { openApi: () => platform().api(), outputsOf, catalog });
  if (plan.errors.length > 0) return { ...found, plan };
  return { ...found, plan: await withExisting(plan, { preview, catalog, platform, redact }) };
}

const REPLACING: ReadonlySet<string> = new Set(["replace", "delete-replaced"]);

const INTERRUPTED = { message: "the plan was interrupted" };
