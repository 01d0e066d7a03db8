import { quote } from "../visible";
import type { Draft } from "./draft";
import { isSecretReference } from "./functions";
import type { Report } from "./report";
import { SECRET_VALUE, type Resolve } from "./resolver";
import { secretInKey } from "./secret";

/** Reports definitions of the same object: same type and same natural key, ignoring case. */
export function checkNaturalKeys(drafts: ReadonlyMap<string, Draft>, resolve: Resolve, report: Report): void {
  const seen = new Map<string, { draft: Draft; key: string }>();
  for (const draft of drafts.values()) {
    const { type } = draft;
    if (!type) continue;
    const parts = type.naturalKey.map((property) => resolve(draft, property));
    for (const [index, property] of type.naturalKey.entries()) {
      if (parts[index] !== SECRET_VALUE || isSecret(draft, property)) continue;
      const { code, message } = secretInKey(property);
      report.error(draft.keyPositions[index] ?? draft.position, code, message, draft.logicalId);
    }
    if (!parts.every((part) => typeof part === "string")) continue;
    const key = parts.join(".");
    const identity = JSON.stringify([type.name, ...parts]).toLowerCase();
    const first = seen.get(identity);
    if (!first) {
      seen.set(identity, { draft, key });
      continue;
    }
    const { file, line, column } = first.draft.position;
    const other = `${quote(first.draft.logicalId)} at ${file}:${line}:${column}`;
    const message =
      first.key === key
        ? `${type.name} ${quote(key)} is already defined as ${other}, and there can be only one; remove one or rename it`
        : `${type.name} ${quote(key)} differs only in case from ${quote(first.key)}, defined as ${other}, and names must differ in more than case; rename one`;
    report.error(draft.keyPositions.at(-1) ?? draft.position, "DUPLICATE_NATURAL_KEY", message, draft.logicalId);
  }
}

/** Whether the property itself is a secret, which the check of the block has already reported. */
function isSecret({ properties }: Draft, property: string): boolean {
  return Object.hasOwn(properties, property) && isSecretReference(properties[property]);
}
