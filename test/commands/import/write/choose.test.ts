import assert from "node:assert/strict";
import { checkFilters, choose, type Filters } from "../../../../commands/import/write/choose";
import { nameOf } from "../../../../commands/import/write/object";
import { UserError } from "../../../../providers/errors";
import { dataset, domain, live } from "./objects";

const ENVIRONMENT = [
  domain("sales"),
  domain("hr"),
  dataset("sales", "orders"),
  dataset("hr", "orders_2"),
  live("Job", { JobName: "daily" }),
  live("View", { Domain: "sales", ViewName: "orders" }),
];

const chosen = (filters: Partial<Filters>, isDefined = () => false): string[] =>
  choose(ENVIRONMENT, { types: [], names: [], domains: [], ...filters }, isDefined).chosen.map(
    (each) => `${each.type.name} ${nameOf(each)}`,
  );

describe("Choosing what is written", () => {
  it("takes everything unless told, and by type, name and domain what fits all three", () => {
    assert.equal(chosen({}).length, 6);
    assert.deepEqual(chosen({ types: ["Job", "View"] }), ["Job daily", "View sales.orders"]);
    assert.deepEqual(chosen({ names: ["orders"] }), ["Dataset sales.orders", "View sales.orders"]);
    assert.deepEqual(chosen({ names: ["HR.*", "dai*y"] }), ["Dataset hr.orders_2", "Job daily"]);
    assert.deepEqual(chosen({ names: ["order."] }), []);
    assert.deepEqual(chosen({ domains: ["sales"] }), ["Domain sales", "Dataset sales.orders", "View sales.orders"]);
    assert.deepEqual(chosen({ domains: ["sales"], types: ["Dataset"], names: ["*2"] }), []);
  });

  it("refuses types that are not there", () => {
    assert.throws(
      () => checkFilters({ types: ["Datset", "Job"], names: [], domains: [] }, ["Dataset", "Job"]),
      new UserError('There is no type "Datset" (did you mean "Dataset"?).\nUse Dataset, Job.'),
    );
  });

  it("leaves out what is defined, what the platform made, and names that differ only by case", () => {
    const tags = [live("Tag", { TagKey: "a", TagValue: "B" }), live("Tag", { TagKey: "a", TagValue: "b" })];
    const own = live("Role", { RoleName: "Admins" });
    const all = [
      domain("sales"),
      ...tags,
      live("Parameter", { ParameterKey: "SYSTEM.API.URL" }),
      live("Parameter", { ParameterKey: "MY.SYSTEM.URL" }),
      { ...own, id: "admin-role-1", listed: { RoleName: "Admins", RoleId: "admin-role-1" } },
    ];
    const { defined, chosen, notes } = choose(
      all,
      { types: [], names: [], domains: [] },
      ({ type }) => type.name === "Domain",
    );
    assert.deepEqual([defined, chosen.map(nameOf)], [1, ["MY.SYSTEM.URL"]]);
    assert.deepEqual(
      notes.map(({ type, name, kind }) => `${kind} ${type} ${name ?? ""}`),
      ["left-out Parameter SYSTEM.API.URL", "left-out Role Admins", "unclear Tag a.B", "unclear Tag a.b"],
    );
  });
});
