import type { Store } from "../../../simulator/store";
import type { Expected, Settled } from "./expected";
import { KINDS } from "./kinds";

type Plan = ReadonlyMap<string, Expected>;

/**
 * Whether a replacement would have the name of another object, which is in its way: that is `told`. If it is replaced with
 * what it hangs on, the engine deletes it before anybody is asked, so that is `untold`, unless the other one is deleted as well.
 */
export function conflict(
  expected: Plan,
  settled: ReadonlyMap<string, Settled>,
  store: Store,
): "told" | "untold" | undefined {
  const replaced = [...expected.values()].filter(({ operation }) => operation === "replace");
  const dragged = new Set(replaced.flatMap(({ id = "" }) => (isDragged(id, expected, settled) ? [id] : [])));
  const found = replaced.flatMap(({ wanted: { kind, properties }, id = "" }) => {
    const { collection, key } = KINDS[kind];
    const other = store
      .all(collection)
      .find((one) => one.id !== id && key.every((part) => one.properties[part] === properties[part]));
    if (!other) return [];
    if (!dragged.has(id)) return ["told" as const];
    return dragged.has(other.id) ? [] : ["untold" as const];
  });
  return found.find((each) => each === "told") ?? found[0];
}

/** Whether what the object depends on is replaced. */
function isDragged(id: string, expected: Plan, settled: ReadonlyMap<string, Settled>): boolean {
  const before = [...settled.values()].find((each) => each.id === id)?.wanted.written;
  const names = JSON.stringify(before?.Properties ?? {}).matchAll(/"!DependsOn":"(\w+)\./g);
  return [...names].some(([, name = ""]) =>
    [...expected.values()].some(
      ({ operation, id: other }) => operation === "replace" && other === settled.get(name)?.id,
    ),
  );
}
