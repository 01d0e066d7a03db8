import type { Edges } from "./references";

/**
 * Sorts lower ranks first, as far as the graph allows: of all definitions whose dependencies are done, the one with the
 * lowest rank comes next, and among equals the first. What is in a cycle, which is reported elsewhere, comes last.
 */
export function byRank(
  order: readonly string[],
  graph: ReadonlyMap<string, Edges>,
  rankOf: (id: string) => number,
): string[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const waiting = order.map(() => 0);
  const waitedFor = order.map((): number[] => []);
  order.forEach((id, place) => {
    for (const target of graph.get(id)?.keys() ?? []) {
      const before = places.get(target);
      if (before === undefined) continue;
      waitedFor[before]?.push(place);
      waiting[place] = (waiting[place] ?? 0) + 1;
    }
  });
  const ranks = order.map(rankOf);
  const free = new Heap((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b);
  const result: string[] = [];
  waiting.forEach((count, place) => count === 0 && free.add(place));
  for (let place = free.take(); place !== undefined; place = free.take()) {
    result.push(order[place] ?? "");
    for (const next of waitedFor[place] ?? []) {
      const left = (waiting[next] ?? 0) - 1;
      waiting[next] = left;
      if (left === 0) free.add(next);
    }
  }
  return result.length === order.length ? result : [...new Set([...result, ...order])];
}

/** A heap of numbers that returns the least one first. */
class Heap {
  readonly #items: number[] = [];
  readonly #compare: (a: number, b: number) => number;

  constructor(compare: (a: number, b: number) => number) {
    this.#compare = compare;
  }

  add(item: number): void {
    this.#items.push(item);
    for (let at = this.#items.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapUnlessOrdered(parent, at)) return;
      at = parent;
    }
  }

  take(): number | undefined {
    const [first, last] = [this.#items[0], this.#items.pop()];
    if (last === undefined || this.#items.length === 0) return last;
    this.#items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = left + 1 < this.#items.length && this.#less(left + 1, left) ? left + 1 : left;
      if (child >= this.#items.length || !this.#swapUnlessOrdered(at, child)) return first;
      at = child;
    }
  }

  #less(a: number, b: number): boolean {
    return this.#compare(this.#items[a] ?? 0, this.#items[b] ?? 0) < 0;
  }

  #swapUnlessOrdered(parent: number, child: number): boolean {
    if (!this.#less(child, parent)) return false;
    const [a = 0, b = 0] = [this.#items[parent], this.#items[child]];
    this.#items[parent] = b;
    this.#items[child] = a;
    return true;
  }
}
