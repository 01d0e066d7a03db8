import type { ResourceType } from "../../providers/catalog/type";
import { UserError } from "../../providers/errors";
import type { Lists } from "../../providers/lifecycle/live/listing";
import { existing, type Existing } from "../../providers/lifecycle/ownership/free-name";
import type { Platform } from "../../providers/lifecycle/platform";
import { labelOf, type Gap, type Plan } from "./model";
import { resourcesOf, type Preview } from "./preview";
import { shortList } from "./words";

interface Known {
  readonly preview: Preview;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly platform: () => Platform;
  /** Removes from a text what must not be shown. */
  readonly redact: (text: string) => string;
}

/**
 * The plan with what its creates will find: an object that is taken over, or one that is not ours, a reason to refuse which
 * would otherwise show only in the middle of the run. Only reads from Amorphic, each type's list once. If that fails, it is
 * a gap in the plan, not an error.
 */
export async function withExisting(plan: Plan, { preview, catalog, platform, redact }: Known): Promise<Plan> {
  // Most plans create nothing, and combining the steps of thousands of resources takes time.
  if (!plan.changes.some(({ operation }) => operation === "create")) return plan;
  const created = resourcesOf(preview).flatMap(({ operation, type: name, news, logicalId }) => {
    const type = operation === "create" ? catalog.get(name) : undefined;
    return type ? [{ type, inputs: { ...news?.inputs, logicalId } }] : [];
  });
  const managed = new Map<string, Set<string>>();
  for (const { type, id } of preview.refreshed) managed.set(type, (managed.get(type) ?? new Set()).add(id));
  const lists: Lists = new Map();
  const looked = await Promise.all(
    created.map(async ({ type, inputs }) => {
      const label = labelOf({ type: type.name, logicalId: inputs.logicalId });
      try {
        return { label, object: await existing(platform(), lists, type, inputs, managed.get(type.name) ?? new Set()) };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { label, why: redact(error.message) };
      }
    }),
  );
  const found = new Map(looked.flatMap(({ label, object }) => (object ? [[label, object] as const] : [])));
  return {
    ...plan,
    changes: plan.changes.map((change) => {
      const object = found.get(labelOf(change));
      if (!object) return change;
      return { ...change, [object.refusal ? "nameTaken" : "takesOver"]: redact(object.id) };
    }),
    refused: [...plan.refused, ...refusals(found).map((message) => ({ message: redact(message) }))],
    // What fails for one mostly fails for all of its type.
    notCompared: [...plan.notCompared, ...[...new Set(looked.flatMap(({ why = [] }) => why))].map(gap)],
  };
}

/** Where nothing was imported yet, most names are taken by objects that no stack knows: one reason says that of all. */
function refusals(found: ReadonlyMap<string, Existing>): string[] {
  const refused = [...found].flatMap(([label, { entry, refusal }]) => (refusal ? [{ label, entry, refusal }] : []));
  const unknown = refused.filter(({ entry }) => entry === undefined);
  if (unknown.length <= FEW) return refused.map(({ refusal }) => refusal.message);
  return [
    ...refused.flatMap(({ entry, refusal }) => (entry === undefined ? [] : [refusal.message])),
    `${String(unknown.length)} objects cannot be created: Amorphic already has others with their names, which this stack did ` +
      `not create: ${shortList(unknown.map(({ label }) => label))}. Take them over by \`import --match\`, which first shows ` +
      "the differences, or choose other names.",
  ];
}

/** As many reasons of one kind are told one by one. */
const FEW = 3;

const gap = (why: string): Gap => ({ what: "whether the names of new objects are free", why });
