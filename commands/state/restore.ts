import { UserError } from "../../providers/errors";
import { isObject } from "../../providers/is-object";
import type { Stored } from "../../providers/store/store";
import { quote } from "../../providers/visible";
import { pathsOf } from "../shared/backend";
import { refuseLocked } from "../locks/locked";
import { readStackFile, type Stack } from "../shared/stack";
import { ENDINGS, type Checkpoint, type Deployment } from "./checkpoint";
import { compare, isSame, type Differences } from "./compare";
import { openState, type StateStore } from "./history";
import { inspect } from "./integrity";
import { replaceState } from "./replace";
import { listed, timeText } from "./text";

/** An earlier state, and what it would change. */
export interface Restoration {
  /** Describes the earlier state. */
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly replaces: Stored | undefined;
  /** From the current state to the earlier one; undefined if there is no readable current state. */
  readonly differences: Differences | undefined;
}

/** Number of runs to search for the last good state. */
const FAR_BACK = 50;

/**
 * Finds the state to put back; changes nothing.
 * @param version id of a run, or S3's id of a version of the state; by default the last good one that a run recorded
 * @returns undefined if the current state is the last good one
 * @throws UserError if there is none, it is not sound, or a lock is held
 */
export async function findRestoration(stack: Stack, version: string | undefined): Promise<Restoration | undefined> {
  await refuseLocked(stack);
  const state = openState(stack);
  const replaces = await state.current();
  const now = replaces && inspect(replaces.bytes, state.name);
  const found = await (version === undefined ? lastGood(stack, state) : named(stack, state, version));
  const differences = now?.checkpoint && compare(now.checkpoint, found.checkpoint);
  if (version === undefined && now?.problems.length === 0 && differences && isSame(differences)) return undefined;
  return { what: found.what, bytes: found.bytes, replaces, differences };
}

interface Found {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly checkpoint: Checkpoint;
}

async function lastGood(stack: Stack, state: StateStore): Promise<Found> {
  for (const run of await state.runs(FAR_BACK)) {
    const stored = await state.recorded(run);
    if (!stored) continue;
    const { checkpoint, problems } = looked(stack, state, stored);
    if (!checkpoint || problems.length > 0) continue;
    return {
      what: `that the run ${run.id} left (${run.kind}, ${timeText(run.ended)})`,
      bytes: stored.bytes,
      checkpoint,
    };
  }
  throw new UserError(
    `No run of ${stack.name} has recorded a good state. In a bucket with versions, name one with --version: ` +
      "`aws s3api list-object-versions` lists them.",
  );
}

async function named(stack: Stack, state: StateStore, version: string): Promise<Found> {
  const run = await state.run(version);
  const stored = run ? await state.recorded(run) : await versionOf(stack, state, version);
  if (!stored) {
    throw new UserError(
      `There is no state ${quote(version)} of ${stack.name}. Use the id of a run, or of a version, from ` +
        `\`amorphic-cicd state history --stack ${stack.name}\`.`,
    );
  }
  const { checkpoint, problems } = looked(stack, state, stored);
  if (!checkpoint || problems.length > 0) {
    throw new UserError(`The state ${quote(version)} was not restored, as it could not be used:\n${listed(problems)}`);
  }
  const what = run
    ? `that the run ${run.id} left (${run.kind}, ${timeText(run.ended)})`
    : `of version ${quote(version)}`;
  return { what, bytes: stored.bytes, checkpoint };
}

async function versionOf(stack: Stack, { backend }: StateStore, id: string): Promise<Stored | undefined> {
  for (const ending of ENDINGS) {
    const stored = await backend.readVersion(`${pathsOf(stack).stacks}/${stack.name}${ending}`, id);
    if (stored) return stored;
  }
  return undefined;
}

function looked(stack: Stack, state: StateStore, { bytes }: Stored) {
  const { checkpoint, problems } = inspect(bytes, state.name);
  return {
    checkpoint,
    problems: [...problems, ...(checkpoint?.latest ? secretsProblems(checkpoint.latest, stack) : [])],
  };
}

/** Secrets encrypted with a key other than that in the stack's file could not be decrypted. */
function secretsProblems({ secretsProvider }: Deployment, { name, project }: Stack): string[] {
  const settings = readStackFile(name, project);
  if (!secretsProvider || !isObject(settings)) return [];
  const { salt, url, encryptedkey } = secretsProvider.state;
  const pairs = [
    ["encryptionsalt", salt],
    ["secretsprovider", url],
    ["encryptedkey", encryptedkey],
  ] as const;
  return pairs
    .filter(([key, value]) => typeof value === "string" && settings[key] !== undefined && settings[key] !== value)
    .map(([key]) => `its secrets are encrypted with another key: ${key} is not that of Pulumi.${name}.yaml`);
}

/**
 * Puts it back as a new version of the state.
 * @throws UserError as `replaceState`
 */
export const restoreState = (stack: Stack, { bytes, replaces, what }: Restoration): Promise<void> =>
  replaceState(stack, { bytes, replaces, message: `state restore: the state ${what}` });
