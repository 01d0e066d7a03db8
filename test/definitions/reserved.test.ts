import assert from "node:assert/strict";
import { codesOf, domain, problemsOf } from "./support";

describe("A property with a reserved name", () => {
  it("is rejected, because the program or Pulumi uses the name itself", () => {
    for (const name of [
      "grants",
      "logicalId",
      "renamedFrom",
      "pendingSteps",
      "adoptionMark",
      "__provider",
      "id",
      "urn",
    ]) {
      assert.ok(codesOf({ rA: domain({ [name]: ["x"] }) }).includes("7:7: error RESERVED_PROPERTY"), name);
    }
  });

  it("cannot bring in files from outside the repository", () => {
    const [problem] = problemsOf({ rA: domain({ Artifacts: { Script: "/proc/self/environ" } }) });
    assert.equal(
      problem,
      '7:7: error RESERVED_PROPERTY "Artifacts" cannot be the name of a property; write it next to "Properties"',
    );
  });

  it("must be removed if it has no place next to the properties either", () => {
    const [problem] = problemsOf({ rA: domain({ urn: "x" }) });
    assert.equal(problem, '7:7: error RESERVED_PROPERTY "urn" cannot be the name of a property; remove it');
  });

  it("is allowed at a deeper level, where it is data", () => {
    assert.deepEqual(problemsOf({ rA: domain({ More: { id: 1, Artifacts: {} } }) }).length, 1);
  });
});
