import { isDeepStrictEqual } from "node:util";
import { catalog as builtIn } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import { CORRECTIONS_FILE } from "../../providers/corrections";
import { settingOf, type Config } from "../../providers/engine/config";
import { nameOf, namesOf } from "../../providers/engine/names";
import { noLongerManaged } from "../../providers/lifecycle/diff";
import { pick } from "../../providers/lifecycle/inputs";
import { isProtected } from "../../providers/lifecycle/ownership/protection";
import { isUnknown } from "../../providers/lifecycle/values";
import { own } from "../../providers/own";
import { hashOf } from "./digest";
import { gaps } from "./gaps";
import { difference, isRotation, pairs, type Pair } from "./difference";
import type { Change, Difference, Operation, Plan } from "./model";
import { stillNaming } from "./naming";
import { objections } from "./objections";
import { unknownNames } from "./listed";
import { resourcesOf, type Preview, type Resource } from "./preview";
import { problemsOf } from "./problem";
import { reasonsOf } from "./reasons";
import { redacted } from "./redact";
import { withShare } from "./share";
import type { SourcesByUrn } from "./sources";
import { mapTexts } from "./display-value";

/** What a plan needs besides the preview. */
export interface PlanContext {
  /** Whether the preview refreshed first. */
  readonly refreshed: boolean;
  /** Where the values of changed resources come from. */
  readonly sources: SourcesByUrn;
  /** The same in the last run, for deleted and replaced resources and their dependents; by URN in state. */
  readonly recorded?: SourcesByUrn;
  /** What an earlier run deleted, to replace it, and failed to recreate; by URN in state. */
  readonly deleted?: ReadonlySet<string>;
  /** Whether an environment variable has a value where the preview ran. */
  readonly isSet: (variable: string) => boolean;
  /** Removes from a text what must not be shown. */
  readonly redact: (text: string) => string;
  /** The text that corrects the catalog, if there is one. */
  readonly corrections?: string | undefined;
  readonly catalog?: ReadonlyMap<string, ResourceType>;
}

export function planOf(preview: Preview, circumstances: PlanContext): Plan {
  const { config } = preview;
  const { redact, sources } = circumstances;
  // The program reports invalid settings.
  const setting = <K extends keyof Config>(key: K) => settingOf(key, config[`amorphic:${key}`]);
  const resources = resourcesOf(preview);
  const diagnostics = mapTexts(preview.diagnostics, redact);
  const changed = resources.filter(({ operation }) => operation !== "same");
  const catalog = circumstances.catalog ?? builtIn;
  const recorded: SourcesByUrn = circumstances.recorded ?? new Map();
  const context: Context = {
    catalog,
    policy: {
      protect: setting("protect"),
      allow: setting("allow"),
    },
    changed: new Map(changed.map(({ urn, operation }) => [urn, operation])),
    sources,
    recorded,
    deleted: circumstances.deleted ?? new Set(),
    renamed: new Map(changed.map(({ recordedUrn, urn }) => [recordedUrn, urn])),
  };
  const changes = inOrder(changed.map((resource) => changeOf(resource, context)));
  const unchanged = resources.length - changed.length;
  const limits = { count: setting("maxDeletes"), percent: setting("maxDeletePercent") };
  const errors = problemsOf(diagnostics, "error");
  const lists = { "amorphic:allow": setting("allow"), "amorphic:import": setting("import") };
  const unlisted = unknownNames(resources, lists);
  const refused = [...stillNaming(resources, { catalog, recorded }), ...objections({ changes, unchanged }, limits)];
  return {
    changes: changes.map((change) => redacted(change, redact)),
    unchanged,
    settings: settingsOf(config, circumstances.corrections),
    notCompared: mapTexts(gaps(resources, circumstances), redact),
    ...mapTexts(allowLine(changes, context.policy.allow), redact),
    refused: errors.length > 0 ? [] : mapTexts(refused, redact),
    warnings: [...problemsOf(diagnostics, "warning"), ...mapTexts(errors.length > 0 ? [] : unlisted, redact)],
    errors,
  };
}

/** Settings that no change shows. Those that decide which definitions there are show in the changes. */
const DECISIVE = ["amorphic:apiUrl", "amorphic:exclusiveShares", "amorphic:import"];

function settingsOf(config: Preview["config"], corrections: string | undefined): Plan["settings"] {
  const values = [...DECISIVE.map((key) => [key, config[key]] as const), [CORRECTIONS_FILE, corrections] as const];
  return Object.fromEntries(values.flatMap(([key, value]) => (value === undefined ? [] : [[key, hashOf(value)]])));
}

/** Dependents after their dependencies, otherwise by name: the engine's order changes from run to run. */
function inOrder(changes: readonly Change[]): Change[] {
  const byId = new Map(changes.map((change) => [change.logicalId, change]));
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0);
    const found = 1 + Math.max(-1, ...(byId.get(id)?.dependsOn ?? []).map(depth));
    depths.set(id, found);
    return found;
  };
  return [...changes].sort((a, b) => depth(a.logicalId) - depth(b.logicalId) || (isBefore(a, b) ? -1 : 1));
}

