import assert from "node:assert/strict";
import type { Check } from "../../../commands/doctor/check";
import { reportText } from "../../../commands/doctor/report";

describe("doctor's report", () => {
  it("aligns the lines of a long detail, and escapes control characters from the platform", () => {
    const checks: Check[] = [
      { area: "stack", what: "Node", verdict: "held", detail: "v20.19.0" },
      { area: "stack", what: "configuration", verdict: "failed", detail: "It has mistakes:\n  a is 1\n\n  b is 2" },
      {
        ...{ area: "Tag", what: "list key", verdict: "failed", detail: "keys are \u001b[2J, a\nheld       stack" },
        correction: { list: { items: "x\u202e\u001b" } },
      },
    ];
    assert.equal(
      reportText(checks),
      `held       stack  Node           v20.19.0
failed     stack  configuration  It has mistakes:
                                   a is 1

                                   b is 2
failed     Tag    list key       keys are \\u001b[2J, a
                                 held       stack

amorphic.catalog.json should contain, with … filled in:
{
  "Tag": {
    "list": {
      "items": "x\\u202e\\u001b"
    }
  }
}

1 held, 2 failed, 0 not tried
`,
    );
  });
});
