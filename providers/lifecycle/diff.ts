import { isDeepStrictEqual } from "node:util";
import type { ResourceType, Step } from "../catalog/type";
import { UNKNOWN } from "../pulumi-marks";
import { same } from "./compare";
import {
  definedKeys,
  fieldOf,
  isImmutable,
  isReset,
  OWN_UPDATE,
  pick,
  stepOf,
  type ArtifactFile,
  type Properties,
} from "./inputs";
import { grantsDiffer, SHARE } from "./share";
import { hasSecret } from "./secrets/secret";
import { hasUnknown, isEmpty, isUnknown } from "./values";

/** How the object differs from what is wanted. */
export interface Changes {
  /** Properties sent by the object's own update. */
  readonly fields: readonly string[];
  /** Names of the steps to run, in the catalog's order; pending ones included. */
  readonly steps: readonly string[];
  /** Properties that cannot be changed in place. */
  readonly replaces: readonly string[];
}

/**
 * @param olds outputs: what Amorphic confirmed, or what it holds now if the state was refreshed
 * @param news checked inputs, which may hold unknowns
 */
export function changesOf(type: ResourceType, olds: Properties, news: Properties): Changes {
  const keys = new Set([...definedKeys(type, olds), ...definedKeys(type, news)]);
  const changed = [...keys].filter((key) => differs(type, key, olds, news));
  const isNeeded = (step: Step) =>
    step.kind === "send"
      ? step.fields.some((key) => (changed.includes(key) || isPending(step, olds)) && isSendable(type, key, olds, news))
      : artifactDiffers(step.artifact, olds, news) || isPending(step, olds);
  // After an update without an answer the platform may hold either value, so all are sent.
  const isUnsure = olds.pendingSteps?.includes(OWN_UPDATE) ?? false;
  return {
    fields: [...keys].filter((key) => stepOf(type, key) === undefined && (isUnsure || changed.includes(key))),
    steps: [...type.steps.filter(isNeeded).map((step) => step.name), ...(isShareDue(olds, news) ? [SHARE] : [])],
    replaces: changed.filter((key) => isImmutable(type, key) && !isDue(type, key, olds)),
  };
}

export function isUnchanged(changes: Changes): boolean {
  return changes.fields.length === 0 && changes.steps.length === 0 && changes.replaces.length === 0;
}

/**
 * Properties that cannot be changed in place and that the definition sets for the first time, or whose secrets it now has
 * in plain text, such as those of a variable that `amorphic:plainEnv` now lists. They were never compared in this form, so
 * the object may already have these values.
 */
export const newlyManaged = ({ replaces }: Changes, olds: Properties, news: Properties): string[] =>
  replaces.filter((key) => (!Object.hasOwn(olds, key) || isRevealed(olds[key], news[key])) && !hasUnknown(news[key]));

const isRevealed = (old: unknown, now: unknown): boolean => hasSecret(old) && !hasSecret(now);

/**
 * What left the definition without being set back: it is no longer managed, and Amorphic keeps its value. An update that
 * sends nothing makes the state forget it. What a new object would have anyway does not count.
 * @returns properties, and artifacts as `Artifacts.Script`
 */
export function noLongerManaged(type: ResourceType, olds: Properties, news: Properties): string[] {
  const isUsual = (key: string) => same(olds[key], fieldOf(type, key)?.default, fieldOf(type, key));
  const properties = definedKeys(type, olds).filter((key) => !Object.hasOwn(news, key) && !isReset(type, key));
  const artifacts = Object.entries(olds.Artifacts ?? {}).filter(([name]) => wantedFiles(name, news) === undefined);
  return [
    ...properties.filter((key) => !isUsual(key)),
    ...artifacts.filter(([, files]) => files.length > 0).map(([name]) => `Artifacts.${name}`),
  ];
}

/**
 * What an update sends. It must not replace anything: newly managed immutable properties are live already, or `diff` would
 * have asked for a replacement, so they are only recorded.
 */