const isBefore = (a: Change, b: Change): boolean =>
  a.logicalId === b.logicalId ? a.type < b.type : a.logicalId < b.logicalId;

interface Context {
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly policy: { readonly protect: readonly string[]; readonly allow: readonly string[] };
  /** The operation, by URN: resources of two types may have the same name. */
  readonly changed: ReadonlyMap<string, Operation | "same">;
  readonly sources: SourcesByUrn;
  readonly recorded: SourcesByUrn;
  readonly deleted: ReadonlySet<string>;
  /** URN in the program, by URN in state. */
  readonly renamed: ReadonlyMap<string, string>;
}

function changeOf(resource: Resource, context: Context): Change {
  const { type: typeName, logicalId, urn, recordedUrn, isDeleted, olds, news, drift } = resource;
  const operation = resource.operation as Operation;
  const type = context.catalog.get(typeName);
  const [before, after] = [olds?.inputs ?? {}, news?.inputs ?? {}];
  const recordedName = nameOf(recordedUrn);
  const known = olds?.outputs["logicalId"];
  const allowedAs = typeof known === "string" ? known : logicalId;
  const compared = operation === "update" || operation === "replace";
  const id = olds?.id ?? drift?.id;
  const replaceReasons = operation === "replace" ? reasonsOf(type, resource, context) : [];
  const above = namesOf(
    Object.values(context.sources.get(urn) ?? {})
      .flat()
      .filter((other) => other !== urn && context.changed.has(other)),
  );
  const change: Change = {
    operation,
    type: typeName,
    logicalId,
    ...(recordedName !== logicalId && { renamedFrom: recordedName }),
    name: nameFrom(type, operation === "create" ? after : before),
    ...(id === undefined || operation === "create" ? {} : { id }),
    allowedAs,
    fields: operation === "delete" ? [] : differencesOf(resource, operation, type, context),
    replaceReasons,
    pendingSteps: compared ? ((olds?.outputs["pendingSteps"] ?? []) as string[]) : [],
    goneFromPlatform: operation === "create" && drift !== undefined,
    isDeleted: isDeleted || context.deleted.has(recordedUrn),
    blocked: false,
    dependsOn: [...new Set([...above, ...replaceReasons.flatMap(({ follows = [] }) => follows)])].sort(),
  };
  // Even if an earlier run deleted it: the provider does not know of that and refuses too.
  const isGuarded = operation === "delete" || operation === "replace";
  return { ...change, blocked: isGuarded && isProtected(typeName, allowedAs, context.policy) };
}

function differencesOf(
  { urn, olds, news, drift, diffs }: Resource,
  operation: Operation,
  type: ResourceType | undefined,
  { changed, sources }: Context,
): Difference[] {
  // A replacement keeps nothing. After a run that failed, only the outputs may still hold what left.
  const left = type && operation === "update" ? noLongerManaged(type, olds?.outputs ?? {}, news?.inputs ?? {}) : [];
  const before = withShare(operation === "create" ? {} : { ...pick(olds?.outputs ?? {}, left), ...olds?.inputs });
  const after = withShare(news?.inputs ?? {});
  // The last run's record separates changes of the definition from those on the platform.
  const recorded = drift?.recorded && withShare(drift.recorded);
  const last = operation === "create" ? recorded : (recorded ?? before);
  const isMade = (other: string) => changed.get(other) === "create" || changed.get(other) === "replace";
  const follows = (key: string) => namesOf((sources.get(urn)?.[key === "Share" ? "grants" : key] ?? []).filter(isMade));
  const told = pairs(before, after).map((pair) => {
    const key = pair.keys[0] ?? "";
    const isKept = left.some((path) => `${path}.`.startsWith(`${pair.keys.join(".")}.`));
    const origin = isKept ? "definition" : originOf(pair, last);
    return difference(type, pair, { origin, isKept, follows: follows(key), objects: [before, after] });
  });
  return [...told, ...diffs.map((path) => ({ path, origin: "definition" as const, follows: follows(path) }))];
}

function originOf({ keys, from, to }: Pair, last: Readonly<Record<string, unknown>> | undefined): Difference["origin"] {
  if (from !== undefined && to !== undefined && isRotation(from, to)) return "secret";
  const recorded = keys.reduce<unknown>((value, key) => own(value as Record<string, unknown> | undefined, key), last);
  return last !== undefined && isDeepStrictEqual(recorded, to) ? "platform" : "definition";
}

function nameFrom(type: ResourceType | undefined, inputs: Readonly<Record<string, unknown>>): string {
  const parts = type?.naturalKey.map((key) => own(inputs, key)) ?? [];
  return parts.filter((part) => typeof part === "string" && part !== "" && !isUnknown(part)).join(".");
}

function allowLine(changes: readonly Change[], allowed: readonly string[]): Pick<Plan, "allow"> {
  const blocked = changes.filter((change) => change.blocked).map(({ allowedAs }) => allowedAs);
  if (blocked.length === 0) return {};
  return { allow: `amorphic:allow: ${JSON.stringify([...new Set([...allowed, ...blocked])])}` };
}
