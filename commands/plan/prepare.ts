import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepHeapSmall } from "../../providers/heap";
import { startProgress } from "../shared/progress";
import { runLines } from "../shared/run";
import type { Stack } from "../shared/stack";
import type { Prepared } from "./outcome";

interface PrepareOptions {
  /** Whether to refresh first; needs the token. */
  readonly refresh: boolean;
  /** URNs of the only resources to look at; all if empty. */
  readonly targets?: readonly string[];
}

/** Runs a preview, which changes nothing and takes no lock. */
export async function prepare(stack: Stack, { refresh, targets = [] }: PrepareOptions): Promise<Prepared> {
  const args = ["preview", "--json", "--show-sames", "--non-interactive", "--stack", stack.name];
  const chosen = targets.flatMap((urn) => ["--target", urn]);
  keepHeapSmall();
  const progress = startProgress(`planning ${stack.name}${refresh ? ", against what is live" : ""}`);
  const directory = mkdtempSync(join(tmpdir(), "amorphic-plan-"));
  const sources = join(directory, "sources");
  const env = {
    ...stack.environment,
    // Shows protected resources as blocked, with all the rest, instead of ending the preview.
    AMORPHIC_CICD_PLAN: "true",
    AMORPHIC_CICD_SOURCES: sources,
    // Streams the steps. As one text, a preview of 10,000 definitions takes 2.7 GB.
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
  };
  try {
    const at = { cwd: stack.project, env, endsAtOnce: true };
    const running = runLines(stack.pulumi, [...args, ...(refresh ? ["--refresh"] : []), ...chosen], at, (line) =>
      reader.line(line),
    ).finally(() => progress.end());
    // Loaded while Pulumi works.
    /* eslint-disable @typescript-eslint/no-require-imports */
    const { PreviewReader } = require("./preview-reader") as typeof import("./preview-reader");
    const { preparedFrom } = require("./outcome") as typeof import("./outcome");
    /* eslint-enable @typescript-eslint/no-require-imports */
    const reader = new PreviewReader((line) => progress.line(line));
    return await preparedFrom(reader, await running, { stack, refresh, sources });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
