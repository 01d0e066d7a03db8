import assert from "node:assert/strict";
import { Tag } from "../../providers/catalog/tag";
import type { ResourceType } from "../../providers/catalog/type";
import { load, problemsOf, type Files, type Options } from "./support";

const type = (name: string, more: Partial<ResourceType> = {}): [string, ResourceType] => [
  name,
  { ...Tag, name, ...more },
];

const block = (name: string, key: string, ...references: string[]): Files => ({
  Type: name,
  Properties: { TagKey: key, TagValue: "v", X: references.map((id) => ({ "!DependsOn": `${id}.TagKey` })) },
});

function orderOf(types: readonly [string, ResourceType][], blocks: Files): string {
  const { definitions, problems } = load({ "resources/a.json": blocks }, { catalog: new Map(types) });
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  return definitions.map(({ logicalId }) => logicalId).join(" ");
}

describe("Former names of types", () => {
  const options: Options = { catalog: new Map([type("Mapping", { formerNames: ["OldMapping", "Tag"] }), type("Tag")]) };

  it("are accepted and replaced by the current name, unless another type has that name now", () => {
    const blocks = { rA: block("OldMapping", "a"), rB: block("Tag", "b"), rC: block("Mapping", "c") };
    const { definitions, problems } = load({ "resources/a.json": blocks }, options);
    assert.deepEqual(
      problems.filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(
      definitions.map((definition) => definition.type),
      ["Mapping", "Tag", "Mapping"],
    );
  });

  it("are suggested for a typo, but not listed", () =>
    assert.deepEqual(problemsOf({ rA: { Type: "OldMaping", Properties: {} } }, options), [
      '3:13: error UNKNOWN_TYPE there is no type "OldMaping" (did you mean "OldMapping"?); use one of Mapping, Tag',
    ]));

  it("share their natural keys with the current name", () =>
    assert.deepEqual(
      problemsOf({ rA: { ...block("OldMapping", "a") }, rB: block("Mapping", "a") }, options)
        .filter((line) => line.includes("error"))
        .map((line) => line.split(" ").slice(2, 5).join(" ")),
      ['DUPLICATE_NATURAL_KEY Mapping "a.v"'],
    ));
});

describe("The order of definitions of different types", () => {
  const types = [
    type("Job", { after: ["Set", "Nothing"] }),
    type("Set", { after: ["Tag"] }),
    type("Tag"),
    type("Free"),
  ];

  it("follows the types' order where references leave a choice, and otherwise that of the files", () => {
    const blocks = {
      j: block("Job", "j"),
      s: block("Set", "s"),
      f: block("Free", "f"),
      t: block("Tag", "t"),
      s2: block("Set", "s2"),
    };
    assert.equal(orderOf(types, blocks), "f t s s2 j");
  });

  it("deviates from the types' order only where references require it", () => {
    const blocks = {
      s2: block("Set", "s2"),
      t: block("Tag", "t", "j"),
      j: block("Job", "j", "s"),
      s: block("Set", "s"),
    };
    assert.equal(orderOf(types, blocks), "s2 s j t");
  });

  it("puts a definition whose dependencies are done before those of later types", () => {
    const blocks = { t: block("Tag", "t", "s"), s: block("Set", "s"), s2: block("Set", "s2") };
    assert.equal(orderOf(types, blocks), "s t s2");
  });

  it("accepts types that should come after each other or after themselves", () => {
    const circular = [type("A", { after: ["B"] }), type("B", { after: ["A", "B"] }), type("C", { after: ["B"] })];
    assert.equal(orderOf(circular, { c: block("C", "c"), b: block("B", "b"), a: block("A", "a") }), "b c a");
  });

  it("puts each definition after all it refers to, in graphs of any shape", () => {
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 20; round++) {
      const names = Array.from({ length: 60 }, (_, i) => `r${i}`);
      const blocks = names.map((name, i) => {
        const targets = i === 0 ? [] : Array.from({ length: random(3) }, () => `r${random(i)}`);
        return [name, block(["Job", "Set", "Tag", "Free"][random(4)] ?? "", name, ...targets)] as const;
      });
      const shuffled = blocks.map((entry) => ({ entry, key: random(1_000) })).sort((a, b) => a.key - b.key);
      const files = { "resources/a.json": Object.fromEntries(shuffled.map(({ entry }) => entry)) };
      const { definitions } = load(files, { catalog: new Map(types) });
      const place = new Map(definitions.map(({ logicalId }, index) => [logicalId, index]));
      assert.equal(place.size, 60);
      for (const { logicalId, dependsOn } of definitions) {
        for (const target of dependsOn) assert.ok(place.get(target)! < place.get(logicalId)!);
      }
    }
  });
});
