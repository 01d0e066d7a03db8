import assert from "node:assert/strict";
import { tablesIn } from "../../providers/definitions";
import { dataset, load, problemsOf } from "./support";

const view = (ViewName: string, SqlStatement: unknown) => ({
  Type: "View",
  Properties: { ViewName, Domain: "states", ViewType: "Standard", TargetLocation: "athena", SqlStatement },
});

const dependenciesIn = (blocks: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    load({ "resources/a.json": blocks }).definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
  );

describe("SQL", () => {
  for (const [sql, tables] of [
    ["SELECT * FROM sales.orders", ["sales#orders"]],
    ["select o.id from Sales . Orders o", ["o#id", "sales#orders"]],
    ['select 1 from "sales"."my orders", `lab`.`b`', ["sales#my orders", "lab#b"]],
    ["select 1 from awsdatacatalog.sales.orders", ["awsdatacatalog#sales", "sales#orders"]],
    ["select 1.5, 'x' from orders", ["1#5"]],
    ["select 1", []],
    ["select 'a.b', '--', \"c--\" from x.y -- was z.old", ["x#y"]],
    ["/* x.old, it's */ select 'it''s a.b' from x.y /* z.z", ["x#y"]],
    ["/*".repeat(100_000), []],
    ["'".repeat(100_001), []],
    ["", []],
    [`${"a".repeat(200_000)} ${'"'.repeat(2_001)}`, []],
  ] as const) {
    it(`names ${tables.join(", ") || "no table"} in ${sql.slice(0, 50) || "an empty text"}`, () => {
      assert.deepEqual([...tablesIn(sql)], tables);
    });
  }
});

describe("A query of a definition", () => {
  it("depends on the datasets and views of the project that it names, and comes after them", () => {
    const dependencies = dependenciesIn({
      rTop: view("top", "SELECT * FROM States.Big JOIN other.orders JOIN states.top USING (id)"),
      rBig: view("big", 'SELECT * FROM "states"."orders" WHERE amount > 1000'),
      rOrders: dataset(),
      rUnused: dataset({ DatasetName: "unused" }),
    });
    assert.deepEqual(Object.entries(dependencies), [
      ["rOrders", []],
      ["rUnused", []],
      ["rBig", ["rOrders"]],
      ["rTop", ["rBig"]],
    ]);
  });

  it("does not report a cycle that only its SQL suggests", () => {
    const blocks = {
      rA: view("aaa", "SELECT states.bbb FROM x.y states"),
      rB: view("bbb", "SELECT * FROM states.aaa"),
    };
    assert.deepEqual(problemsOf(blocks), []);
    assert.deepEqual(dependenciesIn(blocks), { rB: [], rA: ["rB"] });
    const reference = { ...dataset({ DatasetDescription: { "!DependsOn": "rA.ViewName" } }) };
    assert.deepEqual(problemsOf({ rA: view("aaa", "SELECT * FROM states.orders"), rOrders: reference }), []);
  });

  it("is not searched for tables if a function supplies it", () => {
    const sql = { "!DependsOn": "rB.SqlStatement" };
    const dependencies = dependenciesIn({ rA: view("aaa", sql), rB: view("bbb", "SELECT 1"), rOrders: dataset() });
    assert.deepEqual(dependencies, { rOrders: [], rB: [], rA: ["rB"] });
  });
});
