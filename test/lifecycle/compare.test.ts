import assert from "node:assert/strict";
import type { Field } from "../../providers/catalog/type";
import { asMine, same } from "../../providers/lifecycle/compare";

const UNORDERED: Partial<Field> = { unordered: true };
const ANY_CASE: Partial<Field> = { caseInsensitive: true };
const CHANGED = "(changed on the platform)";
const secret = (name: string, fingerprint?: string) => ({
  "!Environ": name,
  ...(fingerprint !== undefined && { fingerprint }),
});
const field = (known: Partial<Field>): Field => ({
  type: "string",
  description: "",
  because: "assumed: a test",
  ...known,
});

/** Both ways round. */
const means = (a: unknown, b: unknown, known?: Partial<Field>): boolean => {
  assert.equal(same(a, b, known), same(b, a, known), `not symmetric: ${JSON.stringify(a)}, ${JSON.stringify(b)}`);
  return same(a, b, known);
};

describe("Two values mean the same", () => {
  it("if both say nothing, in whatever way", () => {
    const empty = [undefined, null, "", [], {}, { a: null }, { a: { b: [] } }];
    for (const a of empty) for (const b of empty) assert.ok(means(a, b), JSON.stringify([a, b]));
  });

  it("but nothing is not false, zero, a space, or a list that holds something empty", () => {
    for (const value of [false, 0, " ", "0", [null], [[]], [{}], { a: false }]) {
      for (const empty of [undefined, null, "", [], {}])
        assert.ok(!means(value, empty), JSON.stringify([value, empty]));
    }
  });

  it("if a number travels as text", () => {
    for (const [number, text] of [
      [0.0625, "0.0625"],
      [1, "1.0"],
      [10, " 10 "],
      [0, "0"],
      [-3, "-3"],
      [1e21, "1e21"],
    ] as const) {
      assert.ok(means(number, text), text);
    }
    assert.ok(means({ a: [1, { b: 2 }] }, { a: ["1", { b: "2" }] }));
  });

  it("but two texts are compared as texts, and what is no number is none", () => {
    for (const [a, b] of [
      ["1", "1.0"],
      ["007", "7"],
      [0, " "],
      [1, "1a"],
      [1, "2"],
      [1, true],
      [0, false],
      ["true", true],
    ] as const) {
      assert.ok(!means(a, b), JSON.stringify([a, b]));
    }
  });

  it("in another case only where case does not count, below lists and objects too", () => {
    assert.ok(!means("Append", "append"));
    assert.ok(means("Append", "append", ANY_CASE));
    assert.ok(means("ÄB", "äb", ANY_CASE));
    assert.ok(means(["A"], ["a"], { items: field(ANY_CASE) }));
    assert.ok(means({ a: "X", b: 1 }, { a: "x", b: 1 }, { fields: { a: field(ANY_CASE) } }));
    assert.ok(!means({ a: "x", b: "X" }, { a: "x", b: "x" }, { fields: { a: field(ANY_CASE) } }));
  });

  it("in another order only where order does not count, each element once", () => {
    assert.ok(!means(["a", "b"], ["b", "a"]));
    assert.ok(means(["a", "b", "a"], ["a", "a", "b"], UNORDERED));
    assert.ok(!means(["a", "a", "b"], ["a", "b", "b"], UNORDERED));
    assert.ok(!means(["a"], ["a", "a"], UNORDERED));
    assert.ok(means([{ a: 1 }, { b: [] }], [{}, { a: "1" }], UNORDERED));
  });

  it("however the elements are paired: one that fits two leaves the other its only partner", () => {
    assert.ok(means([1, "1"], ["1", "1.0"], UNORDERED));
    assert.ok(means([1, "1", "1.0"], ["1.0", 1, "1"], UNORDERED));
    assert.ok(!means([1, "1"], ["1.0", "1.0"], UNORDERED));
  });

  it("not if an element of an unordered list has a key more", () => {
    assert.ok(!means([{ DatasetId: "1" }], [{ DatasetId: "1", DatasetName: "x" }], UNORDERED));
    assert.ok(!means({ Owner: [{ a: 1 }] }, { Owner: [{ a: 1, b: 2 }] }, { fields: { Owner: field(UNORDERED) } }));
  });

  it("not if the JSON type differs", () => {
    const values = ["a", 1, true, ["a"], { a: "a" }, { 0: "a" }];
    for (const [i, a] of values.entries()) for (const [j, b] of values.entries()) assert.equal(means(a, b), i === j);
  });

  it("by own keys, also where every object has such a name", () => {
    for (const key of ["constructor", "toString", "hasOwnProperty", "__proto__"]) {
      const object = Object.fromEntries([[key, "x"]]);
      assert.ok(!means(object, {}), key);
      assert.ok(means(object, Object.fromEntries([[key, "x"]])), key);
      assert.ok(!means(object, {}, { fields: {} }), key);
    }
  });

  it("if they are one secret: by fingerprint where the wanted one has any, else by name", () => {
    assert.ok(means(secret("A", "1"), secret("A", "1")));
    assert.ok(means(secret("A", "1"), secret("B", "1")));
    assert.ok(!means(secret("A", "1"), secret("A", "2")));
    assert.ok(same(secret("A", "2"), secret("A")), "not at hand now");
    assert.ok(!same(secret("A"), secret("A", "2")), "at hand for the first time");
    assert.ok(!means(secret("A"), secret("B", "2")));
    assert.ok(!means(secret("A", "1"), "A"));
    assert.ok(!means(secret("A", "1"), undefined));
    assert.ok(!means(secret("A", "1"), {}));
  });

  it("not if a secret in an unordered list was rotated", () => {
    assert.ok(!means([secret("A", "1"), "x"], ["x", secret("A", "2")], UNORDERED));
    assert.ok(means([secret("A", "1"), "x"], ["x", secret("A", "1")], UNORDERED));
  });
});

