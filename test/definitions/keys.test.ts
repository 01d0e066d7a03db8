import assert from "node:assert/strict";
import { dataset, domain, load, problemsOf, type Files, type Options } from "./support";

const twice = (first: unknown, second: unknown, more: Files = {}, options: Options = {}): string[] =>
  problemsOf({ ...more, rA: domain({ DomainName: first }), rB: domain({ DomainName: second }) }, options).filter(
    (line) => line.includes("DUPLICATE_NATURAL_KEY"),
  );

const same = (place: string, key = "x"): string[] => [
  `${place}: error DUPLICATE_NATURAL_KEY Domain "${key}" is already defined as "rA" at resources/a.json:2:3, and there can be only one; remove one or rename it`,
];

describe("Natural keys", () => {
  it("must be unique; the error is reported at the name and says where the other definition is", () => {
    assert.deepEqual(twice("x", "x"), same("12:21"));
    assert.deepEqual(twice("x", "y"), []);
  });

  it("must differ in more than case", () =>
    assert.deepEqual(twice("Straße", "STRAßE"), [
      '12:21: error DUPLICATE_NATURAL_KEY Domain "STRAßE" differs only in case from "Straße", defined as "rA" at resources/a.json:2:3, and names must differ in more than case; rename one',
    ]));

  it("are compared within a type", () =>
    assert.deepEqual(
      problemsOf({
        rA: { Type: "Job", Properties: { JobName: "x", ETLJobType: "pythonshell" } },
        rB: domain({ DomainName: "x" }),
      }),
      [],
    ));

  it("are compared part by part, so that x.y + z is not x + y.z", () => {
    const tag = (key: string, value: string): Files => ({ Type: "Tag", Properties: { TagKey: key, TagValue: value } });
    assert.deepEqual(problemsOf({ a: tag("x", "y"), b: tag("x", "z"), c: tag("x.y", "z"), d: tag("x", "y.z") }), []);
    assert.deepEqual(problemsOf({ rA: tag("x", "y"), rB: tag("x", "y") }), [
      '13:19: error DUPLICATE_NATURAL_KEY Tag "x.y" is already defined as "rA" at resources/a.json:2:3, and there can be only one; remove one or rename it',
    ]);
  });

  it("are compared through references that lead to a literal", () => {
    assert.deepEqual(twice("x", { "!DependsOn": "rA.DomainName" }), same("12:21"));
    const sets = (domainName: unknown) =>
      problemsOf({ rD: domain({ DisplayName: "Other" }), rA: dataset(), rB: dataset({ Domain: domainName }) });
    assert.deepEqual(sets({ "!DependsOn": "rD.DomainName" }), [
      '23:22: error DUPLICATE_NATURAL_KEY Dataset "states.orders" is already defined as "rA" at resources/a.json:9:3, and there can be only one; remove one or rename it',
    ]);
    assert.deepEqual(sets({ "!DependsOn": "rD.DisplayName" }).length, 0);
  });

  it("are compared through variables, in either definition or both", () => {
    const environment = { X: "x", S: "x" };
    const variable = { "!Environ": "X" };
    assert.deepEqual(twice("x", variable, {}, { environment }), same("12:21"));
    assert.deepEqual(twice(variable, variable, {}, { environment }), same("14:21"));
    assert.deepEqual(twice(variable, { "!DependsOn": "rA.DomainName" }, {}, { environment }), same("14:21"));
  });

  it("are not compared if a reference leads to a secret or to an unknown value", () => {
    const environment = { X: "x" };
    const secret = { rS: domain({ DomainName: "s", DisplayName: { "!Environ": "X" } }) };
    const reference = { "!DependsOn": "rS.DisplayName" };
    assert.deepEqual(twice("x", reference, secret, { environment }), []);
    assert.equal(twice("x", reference, secret, { environment, plainEnv: ["X"] }).length, 1);
    assert.deepEqual(twice({ "!DependsOn": "rS.Nothing" }, { "!DependsOn": "rS.Nothing" }, secret), []);
  });

  it("that form a cycle of references are reported only as a cycle", () =>
    assert.deepEqual(
      problemsOf({
        rA: domain({ DomainName: { "!DependsOn": "rB.DomainName" } }),
        rB: domain({ DomainName: { "!DependsOn": "rA.DomainName" } }),
      }).map((line) => line.split(" ")[2]),
      ["CYCLE"],
    ));

  it("are resolved through a chain of 10,000 references", () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => [
      `r${i}`,
      domain({ DomainName: i === 0 ? "x" : { "!DependsOn": `r${i - 1}.DomainName` } }),
    ]);
    const { problems } = load({ "resources/a.json": Object.fromEntries(chain) as Files });
    assert.equal(problems.filter(({ code }) => code === "DUPLICATE_NATURAL_KEY").length, 9_999);
  });
});
