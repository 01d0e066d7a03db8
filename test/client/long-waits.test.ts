import assert from "node:assert/strict";
import { longWaits } from "../../providers/client/long-waits";

describe("Long waits", () => {
  it("are said from ten seconds on, and no more than once in thirty seconds", () => {
    const said: string[] = [];
    let now = 0;
    const log = longWaits(
      (line) => said.push(`${String(now / 1000)} s: ${line}`),
      () => now,
    );
    for (; now < 70_000; now += 5_000) log("GET /jobs: HTTP 429", now);
    assert.deepEqual(said, [
      "10 s: waiting for Amorphic: GET /jobs: HTTP 429",
      "40 s: waiting for Amorphic: GET /jobs: HTTP 429",
    ]);
  });
});
