import type { ResourceType } from "../../providers/catalog/type";
import type { Api } from "../../providers/client/api";
import type { Check } from "./check";
import { placeholders, TypeProbe } from "./type-probe";

type Catalog = ReadonlyMap<string, ResourceType>;

/**
 * Checks the assumptions about Amorphic's API on every type, by GETs alone. What one check finds wrong counts as corrected
 * for the next, so that one run finds all it can.
 */
export async function checkFacts(api: Api, catalog: Catalog, progress: (type: string) => void): Promise<Check[]> {
  const checks: Check[] = [];
  const ids = new Map<string, string>();
  const parents = [...catalog.values()].sort((a, b) => placeholders(a).length - placeholders(b).length);
  for (const type of parents) {
    progress(type.name);
    const probe = new TypeProbe(api, type, ids);
    await probe.run();
    checks.push(...probe.checks);
    if (probe.stopped) break;
  }
  return checks;
}
