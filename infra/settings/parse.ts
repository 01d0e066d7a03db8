import { UserError } from "../../providers/errors";
import { didYouMean } from "../../providers/nearest";
import { visible } from "../../providers/visible";
import { targets, type AnySettings } from "../targets";
import type { TargetKind } from "../targets/target";
import { isMap, type Key } from "./key";
import { KEYS } from "./keys";
import { valuesIn, type Place } from "./place";
import type { Settings } from "./settings";

/** CodePipeline truncates a longer name in artifact paths, which the roles' policies contain. */
const LONGEST_NAME = 20;

/**
 * @param given the values under `pipeline:` by first-level key
 * @param stack the stack of `infra/`, which is the environment's name unless the settings say otherwise
 * @param place where the pipeline is, to find what is named but is elsewhere
 * @throws UserError that lists every mistake: key, value, what is allowed
 */
export function parseSettings(
  given: Readonly<Record<string, unknown>>,
  stack: string,
  place: Place = { accounts: [] },
): AnySettings {
  const problems: string[] = [];
  const kind: TargetKind = kindOf(given["target"]);
  const keys: Readonly<Record<string, Key>> = { ...KEYS, ...kind.keys };
  const values = flatten(given, keys);
  const settings: Record<string, unknown> = {};

  for (const key of values.keys()) {
    const known = Object.keys(keys);
    if (known.includes(key)) continue;
    const inner = known.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1));
    problems.push(
      inner.length > 0
        ? `pipeline:${key} is ${shown(values.get(key))}; it must be a map of ${inner.join(", ")}`
        : `pipeline:${visible(key)} is not known${otherTarget(key, kind) || didYouMean(key, [...known, ...firstLevel(keys)])}`,
    );
  }
  const invalid: string[] = [];
  for (const [key, { allowed, isGood, wrongIn, fallback, isRequired, isHidden }] of Object.entries(keys)) {
    const value = values.get(key) ?? (key === "environment" ? stack : fallback);
    if (value === undefined) {
      if (isRequired) problems.push(`pipeline:${key} is missing: ${allowed}`);
    } else if (isGood(value)) put(settings, key.split("."), value);
    else {
      invalid.push(key);
      const wrong = (wrongIn?.(value) ?? []).map(visible).join(", ");
      const what = `${isHidden ? HIDDEN : shown(value)}${wrong && `, with mistakes in ${wrong}`}`;
      problems.push(`pipeline:${key} is ${what}; it must be ${allowed}`);
    }
  }
  const checked = settings as unknown as Settings;
  const contradicting = [...contradictions(checked), ...kind.contradictions(checked, place)];
  // What is not valid is not missing as well.
  const isKnown = (problem: string): boolean => invalid.some((key) => problem.startsWith(`pipeline:${key} is missing`));
  problems.push(...contradicting.filter((problem) => !isKnown(problem)));
  if (problems.length > 0) {
    throw new UserError(`infra/Pulumi.${stack}.yaml has mistakes:\n  ${problems.join("\n  ")}`);
  }
  const paths = values.get("source.paths") ?? kind.paths(checked);
  return { ...checked, source: { ...checked.source, paths } } as AnySettings;
}

/** An unknown target is reported like any other mistake; until then it counts as the default. */
export const kindOf = (name: unknown): TargetKind =>
  Object.entries<TargetKind>(targets).find(([known]) => known === name)?.[1] ?? targets.amorphic;

/** First-level keys, which is how Pulumi provides them. */
const firstLevel = (keys: object): string[] => [...new Set(Object.keys(keys).map((key) => key.split(".")[0] ?? key))];

/** Says which other targets have a key that is unknown here. */
function otherTarget(key: string, own: TargetKind): string {
  const has = ({ keys }: TargetKind): boolean => firstLevel(keys).includes(key.split(".")[0] ?? key);
  const all = has(own) ? [] : Object.entries<TargetKind>(targets);
  const owners = all.filter(([, kind]) => has(kind)).map(([name]) => name);
  return owners.length > 0 ? ` for this target: it belongs to ${owners.join(" and ")}` : "";
}

/** The settings from a stack's whole configuration. */
export const settingsIn = (configuration: Readonly<Record<string, string>>): Record<string, unknown> =>
  valuesIn("pipeline:", configuration);

/** `{source: {branch: "main"}}` as `source.branch`; lists and maps of the user's own stay whole. */
function flatten(given: Readonly<Record<string, unknown>>, keys: object): Map<string, unknown> {
  const settingNames = firstLevel(keys);
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const isGroup = !(name in keys) && settingNames.includes(name);
    if (!isGroup || !isMap(value)) values.set(name, value);
    else for (const [key, inner] of Object.entries(value)) values.set(`${name}.${key}`, inner);
  }
  return values;
}

function put(target: Record<string, unknown>, [first = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[first] = value;
  else put((target[first] ??= {}) as Record<string, unknown>, rest, value);
}

/** Mistakes in combinations of keys; keys with invalid values are left out. */
function contradictions({ name, environment, source, pullRequests }: Partial<Settings>): string[] {
  const found: string[] = [];
  const both = `${name ?? ""}-${environment ?? ""}`;
  if (name && environment && both.length > LONGEST_NAME) {
    found.push(
      `pipeline:name and environment together give ${both}, which is longer than ${LONGEST_NAME} characters: shorten one of them`,
    );
  }
  const { provider, repository, connectionArn, hostArn, url } = source ?? ({} as Partial<Settings["source"]>);
  const isSelfManaged = provider === "GitHubEnterprise" || provider === "GitLabSelfManaged";
  const foreign = provider === "CodeCommit" ? { connectionArn, hostArn, url } : isSelfManaged ? {} : { hostArn, url };
  for (const [key, value] of Object.entries(foreign)) {
    if (provider && value) found.push(`pipeline:source.${key} is set, but ${provider} has none: remove it`);
  }
  if (provider === "CodeCommit") {
    if (pullRequests?.approval === "all") {
      found.push(
        'pipeline:pullRequests.approval is "all", but on CodeCommit builds start at once and cannot wait for a comment: remove it, or set pullRequests.enabled to false',
      );
    }
    if (repository?.includes("/"))
      found.push(`pipeline:source.repository is ${shown(repository)}; for CodeCommit it must be the name alone`);
  } else if (provider && repository && !repository.includes("/")) {
    found.push(`pipeline:source.repository is ${shown(repository)}; for ${provider} it must be owner/name`);
  }
  if (isSelfManaged && !connectionArn && !hostArn) {
    found.push(`pipeline:source.hostArn is missing: ${provider} needs it, or a connectionArn`);
  }
  if (isSelfManaged && !url) found.push(`pipeline:source.url is missing: ${KEYS["source.url"].allowed}`);
  return found;
}

const HIDDEN = "not valid (not shown, as it may be the secret itself)";
const LONGEST_VALUE = 80;

/** Hides a map's values, which may be passwords written where their ARNs belong. */
function shown(value: unknown): string {
  if (isMap(value)) return `a map of size ${Object.keys(value).length}`;
  const text = visible(JSON.stringify(value));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
