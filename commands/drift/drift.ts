import { catalog as builtIn } from "../../providers/catalog";
import { namedTypes } from "../../providers/catalog/fields";
import type { ResourceType } from "../../providers/catalog/type";
import type { Properties } from "../../providers/lifecycle/inputs";
import { own } from "../../providers/own";
import { difference, pairs } from "../plan/difference";
import { labelOf, type Change, type Difference, type Plan } from "../plan/model";
import type { Refreshed } from "../plan/preview";
import { redactedField } from "../plan/redact";
import { withShare } from "../plan/share";

/** A resource that is not on the platform as the last run left it. */
export interface Drifted {
  readonly type: string;
  readonly logicalId: string;
  /** Natural key, such as `sales.orders`. */
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  readonly what: "changed" | "deleted";
  /** `from` is what the last run left, `to` the current value. */
  readonly fields: readonly Pick<Difference, "path" | "from" | "to" | "list" | "columns">[];
  /** Who last modified it and when, according to Amorphic. */
  readonly by?: string;
  readonly at?: string;
  readonly remedy: Remedy;
}

/** What a refresh found, and what it could not tell. */
export interface Drift {
  readonly drifted: readonly Drifted[];
  /** How many resources the stack manages. */
  readonly managed: number;
  /** Why files could not be compared, as sentences. */
  readonly notCompared: readonly string[];
}

/**
 * What corrects it: `drift --fix`, as nothing else would be deployed with it; `deploy`, if its definition changed as well;
 * `replace`, if only deleting and recreating the object does, which is for people to decide; `none`, if by now the
 * definition agrees with what is live or is gone as well.
 */
export type Remedy = "fix" | "deploy" | "replace" | "none";

/** What a refresh found, apart from the plan made from it. */
export function driftOf(
  refreshed: readonly Refreshed[],
  plan: Plan,
  {
    redact,
    catalog = builtIn,
  }: { readonly redact: (text: string) => string; readonly catalog?: ReadonlyMap<string, ResourceType> },
): Drifted[] {
  // A refresh reports resources under their names in state.
  const changes = new Map(
    plan.changes.map((change) => [`${change.type} ${change.renamedFrom ?? change.logicalId}`, change]),
  );
  return refreshed
    .flatMap(({ urn, type: typeName, logicalId, id, drift }): Drifted[] => {
      if (!drift) return [];
      const recorded = withShare(drift.recorded);
      const live = drift.live && withShare(drift.live);
      const type = catalog.get(typeName);
      const found = live === undefined ? [] : pairs(recorded, live);
      if (live !== undefined && found.length === 0) return [];
      return [
        {
          ...{ type: typeName, logicalId, urn, id },
          name: redact((type?.naturalKey ?? []).map((key) => String(recorded[key])).join(".")),
          what: live === undefined ? "deleted" : "changed",
          fields: found.map((pair) => {
            const more = { origin: "platform", follows: [], objects: [recorded, live] } as const;
            // Redact only after comparing, as the difference may lie in redacted text alone.
            const { path, from, to, list, columns } = redactedField(difference(type, pair, more), redact);
            return {
              path,
              ...(from !== undefined && { from }),
              ...(to !== undefined && { to }),
              ...(list && { list }),
              ...(columns && { columns }),
            };
          }),
          remedy: remedyOf(changes.get(`${typeName} ${logicalId}`)),
        },
      ];
    })
    .sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

function remedyOf(change: Change | undefined): Remedy {
  if (!change) return "none";
  if (change.renamedFrom !== undefined) return "deploy";
  const isPlatforms = change.goneFromPlatform || change.fields.length > 0;
  if (!isPlatforms || change.operation === "delete" || change.fields.some(({ origin }) => origin !== "platform"))
    return "deploy";
  return change.operation === "replace" ? "replace" : "fix";
}

/** Labels of what refers to deleted objects by ids that are others once `drift --fix` has recreated these. */
export function followersOf(
  { changes }: Plan,
  drifted: readonly Drifted[],
  catalog: ReadonlyMap<string, ResourceType>,
): string[] {
  const fixed = drifted.filter(({ remedy }) => remedy === "fix");
  const remade = new Set(fixed.flatMap(({ what, logicalId }) => (what === "deleted" ? [logicalId] : [])));
  const isFixed = (change: Change) => fixed.some((one) => labelOf(one) === labelOf(change));
  const isFollower = (change: Change) =>
    !isFixed(change) &&
    change.fields.some(({ path, follows }) => {
      const field = own(catalog.get(change.type)?.fields, path.split(".")[0] ?? "");
      // A name stays the same, whatever the id.
      const isByName = field !== undefined && namedTypes(field).length > 0;
      return !isByName && follows.some((name) => remade.has(name));
    });
  return changes.filter(isFollower).map(labelOf);
}

/** Recorded inputs of what drifted, by URN. */
export const recordedOf = (refreshed: readonly Refreshed[]): ReadonlyMap<string, Properties> =>
  new Map(refreshed.flatMap(({ urn, drift }) => (drift ? [[urn, drift.recorded] as const] : [])));
