import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ApiError, type Api, type JsonObject } from "../client/api";
import type { ResourceType, SendStep, Step, UploadStep, Wait } from "../catalog/type";
import { UserError } from "../errors";
import { visible } from "../visible";
import { call } from "./call";
import { fieldOf, isReset, pick, subjectOf, type ArtifactFile, type Properties } from "./inputs";
import { share, SHARE, type SharePolicy } from "./share";
import type { Vault } from "./secrets/vault";
import { hasStatus, settle } from "./live/wait";

/** How often a step is sent if no answer comes; after each attempt, wait until the platform is no longer busy. */
const ATTEMPTS = 3;

/** The steps a new object needs: those whose fields or files the definition has. */
export function initialSteps(type: ResourceType, inputs: Properties): string[] {
  const needed = (step: Step) =>
    step.kind === "send"
      ? step.fields.some((key) => Object.hasOwn(inputs, key))
      : inputs.Artifacts?.[step.artifact] !== undefined;
  const shares = (inputs.grants ?? []).length > 0;
  return [...type.steps.filter(needed).map((step) => step.name), ...(shares ? [SHARE] : [])];
}

export interface StepRun {
  readonly api: Api;
  readonly vault: Vault;
  readonly type: ResourceType;
  readonly id: string;
  /** The wanted properties. */
  readonly inputs: Properties;
  /** Keys removed from the definition; their default is sent. */
  readonly removed?: readonly string[];
  /** What was confirmed before. */
  readonly olds?: Properties;
  readonly policy: SharePolicy;
  /** Whether the platform may still be working on an earlier call of the same kind. */
  readonly mayBeBusy: boolean;
}

/**
 * Runs the named steps in the catalog's order. A step that fails stops the run: later steps may build on it.
 * @returns the steps still pending and, if there are any, why
 */
export async function runSteps(run: StepRun, names: readonly string[]): Promise<{ pending: string[]; error?: Error }> {
  const { api, type, id, olds = {}, inputs, policy } = run;
  const steps = type.steps
    .filter((step) => names.includes(step.name))
    .map((step) => ({ name: step.name, work: () => (step.kind === "send" ? send(run, step) : upload(run, step)) }));
  if (names.includes(SHARE)) {
    steps.push({ name: SHARE, work: () => share(api, type, id, olds, inputs, policy) });
  }
  for (const [i, step] of steps.entries()) {
    try {
      await step.work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { pending: steps.slice(i).map(({ name }) => name), error };
    }
  }
  return { pending: [] };
}

async function send(run: StepRun, step: SendStep): Promise<void> {
  const { api, vault, type, id, inputs, removed = [] } = run;
  const left = removed.filter((key) => step.fields.includes(key));
  const written = { ...defaultsOf(type, left), ...pick(inputs, step.fields) };
  const body = vault.open(written, subjectOf(type, inputs)) as JsonObject;
  const { wait } = step;
  if (!wait) {
    await call(api, type, step.call, inputs, { id, body, repeatable: true });
    return;
  }
  if (run.mayBeBusy) await rest(run, wait);
  for (let attempt = 1; ; attempt++) {
    try {
      // If the call took effect but its answer was lost, the platform is busy and refuses the same call.
      await call(api, type, step.call, inputs, { id, body, repeatable: false });
      break;
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === "uncertain") || attempt === ATTEMPTS) throw error;
      await rest(run, wait);
    }
  }
  const { done, failed, field, reason } = wait;
  const answer = await settle(run, wait, (answer) => hasStatus(wait, answer, [...done, ...failed]));
  if (hasStatus(wait, answer, failed)) {
    const said = answer[reason];
    const why = typeof said === "string" && said !== "" ? `: ${visible(vault.redact(said))}.` : ".";
    throw new ApiError(
      "refused",
      `${subjectOf(type, inputs)}: ${step.name} ended with ${field} ${JSON.stringify(answer[field])}${why} ` +
        "Fix the cause and run again: this step is then repeated.",
    );
  }
}

/** Waits until the platform no longer works on such a call. */
const rest = (run: StepRun, wait: Wait) => settle(run, wait, (answer) => !hasStatus(wait, answer, wait.busy));

async function upload(run: StepRun, step: UploadStep): Promise<void> {
  const { api, type, id, inputs } = run;
  const subject = subjectOf(type, inputs);
  for (const file of inputs.Artifacts?.[step.artifact] ?? []) {
    const bytes = await readArtifact(file, subject);
    const body = { [step.fileName]: basename(file.path) };
    const answer = await call(api, type, step.call, inputs, { id, body, repeatable: true });
    const link = answer[step.link];
    if (typeof link !== "string") {
      throw new ApiError(
        "refused",
        `${subject}: ${step.call.method} ${step.call.path} answered without ${step.link}, so ${file.path} could not be uploaded.`,
      );
    }
    await api.upload(link, bytes, subject);
  }
}

async function readArtifact(file: ArtifactFile, subject: string): Promise<Buffer> {
  const bytes = await readFile(file.path);
  if (sha256(bytes) !== file.sha256) {
    throw new UserError(`${subject}: ${file.path} changed during the run, so it was not uploaded. Run again.`);
  }
  return bytes;
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** What is sent for keys that the definition no longer has. */
export function defaultsOf(type: ResourceType, removed: readonly string[]): JsonObject {
  const known = removed.filter((key) => isReset(type, key));
  return Object.fromEntries(known.map((key) => [key, fieldOf(type, key)?.default]));
}
