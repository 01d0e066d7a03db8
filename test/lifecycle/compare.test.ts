import assert from "node:assert/strict";
import type { Field } from "../../providers/catalog/type";
import { normalizeLive, same } from "../../providers/lifecycle/compare";

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

/** Compares in both directions. */
const means = (a: unknown, b: unknown, known?: Partial<Field>): boolean => {
  assert.equal(same(a, b, known), same(b, a, known), `not symmetric: ${JSON.stringify(a)}, ${JSON.stringify(b)}`);
  return same(a, b, known);
};

describe("Comparing two values", () => {
  it("treats all forms of empty as equal", () => {
    const empty = [undefined, null, "", [], {}, { a: null }, { a: { b: [] } }];
    for (const a of empty) for (const b of empty) assert.ok(means(a, b), JSON.stringify([a, b]));
  });

  it("distinguishes empty from false, zero, a space and a list with an empty item", () => {
    for (const value of [false, 0, " ", "0", [null], [[]], [{}], { a: false }]) {
      for (const empty of [undefined, null, "", [], {}])
        assert.ok(!means(value, empty), JSON.stringify([value, empty]));
    }
  });

  it("treats a number and its text as equal", () => {
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

  it("treats a boolean and its text as equal", () => {
    for (const text of ["true", "True", "yes"]) assert.ok(means(true, text), text);
    for (const text of ["false", "False", "no"]) assert.ok(means(text, false), text);
    assert.ok(means([{ is_not_null: true }], [{ is_not_null: "yes" }]));
  });

  it("compares two texts literally, and a number or a boolean only with its own text", () => {
    for (const [a, b] of [
      ["1", "1.0"],
      ["007", "7"],
      [0, " "],
      [1, "1a"],
      [1, "2"],
      [1, true],
      [0, false],
      ["1", true],
      ["", false],
      ["yes", false],
      ["true", "yes"],
    ] as const) {
      assert.ok(!means(a, b), JSON.stringify([a, b]));
    }
  });

  it("ignores case only where the field does, inside lists and objects too", () => {
    assert.ok(!means("Append", "append"));
    assert.ok(means("Append", "append", ANY_CASE));
    assert.ok(means("ÄB", "äb", ANY_CASE));
    assert.ok(means(["A"], ["a"], { items: field(ANY_CASE) }));
    assert.ok(means({ a: "X", b: 1 }, { a: "x", b: 1 }, { fields: { a: field(ANY_CASE) } }));
    assert.ok(!means({ a: "x", b: "X" }, { a: "x", b: "x" }, { fields: { a: field(ANY_CASE) } }));
  });

  it("ignores order only where the field does, and pairs each element once", () => {
    assert.ok(!means(["a", "b"], ["b", "a"]));
    assert.ok(means(["a", "b", "a"], ["a", "a", "b"], UNORDERED));
    assert.ok(!means(["a", "a", "b"], ["a", "b", "b"], UNORDERED));
    assert.ok(!means(["a"], ["a", "a"], UNORDERED));
    assert.ok(means([{ a: 1 }, { b: [] }], [{}, { a: "1" }], UNORDERED));
  });

  it("finds a pairing of unordered elements even if one of them fits several", () => {
    assert.ok(means([1, "1"], ["1", "1.0"], UNORDERED));
    assert.ok(means([1, "1", "1.0"], ["1.0", 1, "1"], UNORDERED));
    assert.ok(!means([1, "1"], ["1.0", "1.0"], UNORDERED));
  });

  it("sees an additional key in an element of an unordered list", () => {
    assert.ok(!means([{ DatasetId: "1" }], [{ DatasetId: "1", DatasetName: "x" }], UNORDERED));
    assert.ok(!means({ Owner: [{ a: 1 }] }, { Owner: [{ a: 1, b: 2 }] }, { fields: { Owner: field(UNORDERED) } }));
  });

  it("distinguishes JSON types", () => {
    const values = ["a", 1, true, ["a"], { a: "a" }, { 0: "a" }];
    for (const [i, a] of values.entries()) for (const [j, b] of values.entries()) assert.equal(means(a, b), i === j);
  });

  it("compares own keys only, even those named like members of Object.prototype", () => {
    for (const key of ["constructor", "toString", "hasOwnProperty", "__proto__"]) {
      const object = Object.fromEntries([[key, "x"]]);
      assert.ok(!means(object, {}), key);
      assert.ok(means(object, Object.fromEntries([[key, "x"]])), key);
      assert.ok(!means(object, {}, { fields: {} }), key);
    }
  });

  it("compares secrets by fingerprint, or by name if the wanted one has no fingerprint", () => {
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

  it("sees a rotated secret in an unordered list", () => {
    assert.ok(!means([secret("A", "1"), "x"], ["x", secret("A", "2")], UNORDERED));
    assert.ok(means([secret("A", "1"), "x"], ["x", secret("A", "1")], UNORDERED));
  });
});

describe("Our value, as the platform shows it,", () => {
  it("is exactly ours if the live value is equivalent", () => {
    const cases: readonly [unknown, unknown, Partial<Field>?][] = [
      ["append", "Append", ANY_CASE],
      [0.0625, "0.0625"],
      [[], undefined],
      ["", null],
      [["b", "a"], ["a", "b"], UNORDERED],
      [{ a: 1 }, { a: 1, filledIn: true }],
      [{ a: { b: [] } }, {}],
    ];
    for (const [mine, live, known] of cases) assert.deepEqual(normalizeLive(mine, live, known), mine);
  });

  it("is the live value if that differs", () => {
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
      [true, "no", "no"],
    ];
    for (const [mine, live, expected, known] of cases) assert.deepEqual(normalizeLive(mine, live, known), expected);
  });

  it("stays ours if the API never shows the value", () => {
    assert.equal(normalizeLive("a", "*****", { secret: true }), "a");
    assert.equal(normalizeLive("a", undefined, { writeOnly: true }), "a");
    assert.deepEqual(normalizeLive({ a: "x", b: 1 }, { a: "?", b: 2 }, { fields: { a: field({ secret: true }) } }), {
      a: "x",
      b: 2,
    });
  });

  it("keeps a secret, and hides every live value that may be one", () => {
    const password = secret("PASSWORD", "1");
    assert.deepEqual(normalizeLive(password, "hunter2"), password);
    assert.deepEqual(normalizeLive({ a: password, b: 1 }, { a: "hunter2", b: 2 }), { a: password, b: 2 });
    assert.deepEqual(normalizeLive({ a: password }, "hunter2"), CHANGED);
    assert.deepEqual(normalizeLive({ a: password }, undefined), CHANGED);
    assert.deepEqual(normalizeLive([password], ["hunter2", "hunter3"]), [password, CHANGED]);
    assert.deepEqual(normalizeLive([password], ["hunter2", "hunter3"], UNORDERED), [password, CHANGED]);
  });

  it("hides a secret that an insertion moved to the place of a plain value", () => {
    const password = secret("PASSWORD", "1");
    const moved = normalizeLive([password, "--verbose"], ["--quiet", "hunter2", "--verbose"]);
    assert.deepEqual(moved, [password, CHANGED, CHANGED]);
    const rows = normalizeLive(
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

  it("shows no change if a list with a secret comes back in another order", () => {
    const password = secret("PASSWORD", "1");
    assert.deepEqual(normalizeLive([password, "a"], ["a", "*****"], UNORDERED), [password, "a"]);
    assert.deepEqual(normalizeLive([{ k: password }, { k: "a" }], [{ k: "a" }, { k: "*" }], UNORDERED), [
      { k: password },
      { k: "a" },
    ]);
  });

  it("treats keys named like members of Object.prototype as data", () => {
    const mine = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "x"}') as unknown;
    const live = normalizeLive(mine, JSON.parse('{"__proto__": {"polluted": 2}}'));
    assert.equal(JSON.stringify(live), '{"__proto__":{"polluted":2},"constructor":null}');
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});