export function changesToSend(type: ResourceType, olds: Properties, news: Properties): Omit<Changes, "replaces"> {
  const recorded = newlyManaged(changesOf(type, olds, news), olds, news);
  return changesOf(type, { ...olds, ...pick(news, recorded) }, news);
}

/**
 * The inputs that a refresh found, with the recorded value wherever both mean the same. A definition that only changes
 * its wording causes no update, so the wording may differ from what was last sent; that is no drift either.
 * @param recorded inputs of the last run
 * @param live inputs made from what the last update confirmed and from what is live
 */
export function inRecordedWords(type: ResourceType, recorded: Properties, live: Properties): Record<string, unknown> {
  const isSame: Readonly<Record<string, () => boolean>> = {
    ...Object.fromEntries(["__provider", "logicalId", "renamedFrom"].map((key) => [key, () => true])),
    grants: () => !grantsDiffer(live, recorded),
    Artifacts: () => Object.keys(type.artifacts).every((name) => !artifactDiffers(name, live, recorded)),
  };
  const keys = [...definedKeys(type, live), ...definedKeys(type, recorded), ...Object.keys(isSame)];
  const kept = keys.filter((key) => (isSame[key] ?? (() => !differs(type, key, live, recorded)))());
  const others = Object.entries(live).filter(([key]) => !kept.includes(key));
  return { ...Object.fromEntries(others), ...pick(recorded, kept) };
}

function differs(type: ResourceType, key: string, olds: Properties, news: Properties): boolean {
  const field = fieldOf(type, key);
  // No object is replaced for what a definition does not say; see `noLongerManaged`.
  if (!Object.hasOwn(news, key)) return isReset(type, key) && !same(olds[key], field?.default, field);
  if (hasUnknown(news[key])) return true;
  if (Object.hasOwn(olds, key)) {
    if (same(olds[key], news[key], field)) return false;
    // No object is replaced for a secret that has never been compared.
    return !(isImmutable(type, key) && same(news[key], olds[key], field));
  }
  // A newly managed key is a change whatever its value, as its live value is not known here. But no object is replaced
  // because its definition now says nothing in so many words.
  return !(isImmutable(type, key) && isEmpty(field?.default) && isEmpty(news[key]));
}

/** Whether the platform has no value yet, because the step that sends it is still pending. */
function isDue(type: ResourceType, key: string, olds: Properties): boolean {
  const step = stepOf(type, key);
  return step !== undefined && !Object.hasOwn(olds, key) && isPending(step, olds);
}

const isShareDue = (olds: Properties, news: Properties): boolean =>
  grantsDiffer(olds, news) || (olds.pendingSteps?.includes(SHARE) ?? false);

const isPending = (step: Step, olds: Properties): boolean => olds.pendingSteps?.includes(step.name) ?? false;

/** Whether there is a value to send: what the definition says or, if it no longer does, the default. */
const isSendable = (type: ResourceType, key: string, olds: Properties, news: Properties): boolean =>
  Object.hasOwn(news, key) || (Object.hasOwn(olds, key) && isReset(type, key));

/** By name, as Amorphic knows them: neither directory nor order counts. A file removed from the definition stays on the platform. */
function artifactDiffers(name: string, olds: Properties, news: Properties): boolean {
  const wanted = wantedFiles(name, news);
  if (wanted === UNKNOWN) return true;
  return wanted !== undefined && !isDeepStrictEqual(hashes(olds.Artifacts?.[name]), hashes(wanted));
}

/** The files of an artifact, which may be unknown, on their own or together with all others. */
const wantedFiles = (name: string, { Artifacts }: Properties): readonly ArtifactFile[] | typeof UNKNOWN | undefined =>
  isUnknown(Artifacts) ? UNKNOWN : Artifacts?.[name];

const hashes = (files: readonly ArtifactFile[] | undefined) =>
  files?.map(({ path, sha256 }) => `${path.slice(path.lastIndexOf("/") + 1)} ${sha256}`).sort();
