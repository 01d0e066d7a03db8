import { loadCatalog } from "../../providers/corrections";
import { reason, type Outcome } from "../setup/run";
import type { Stack } from "../stack";
import { withLosses } from "./losses";
import type { Plan } from "./model";
import { planOf } from "./plan";
import { platformOf } from "./platform";
import { parsePreview, type Preview } from "./preview";
import { redactor } from "./redact";

/** A plan, and what carrying it out needs of the preview that it was made from. */
export interface Prepared {
  readonly plan: Plan;
  readonly preview: Preview;
  /** The stack's configuration, secure values blinded. */
  readonly config: Readonly<Record<string, string>>;
  /** Takes out of a text what must not be seen. */
  readonly redact: (text: string) => string;
}

/** @param outcome of `pulumi preview --json` */
export async function preparedFrom(outcome: Outcome, stack: Stack, refresh: boolean): Promise<Prepared> {
  const parsed = parsePreview(outcome.stdout);
  const preview = parsed ?? {};
  const redact = redactor(preview, stack.environment);
  const { config = {} } = preview;
  // What is wrong with the corrections, the program says.
  const { catalog } = loadCatalog(stack.project);
  const made = planOf(preview, {
    catalog,
    refreshed: refresh,
    isSet: (variable) => (stack.environment[variable] ?? "") !== "",
    redact,
  });
  // Without a preview nothing is known, whatever the exit code says.
  if (made.errors.length === 0 && (outcome.code !== 0 || !parsed)) {
    const said = outcome.stderr.trim() || reason({ ...outcome, stdout: parsed ? "" : outcome.stdout });
    const message = redact(said.replace(/^error: /, ""));
    return { plan: { ...made, errors: [{ message }] }, preview, config, redact };
  }
  const told = refresh ? await withLosses(made, () => platformOf(config).api(), catalog) : made;
  return { plan: told, preview, config, redact };
}
