import assert from "node:assert/strict";
import { byRank } from "../../providers/definitions/rank";

const at = { file: "a.json", line: 1, column: 1 };

/** The same numbers on every run. */
function randomNumbers(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
}

describe("The order by rank", () => {
  it("takes next the lowest-ranked of those whose dependencies are done, and of equals the first", () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 100; round++) {
      const ids = Array.from({ length: 1 + random(40) }, (_, i) => `r${i}`);
      const ranks = new Map(ids.map((id) => [id, random(6)]));
      const rankOf = (id: string): number => ranks.get(id) ?? 0;
      const graph = new Map(
        ids.map((id, place) => [id, new Map(ids.slice(0, place).flatMap((to) => (random(8) ? [] : [[to, at]])))]),
      );
      const left = new Set(ids);
      const expected: string[] = [];
      while (left.size > 0) {
        const free = [...left].filter((id) => ![...(graph.get(id)?.keys() ?? [])].some((to) => left.has(to)));
        const lowest = Math.min(...free.map(rankOf));
        const next = free.find((id) => rankOf(id) === lowest) ?? "";
        left.delete(next);
        expected.push(next);
      }
      assert.deepEqual(byRank(ids, graph, rankOf), expected);
    }
  });

  it("keeps every member of a cycle", () => {
    const graph = new Map([
      ["a", new Map([["b", at]])],
      ["b", new Map([["a", at]])],
      ["c", new Map([["c", at]])],
    ]);
    assert.deepEqual(
      byRank(["b", "a", "c"], graph, () => 0),
      ["b", "a", "c"],
    );
  });
});
