import assert from "node:assert/strict";
import { finish, PartialError, type Outcome } from "../../providers/lifecycle/result";
import type { Properties } from "../../providers/lifecycle/inputs";
import { changesOf } from "../../providers/lifecycle/diff";
import { typeOf } from "./stage";

const Job = typeOf("Job");
const script = (sha256: string) => ({ Script: [{ path: "a.py", sha256 }] });
const inputs = {
  __provider: "text",
  logicalId: "rJob",
  JobName: "daily",
  ETLJobType: "spark",
  Description: "new",
  SharedLibraries: ["new"],
  Artifacts: script("new"),
};
const error = new Error("GE-1034 - no");

const without = (key: string, properties: object) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));

/** What the engine stores after a failure. */
function kept(outcome: Outcome, olds?: Properties, news: Properties = inputs): Record<string, unknown> {
  try {
    finish(Job, "id-1", news, { Id: "id-1" }, { error, ...outcome }, olds);
  } catch (thrown) {
    assert.ok(thrown instanceof PartialError);
    assert.deepEqual([thrown.id, thrown.reasons, thrown.message], ["id-1", [error.message], error.message]);
    assert.equal(thrown.cause, error);
    return thrown.properties;
  }
  return assert.fail("it did not throw");
}

describe("The outputs", () => {
  it("are the inputs and Amorphic's outputs, without undefined values or pending steps", () => {
    const result = finish(Job, "id-1", { ...inputs, gone: undefined }, { Id: "id-1", Other: 1 }, { pending: [] });
    assert.deepEqual(result, { id: "id-1", outs: { ...inputs, Id: "id-1" } });
    assert.ok(!("gone" in result.outs));
  });

  it("of a create that failed in a step lack what this step and later ones send", () => {
    const others = without("SharedLibraries", inputs);
    assert.deepEqual(kept({ pending: ["setAccess"] }), { ...others, Id: "id-1", pendingSteps: ["setAccess"] });
    const fewer = without("Artifacts", others);
    const pendingSteps = ["uploadScript", "setAccess"];
    assert.deepEqual(kept({ pending: pendingSteps }), { ...fewer, Id: "id-1", pendingSteps });
  });

  it("of a failed update keep the former value of everything unconfirmed", () => {
    const olds = { ...inputs, Description: "old", SharedLibraries: ["old"], Artifacts: script("old") };
    assert.deepEqual(kept({ pending: ["setAccess"] }, olds), {
      ...inputs,
      Id: "id-1",
      SharedLibraries: ["old"],
      pendingSteps: ["setAccess"],
    });
    const pendingSteps = ["uploadScript", "setAccess"];
    const all = kept({ pending: pendingSteps, unsent: ["Description"] }, olds);
    assert.deepEqual(all, { ...olds, Id: "id-1", pendingSteps });
  });

  it("keep removed properties that could not be reset, so that the next run resets them", () => {
    const { Description, SharedLibraries, ...news } = inputs;
    const left = kept({ pending: ["setAccess"], unsent: ["Description"] }, inputs, news);
    assert.deepEqual([left["Description"], left["SharedLibraries"]], [Description, SharedLibraries]);
    assert.deepEqual(changesOf(Job, left, news), { fields: ["Description"], steps: ["setAccess"], replaces: [] });
  });

  it("of a failure contain the handler's text, which the engine does not add, and no undefined", () => {
    const properties = kept({ pending: [] }, undefined, { ...inputs, a: { b: undefined, c: [undefined] } });
    assert.deepEqual([properties["__provider"], properties["a"]], ["text", { c: [null] }]);
  });

  it("keep properties named like ours or like members of Object.prototype", () => {
    const odd = JSON.parse(
      '{"JobName": "j", "constructor": "x", "id": 1, "urn": 2, "__proto__": {"a": 1}}',
    ) as Properties;
    assert.equal(
      JSON.stringify(kept({ pending: [] }, undefined, odd)),
      '{"JobName":"j","constructor":"x","id":1,"urn":2,"__proto__":{"a":1},"Id":"id-1","pendingSteps":[]}',
    );
  });
});
