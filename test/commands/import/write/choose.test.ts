import assert from "node:assert/strict";
import { checkDomains, checkTypes, choose, type Filters } from "../../../../commands/import/write/choose";
import type { Standing } from "../../../../commands/import/write/defined";
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

const chosen = (filters: Partial<Filters>): string[] =>
  choose(ENVIRONMENT, { types: [], names: [], domains: [], ...filters }, () => undefined).chosen.map(
    (each) => `${each.type.name} ${nameOf(each)}`,
  );

describe("Choosing what to write", () => {
  it("takes everything by default, or what matches the given types, names and domains", () => {
    assert.equal(chosen({}).length, 6);
    assert.deepEqual(chosen({ types: ["Job", "View"] }), ["Job daily", "View sales.orders"]);
    assert.deepEqual(chosen({ names: ["orders"] }), ["Dataset sales.orders", "View sales.orders"]);
    assert.deepEqual(chosen({ names: ["HR.*", "dai*y"] }), ["Dataset hr.orders_2", "Job daily"]);
    assert.deepEqual(chosen({ names: ["order."] }), []);
    assert.deepEqual(chosen({ domains: ["sales"] }), ["Domain sales", "Dataset sales.orders", "View sales.orders"]);
    assert.deepEqual(chosen({ domains: ["sales"], types: ["Dataset"], names: ["*2"] }), []);
  });

  it("rejects types that do not exist", () => {
    assert.throws(
      () => checkTypes({ types: ["Datset", "Job"], names: [], domains: [] }, ["Dataset", "Job"]),
      new UserError('There is no type "Datset" (did you mean "Dataset"?).\nUse Dataset, Job.'),
    );
  });

  it("rejects domains that do not exist, and lists those that do", () => {
    const check = (domains: string[], candidates = ENVIRONMENT) =>
      checkDomains({ types: [], names: [], domains }, { candidates, notes: [] });
    check(["sales", "hr"]);
    assert.throws(
      () => check(["sles", "hr", "Sales", "nope"]),
      new UserError(
        'There is no domain "sles" (did you mean "sales"?).\nThere is no domain "Sales" (did you mean "sales"?).\n' +
          'There is no domain "nope".\nUse sales, hr.',
      ),
    );
    assert.throws(() => check(["x"], []), new UserError('There is no domain "x".'));
    const many = Array.from({ length: 22 }, (_, i) => domain(`d${String(i)}\n`));
    const all = Array.from({ length: 20 }, (_, i) => `d${String(i)}\\u000a`).join(", ");
    assert.throws(() => check(["x", "d3\n"], many), new UserError(`There is no domain "x".\nUse ${all} and 2 more.`));
  });

  it("does not reject a domain if the list of domains was refused", () => {
    const notes = [{ type: "Domain", kind: "unclear", reason: "Amorphic said no." }] as const;
    checkDomains({ types: [], names: [], domains: ["sales"] }, { candidates: [dataset("sales", "orders")], notes });
  });

  it("leaves out what is defined, what the platform created, and names that differ only in case", () => {
    const tags = [live("Tag", { TagKey: "a", TagValue: "B" }), live("Tag", { TagKey: "a", TagValue: "b" })];
    const own = live("Role", { RoleName: "Admins" });
    const all = [
      domain("sales"),
      domain("hr"),
      dataset("sales", "orders"),
      ...tags,
      live("Parameter", { ParameterKey: "SYSTEM.API.URL" }),
      live("Parameter", { ParameterKey: "MY.SYSTEM.URL" }),
      { ...own, id: "admin-role-1", listed: { RoleName: "Admins", RoleId: "admin-role-1" } },
    ];
    const standings: Record<string, Standing> = { Domain: "managed", Dataset: "defined" };
    const { defined, notTakenOver, chosen, notes } = choose(
      all,
      { types: [], names: [], domains: [] },
      ({ type }) => standings[type.name],
    );
    assert.deepEqual([defined, notTakenOver, chosen.map(nameOf)], [3, 1, ["MY.SYSTEM.URL"]]);
    assert.deepEqual(
      notes.map(({ type, name, kind }) => `${kind} ${type} ${name ?? ""}`),
      ["left-out Parameter SYSTEM.API.URL", "left-out Role Admins", "unclear Tag a.B", "unclear Tag a.b"],
    );
  });
});
