import assert from "node:assert/strict";
import type { Words } from "../../providers/catalog/type";
import type { JsonObject } from "../../providers/client/api";
import { fromPlatform, toPlatform } from "../../providers/lifecycle/call";

describe("A platform with its own words", () => {
  const words: Words = {
    keys: { DatasetName: "name", TableUpdate: "mode" },
    values: { TableUpdate: { append: "ADD", reload: "REPLACE" }, FileType: { csv: "text/csv" } },
  };

  it("has keys and values translated in both directions, whatever the case of a value", () => {
    const cases: [JsonObject, JsonObject][] = [
      [
        { DatasetName: "ADD", TableUpdate: "append" },
        { name: "ADD", mode: "ADD" },
      ],
      [
        { TableUpdate: "reload", FileType: "csv" },
        { mode: "REPLACE", FileType: "text/csv" },
      ],
      [
        { TableUpdate: "latest", Rows: 7, FileType: null },
        { mode: "latest", Rows: 7, FileType: null },
      ],
      [
        { constructor: "x", toString: 1 },
        { constructor: "x", toString: 1 },
      ],
    ];
    for (const [ours, theirs] of cases) {
      assert.deepEqual(toPlatform(words, ours), theirs);
      assert.deepEqual(fromPlatform(words, theirs), ours);
    }
    assert.deepEqual(toPlatform(words, { TableUpdate: "Append" }), { mode: "ADD" });
    assert.deepEqual(fromPlatform(words, { mode: "add", FileType: "TEXT/CSV" }), {
      TableUpdate: "append",
      FileType: "csv",
    });
  });

  it("may differ in keys only, in values only, or not at all", () => {
    for (const [some, theirs] of [
      [{ keys: words.keys! }, { mode: "append" }],
      [{ values: words.values! }, { TableUpdate: "ADD" }],
      [{}, { TableUpdate: "append" }],
    ] as const) {
      assert.deepEqual(toPlatform(some, { TableUpdate: "append" }), theirs);
      assert.deepEqual(fromPlatform(some, theirs), { TableUpdate: "append" });
    }
  });
});
