import { quote } from "../visible";
import type { Edges } from "./references";
import type { Report } from "./report";

interface Visit {
  readonly id: string;
  readonly targets: Iterator<string, undefined>;
}

/**
 * Sorts logical ids so that each comes after all ids it refers to, and otherwise keeps their order. A cycle is reported at
 * the reference that closes it. Not recursive, so that long chains cannot overflow the stack.
 */
export function order(graph: ReadonlyMap<string, Edges>, report: Report): string[] {
  const done = new Set<string>();
  const open = new Map<string, number>();
  for (const start of graph.keys()) {
    const stack: Visit[] = [];
    const enter = (id: string): void => {
      open.set(id, stack.length);
      stack.push({ id, targets: (graph.get(id) ?? new Map<string, never>()).keys() });
    };
    if (!done.has(start)) enter(start);
    for (let visit = stack.at(-1); visit; visit = stack.at(-1)) {
      const { value: target } = visit.targets.next();
      if (target === undefined) {
        stack.pop();
        open.delete(visit.id);
        done.add(visit.id);
      } else {
        const begin = open.get(target);
        if (begin !== undefined)
          reportCycle(
            stack.slice(begin).map(({ id }) => id),
            graph,
            report,
          );
        else if (!done.has(target)) enter(target);
      }
    }
  }
  return [...done];
}

/** Longer cycles are shortened in the middle. */
const LONGEST_WAY = 12;

function reportCycle(ids: readonly string[], graph: ReadonlyMap<string, Edges>, report: Report): void {
  const [first, last] = [ids[0] ?? "", ids.at(-1) ?? ""];
  const position = graph.get(last)?.get(first);
  if (!position) return;
  const half = LONGEST_WAY / 2;
  const more = ids.length - LONGEST_WAY;
  const shown =
    more > 0 ? [...ids.slice(0, half).map(name), `(${more} more)`, ...ids.slice(-half).map(name)] : ids.map(name);
  const way = [...shown, name(first)].join(" -> ");
  const message = `${way} is a cycle, so none of them can be created first; remove one of these references`;
  report.error(position, "CYCLE", message, last);
}

function name(id: string): string {
  return /^[\w.-]+$/.test(id) ? id : quote(id);
}
