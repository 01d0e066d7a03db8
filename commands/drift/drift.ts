import { catalog as builtIn } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import type { Properties } from "../../providers/lifecycle/inputs";
import { difference, pairs } from "../plan/difference";
import type { Change, Difference, Plan } from "../plan/model";
import type { Refreshed } from "../plan/preview";
import { redactedField } from "../plan/redact";

/** A resource that is not on the platform as the last run left it. */
export interface Drifted {
  readonly type: string;
  readonly logicalId: string;
  /** Natural key, such as `sales.orders`. */
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  readonly what: "changed" | "deleted";
  /** `from` is what the last run left, `to` what is there now. */
  readonly fields: readonly Pick<Difference, "path" | "from" | "to" | "list" | "columns">[];
  /** Who changed it, and when, as the platform tells it. */
  readonly by?: string;
  readonly at?: string;
  readonly remedy: Remedy;
}

/**
 * What puts it right: `fix` alone, as nothing else would be deployed with it; `deploy`, since its definition changed as well;
 * `none` is needed: the definition agrees by now with what is there, or is gone as well.
 */
export type Remedy = "fix" | "deploy" | "none";

/** What a refresh found out, beside the plan that was made of it. */
export function driftOf(
  refreshed: readonly Refreshed[],
  plan: Plan,
  {
    redact,
    catalog = builtIn,
  }: { readonly redact: (text: string) => string; readonly catalog?: ReadonlyMap<string, ResourceType> },
): Drifted[] {
  // A refresh tells of what the state holds, under the names that the state has.
  const changes = new Map(
    plan.changes.map((change) => [`${change.type} ${change.renamedFrom ?? change.logicalId}`, change]),
  );
  return refreshed
    .flatMap(({ urn, type: typeName, logicalId, id, drift }): Drifted[] => {
      if (!drift) return [];
      const { recorded, live } = drift;
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
            // Only what differs is redacted, as it may differ in nothing but what is blotted out.
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
  return isPlatforms && change.operation !== "delete" && change.fields.every(({ origin }) => origin === "platform")
    ? "fix"
    : "deploy";
}

/** What was recorded, for whoever asks the platform about it. */
export const recordedOf = (refreshed: readonly Refreshed[]): ReadonlyMap<string, Properties> =>
  new Map(refreshed.flatMap(({ urn, drift }) => (drift ? [[urn, drift.recorded] as const] : [])));
