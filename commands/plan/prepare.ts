import { startProgress } from "../progress";
import { run } from "../setup/run";
import type { Stack } from "../stack";
import type { Plan } from "./model";
import type { Prepared } from "./outcome";

interface PrepareOptions {
  /** Whether what is live is read first; needs the token. */
  readonly refresh: boolean;
  /** URNs of the only resources to look at; all if there are none. */
  readonly targets?: readonly string[];
}

export const plan = async (stack: Stack, options: PrepareOptions): Promise<Plan> =>
  (await prepare(stack, options)).plan;

/** Runs a preview, which changes nothing and takes no lock. */
export async function prepare(stack: Stack, { refresh, targets = [] }: PrepareOptions): Promise<Prepared> {
  const args = ["preview", "--json", "--show-sames", "--non-interactive", "--stack", stack.name];
  const chosen = targets.flatMap((urn) => ["--target", urn]);
  const progress = startProgress(`planning ${stack.name}${refresh ? ", against what is live" : ""}`);
  const running = run(stack.pulumi, [...args, ...(refresh ? ["--refresh"] : []), ...chosen], {
    cwd: stack.project,
    // So that what is protected is shown as blocked, with all the rest, rather than ending the preview.
    env: { ...stack.environment, AMORPHIC_CICD_PLAN: "true" },
  }).finally(() => progress.end());
  // Loaded while Pulumi works.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { preparedFrom } = require("./outcome") as typeof import("./outcome");
  return preparedFrom(await running, stack, refresh);
}
