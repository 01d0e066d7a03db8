import { visible } from "../../../providers/visible";
import type { Change, Operation } from "../model";

/** More would be unreadable, and hosts stop drawing large graphs. */
const MOST_NODES = 50;

const STYLES: Readonly<Record<Operation, string>> = {
  create: "fill:#dafbe1,stroke:#1a7f37",
  update: "fill:#fff8c5,stroke:#9a6700",
  replace: "fill:#ffebe9,stroke:#cf222e",
  delete: "fill:#ffebe9,stroke:#cf222e,stroke-dasharray:4",
};

/**
 * The changed resources that depend on one another, in Mermaid; arrows point from a resource to its dependents. Names
 * appear only in labels, in characters with no meaning in Mermaid.
 * @returns undefined if there are no dependencies, or too many resources to draw
 */
export function graph(changes: readonly Change[]): string | undefined {
  const used = new Set(
    changes.flatMap(({ logicalId, dependsOn }) => (dependsOn.length > 0 ? [logicalId, ...dependsOn] : [])),
  );
  const drawn = changes.filter(({ logicalId }) => used.has(logicalId));
  if (drawn.length === 0 || drawn.length > MOST_NODES) return undefined;
  const ids = new Map(drawn.map(({ logicalId }, i) => [logicalId, `n${String(i)}`]));
  const nodes = drawn.map(
    ({ logicalId, type, operation }) =>
      `  ${ids.get(logicalId)}["${operation} ${label(type)} ${label(logicalId)}"]:::${operation}`,
  );
  const edges = drawn.flatMap(({ logicalId, dependsOn }) =>
    dependsOn.filter((other) => ids.has(other)).map((other) => `  ${ids.get(other)} --> ${ids.get(logicalId)}`),
  );
  const kinds = [...new Set(drawn.map(({ operation }) => operation))];
  const styles = kinds.map((operation) => `  classDef ${operation} ${STYLES[operation]},color:#1f2328`);
  return ["```mermaid", "flowchart LR", ...nodes, ...edges, ...styles, "```"].join("\n");
}

const label = (text: string): string =>
  visible(text)
    .slice(0, 60)
    .replace(/[^\w.\-/ ]/g, "_");
