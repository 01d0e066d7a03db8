import assert from "node:assert/strict";
import { domain, load, problemsOf, type Files } from "./support";

/** Definitions of which each names those it refers to. */
function graph(edges: Readonly<Record<string, readonly string[]>>): Files {
  return Object.fromEntries(
    Object.entries(edges).map(([id, targets]) => [
      id,
      domain({ DomainName: id, X: targets.map((target) => ({ "!DependsOn": `${target}.DomainName` })) }),
    ]),
  );
}

const orderOf = (edges: Parameters<typeof graph>[0]): string[] =>
  load({ "resources/a.json": graph(edges) }).definitions.map(({ logicalId }) => logicalId);

const cyclesOf = (edges: Parameters<typeof graph>[0]): string[] =>
  problemsOf(graph(edges)).filter((line) => line.includes("CYCLE"));

const rest = "is a cycle, so none of them can be created first; remove one of these references";

describe("The graph", () => {
  it("puts each definition after all it refers to, and otherwise keeps the order of files", () => {
    assert.deepEqual(orderOf({ c: [], b: [], a: [] }), ["c", "b", "a"]);
    assert.deepEqual(orderOf({ a: ["d", "b"], b: ["c"], c: [], d: ["c"] }), ["c", "d", "b", "a"]);
  });

  it("names each dependency once", () => {
    const { definitions } = load({ "resources/a.json": graph({ a: [], b: ["a", "c", "a"], c: [] }) });
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      [
        ["a", []],
        ["c", []],
        ["b", ["a", "c"]],
      ],
    );
  });

  it("has no circles; they are shown as a way, where they close", () => {
    assert.deepEqual(cyclesOf({ rA: ["rB"], rB: ["rA"] }), [`21:25: error CYCLE rA -> rB -> rA ${rest}`]);
    assert.deepEqual(cyclesOf({ rA: ["rA"] }), [`9:25: error CYCLE rA -> rA ${rest}`]);
    assert.deepEqual(cyclesOf({ x: ["rA"], rA: ["rB"], rB: ["rC"], rC: ["rB", "x"] }), [
      `45:25: error CYCLE rB -> rC -> rB ${rest}`,
      `48:25: error CYCLE x -> rA -> rB -> rC -> x ${rest}`,
    ]);
  });

  it("has no circle where two ways meet", () =>
    assert.deepEqual(cyclesOf({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }), []));

  it("shows ids that are no plain words in quotes, and the ends of a long way", () => {
    assert.deepEqual(cyclesOf({ "a -> b": ["a -> b"] }), [`9:25: error CYCLE "a -> b" -> "a -> b" ${rest}`]);
    const ring = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`r${i}`, [`r${(i + 1) % 100}`]]));
    assert.deepEqual(
      cyclesOf(ring).map((line) => line.replace(/^\S+ /, "")),
      [
        `error CYCLE r0 -> r1 -> r2 -> r3 -> r4 -> r5 -> (88 more) -> r94 -> r95 -> r96 -> r97 -> r98 -> r99 -> r0 ${rest}`,
      ],
    );
  });

  it("stands a chain of 10,000 definitions, forwards and backwards", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `r${i}`);
    const chain = Object.fromEntries(names.map((name, i) => [name, i + 1 < names.length ? [`r${i + 1}`] : []]));
    assert.deepEqual(orderOf(chain), [...names].reverse());
    assert.deepEqual(orderOf(Object.fromEntries(Object.entries(chain).reverse())), [...names].reverse());
  });

  it("tells a circle once, at its first reference, whatever else its definitions refer to", () =>
    assert.deepEqual(cyclesOf({ rT: [], rA: ["rB"], rB: ["rT", "rA", "rA"] }), [
      `32:25: error CYCLE rA -> rB -> rA ${rest}`,
    ]));

  it("shows a way of twelve as a whole", () => {
    const ring = (length: number) =>
      cyclesOf(Object.fromEntries(Array.from({ length }, (_, i) => [`r${i}`, [`r${(i + 1) % length}`]])));
    assert.doesNotMatch(ring(12).join(), / more/);
    assert.match(ring(13).join(), / r5 -> \(1 more\) -> r7 /);
  });
});
