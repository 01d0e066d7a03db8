import assert from "node:assert/strict";
import { onceEach } from "../../../commands/plan/dedupe-errors";
import { TOKEN_REFUSED } from "../../../providers/client/failure";
import { andGoesOn, failedText, unsentText, withoutGoesOn } from "../../../providers/client/failure-text";

const WHY = withoutGoesOn(TOKEN_REFUSED);
const refused = (type: string, why = WHY) =>
  failedText({
    ...{ subject: `All of type ${type}`, call: `GET /${type}`, outcome: "was refused" },
    why: `Unauthorized (HTTP 401). ${why}`,
  });
const unsent = (type: string) => `Preview failed: ${unsentText(`All of type ${type}`, TOKEN_REFUSED)}`;

describe("The errors of a plan", () => {
  it("are reported once for each reason, in the same words whichever call failed first", () => {
    const said = [
      unsent("B"),
      `Preview failed: ${refused("D", TOKEN_REFUSED)}`,
      unsent("A"),
      refused("C", TOKEN_REFUSED),
    ];
    const told = [`${refused("C")} The same is true of 3 other calls.`];
    assert.deepEqual(onceEach(said), told);
    assert.deepEqual(onceEach(said.reverse()), told);
    assert.deepEqual(onceEach([unsent("B"), unsent("A")]), [
      `All of type A: nothing was sent. ${WHY} The same is true of one other call.`,
    ]);
  });

  it("are kept apart if their reasons differ, and unchanged if they are not about a call", () => {
    const said = [
      refused("A"),
      refused("B", "Give the role the right."),
      "resources/a.json:1:1: error X y",
      "a: b",
      "a: c",
    ];
    assert.deepEqual(onceEach(said), said);
  });

  it("do not promise that the next run continues", () => {
    const busy = "The platform stayed busy: run again later.";
    assert.deepEqual(onceEach([andGoesOn(busy)]), [busy]);
  });
});
