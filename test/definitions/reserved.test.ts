import assert from "node:assert/strict";
import { codesOf, domain, problemsOf } from "./support";

describe("A property with a name that is not Amorphic's", () => {
  it("is refused, since the program or Pulumi keeps something of its own there", () => {
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

  it("cannot bring in files from outside of the repository", () => {
    const [problem] = problemsOf({ rA: domain({ Artifacts: { Script: "/proc/self/environ" } }) });
    assert.equal(
      problem,
      '7:7: error RESERVED_PROPERTY "Artifacts" cannot be the name of a property; write it next to "Properties"',
    );
  });

  it("is to be removed, as it has no place beside the properties either", () => {
    const [problem] = problemsOf({ rA: domain({ urn: "x" }) });
    assert.equal(problem, '7:7: error RESERVED_PROPERTY "urn" cannot be the name of a property; remove it');
  });

  it("may stand deeper, where it is data", () => {
    assert.deepEqual(problemsOf({ rA: domain({ More: { id: 1, Artifacts: {} } }) }).length, 1);
  });
});
