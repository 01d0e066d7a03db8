import assert from "node:assert/strict";
import { duration } from "../providers/duration";

describe("A duration", () => {
  it("is shown in its two largest units", () => {
    for (const [seconds, said] of [
      ...[-60, 0, 0.4].map((none) => [none, "0 s"] as const),
      ...([
        [0.5, "1 s"],
        [20, "20 s"],
        [59.4, "59 s"],
        [59.6, "1 min"],
        [60, "1 min"],
        [90, "1 min 30 s"],
      ] as const),
      ...([
        [1800, "30 min"],
        [3601, "1 h"],
        [7500, "2 h 5 min"],
      ] as const),
      ...([
        [3 * 86_400 + 61, "3 d"],
        [3 * 86_400 + 7200, "3 d 2 h"],
      ] as const),
    ]) {
      assert.equal(duration(seconds * 1000), said);
    }
  });
});
