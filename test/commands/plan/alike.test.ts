import assert from "node:assert/strict";
import { onceEach } from "../../../commands/plan/alike";

const WHY = "Amorphic does not accept the token; make a new one.";
const GOES_ON = "The next run continues where this one stopped.";
const refused = (type: string, why = WHY) =>
  `All of type ${type}: GET /${type} was refused: Unauthorized (HTTP 401). ${why}`;
const unsent = (type: string) => `Preview failed: All of type ${type}: nothing was sent. ${WHY} ${GOES_ON}`;

describe("The errors of a plan", () => {
  it("are reported once for each reason, in the same words whichever call failed first", () => {
    const said = [unsent("B"), `Preview failed: ${refused("D")} ${GOES_ON}`, unsent("A"), `${refused("C")} ${GOES_ON}`];
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
    assert.deepEqual(
      onceEach(["The platform stayed busy: run again later. The next run continues where this one stopped."]),
      ["The platform stayed busy: run again later."],
    );
  });
});