describe("What mine looks like on the platform", () => {
  it("is mine to the letter where the live value means the same", () => {
    const cases: readonly [unknown, unknown, Partial<Field>?][] = [
      ["append", "Append", ANY_CASE],
      [0.0625, "0.0625"],
      [[], undefined],
      ["", null],
      [["b", "a"], ["a", "b"], UNORDERED],
      [{ a: 1 }, { a: 1, filledIn: true }],
      [{ a: { b: [] } }, {}],
    ];
    for (const [mine, live, known] of cases) assert.deepEqual(asMine(mine, live, known), mine);
  });

  it("is the live value where that means something else", () => {
    const cases: readonly [unknown, unknown, unknown, Partial<Field>?][] = [
      ["a", "b", "b"],
      ["a", undefined, null],
      ["a", { b: 1 }, { b: 1 }],
      [["a"], "a", "a"],
      [[], ["a"], ["a"]],
      ["", "a", "a"],
      [
        { a: 1, b: 2 },
        { a: 1, b: 3, c: 4 },
        { a: 1, b: 3 },
      ],
      [{ a: 1 }, {}, { a: null }],
      [["a", "b", "c"], ["c", "x", "a"], ["a", "c", "x"], UNORDERED],
      [
        ["a", "b"],
        ["b", "a"],
        ["b", "a"],
      ],
      [["a"], ["a", "b"], ["a", "b"]],
      [["a", "b"], ["a"], ["a"]],
      [true, "true", "true"],
    ];
    for (const [mine, live, expected, known] of cases) assert.deepEqual(asMine(mine, live, known), expected);
  });

  it("keeps mine where the API never shows the value", () => {
    assert.equal(asMine("a", "*****", { secret: true }), "a");
    assert.equal(asMine("a", undefined, { writeOnly: true }), "a");
    assert.deepEqual(asMine({ a: "x", b: 1 }, { a: "?", b: 2 }, { fields: { a: field({ secret: true }) } }), {
      a: "x",
      b: 2,
    });
  });

  it("keeps a secret, and hides all that stands where one may be", () => {
    const password = secret("PASSWORD", "1");
    assert.deepEqual(asMine(password, "hunter2"), password);
    assert.deepEqual(asMine({ a: password, b: 1 }, { a: "hunter2", b: 2 }), { a: password, b: 2 });
    assert.deepEqual(asMine({ a: password }, "hunter2"), CHANGED);
    assert.deepEqual(asMine({ a: password }, undefined), CHANGED);
    assert.deepEqual(asMine([password], ["hunter2", "hunter3"]), [password, CHANGED]);
    assert.deepEqual(asMine([password], ["hunter2", "hunter3"], UNORDERED), [password, CHANGED]);
  });

  it("hides a secret that an insertion moved to where something plain stood", () => {
    const password = secret("PASSWORD", "1");
    const moved = asMine([password, "--verbose"], ["--quiet", "hunter2", "--verbose"]);
    assert.deepEqual(moved, [password, CHANGED, CHANGED]);
    const rows = asMine(
      [
        { name: "a", value: password },
        { name: "b", value: "plain" },
      ],
      [
        { name: "z", value: "x" },
        { name: "a", value: "hunter2" },
      ],
    );
    assert.deepEqual(rows, [CHANGED, CHANGED]);
  });

  it("sees no change where a list with a secret comes back in another order", () => {
    const password = secret("PASSWORD", "1");
    assert.deepEqual(asMine([password, "a"], ["a", "*****"], UNORDERED), [password, "a"]);
    assert.deepEqual(asMine([{ k: password }, { k: "a" }], [{ k: "a" }, { k: "*" }], UNORDERED), [
      { k: password },
      { k: "a" },
    ]);
  });

  it("copies keys that have names of every object's members as data", () => {
    const mine = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "x"}') as unknown;
    const live = asMine(mine, JSON.parse('{"__proto__": {"polluted": 2}}'));
    assert.equal(JSON.stringify(live), '{"__proto__":{"polluted":2},"constructor":null}');
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});
