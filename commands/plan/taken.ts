import type { ResourceType } from "../../providers/catalog/type";
import { UserError } from "../../providers/errors";
import type { Lists } from "../../providers/lifecycle/live/listing";
import { takenName } from "../../providers/lifecycle/ownership/free-name";
import type { Platform } from "../../providers/lifecycle/platform";
import type { Plan } from "./model";
import { resourcesOf, type Preview } from "./preview";

interface Known {
  readonly preview: Preview;
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly platform: () => Platform;
  /** Removes from a text what must not be shown. */
  readonly redact: (text: string) => string;
}

/**
 * The plan with a reason to refuse each create whose name another object has: otherwise that shows only in the middle of
 * the run. Only reads from Amorphic, each type's list once. If that fails, it is a gap in the plan, not an error.
 */
export async function withTakenNames(plan: Plan, { preview, catalog, platform, redact }: Known): Promise<Plan> {
  const created = resourcesOf(preview).flatMap(({ operation, type: name, news, logicalId }) => {
    const type = operation === "create" ? catalog.get(name) : undefined;
    return type ? [{ type, inputs: { ...news?.inputs, logicalId } }] : [];
  });
  if (created.length === 0) return plan;
  const managed = new Map<string, Set<string>>();
  for (const { type, id } of preview.refreshed) managed.set(type, (managed.get(type) ?? new Set()).add(id));
  const lists: Lists = new Map();
  try {
    const from = platform();
    const errors = await Promise.all(
      created.map(({ type, inputs }) => takenName(from, lists, type, inputs, managed.get(type.name) ?? new Set())),
    );
    const refused = errors.flatMap((error) => (error ? [{ message: redact(error.message) }] : []));
    return { ...plan, refused: [...plan.refused, ...refused] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const gap = { what: "whether the names of new objects are free", why: redact(error.message) };
    return { ...plan, notCompared: [...plan.notCompared, gap] };
  }
}
