import assert from "node:assert/strict";
import { domain, load, problemsOf, type Files } from "./support";

/** Definitions that refer to each other, by logical id. */
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
  it("puts each definition after all it refers to, and otherwise keeps the files' order", () => {
    assert.deepEqual(orderOf({ c: [], b: [], a: [] }), ["c", "b", "a"]);
    assert.deepEqual(orderOf({ a: ["d", "b"], b: ["c"], c: [], d: ["c"] }), ["c", "d", "b", "a"]);
  });

  it("lists each dependency once", () => {
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

  it("rejects cycles, and shows each as a path, at the reference that closes it", () => {
    assert.deepEqual(cyclesOf({ rA: ["rB"], rB: ["rA"] }), [`21:25: error CYCLE rA -> rB -> rA ${rest}`]);
    assert.deepEqual(cyclesOf({ rA: ["rA"] }), [`9:25: error CYCLE rA -> rA ${rest}`]);
    assert.deepEqual(cyclesOf({ x: ["rA"], rA: ["rB"], rB: ["rC"], rC: ["rB", "x"] }), [
      `45:25: error CYCLE rB -> rC -> rB ${rest}`,
      `48:25: error CYCLE x -> rA -> rB -> rC -> x ${rest}`,
    ]);
  });

  it("accepts two paths to the same definition", () =>
    assert.deepEqual(cyclesOf({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }), []));

  it("quotes ids that are not plain words, and shows only both ends of a long cycle", () => {
    assert.deepEqual(cyclesOf({ "a -> b": ["a -> b"] }), [`9:25: error CYCLE "a -> b" -> "a -> b" ${rest}`]);
    const ring = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`r${i}`, [`r${(i + 1) % 100}`]]));
    assert.deepEqual(
      cyclesOf(ring).map((line) => line.replace(/^\S+ /, "")),
      [
        `error CYCLE r0 -> r1 -> r2 -> r3 -> r4 -> r5 -> (88 more) -> r94 -> r95 -> r96 -> r97 -> r98 -> r99 -> r0 ${rest}`,
      ],
    );
  });

  it("handles a chain of 10,000 definitions, in either order", () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `r${i}`);
    const chain = Object.fromEntries(names.map((name, i) => [name, i + 1 < names.length ? [`r${i + 1}`] : []]));
    assert.deepEqual(orderOf(chain), [...names].reverse());
    assert.deepEqual(orderOf(Object.fromEntries(Object.entries(chain).reverse())), [...names].reverse());
  });

  it("reports a cycle once, at its first reference, even if its definitions have other references", () =>
    assert.deepEqual(cyclesOf({ rT: [], rA: ["rB"], rB: ["rT", "rA", "rA"] }), [
      `32:25: error CYCLE rA -> rB -> rA ${rest}`,
    ]));

  it("shows a cycle of up to twelve definitions in full", () => {
    const ring = (length: number) =>
      cyclesOf(Object.fromEntries(Array.from({ length }, (_, i) => [`r${i}`, [`r${(i + 1) % length}`]])));
    assert.doesNotMatch(ring(12).join(), / more/);
    assert.match(ring(13).join(), / r5 -> \(1 more\) -> r7 /);
  });
});
