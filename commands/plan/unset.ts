import type { ResourceType } from "../../providers/catalog/type";
import { referenceOf } from "../../providers/lifecycle/secrets/secret";
import { secretsSent } from "../../providers/lifecycle/sent";
import type { Resource } from "./preview";

/** By variable that is not set, the resources, such as `Datasource rSales`, to which a run sends its value as a secret. */
export type Unset = ReadonlyMap<string, readonly string[]>;

/** What a run would lack midway. Secrets from Secrets Manager are read by the run itself. */
export function unsetSecrets(
  resources: readonly Resource[],
  { catalog, isSet }: { catalog: ReadonlyMap<string, ResourceType>; isSet: (variable: string) => boolean },
): Unset {
  const unset = new Map<string, string[]>();
  for (const { operation, type: typeName, logicalId, olds, news } of resources) {
    const type = catalog.get(typeName);
    if (!type || !news || operation === "same" || operation === "delete") continue;
    const secrets = secretsSent(type, operation === "update" ? olds?.outputs : undefined, news.inputs).map(referenceOf);
    const names = secrets.flatMap(({ source, name }) => (source === "!Environ" && !isSet(name) ? [name] : []));
    for (const name of new Set(names)) unset.set(name, [...(unset.get(name) ?? []), `${typeName} ${logicalId}`]);
  }
  return unset;
}
