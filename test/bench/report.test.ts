import assert from "node:assert/strict";
import { bars, lines } from "../../bench/chart";
import { writeReport } from "../../bench/report";
import { median, type Results, type Sample } from "../../bench/results";
import { targetLine, targets } from "../../bench/targets";

const sample = (who: string, size: number, operation: string, seconds: number): Sample => ({
  ...{ who, size, operation, seconds, run: 1 },
  ...{ memory: { provider: 150 }, written: 2 ** 20, calls: { "GET jobs": 2 } },
});

const results: Results = {
  settings: {
    ...{ sizes: [1000, 10000], runs: 3, latency: 50, operations: ["deploy"], backend: "file", putLatency: 30 },
    ...{ against: "terraform", seed: 1 },
  },
  machine: "2 x Somebody's CPU",
  date: "2026-01-01",
  versions: { Pulumi: "3.259.0" },
  samples: [
    sample("amorphic-cicd", 1000, "deploy", 20),
    sample("amorphic-cicd", 1000, "deploy", 30),
    sample("amorphic-cicd", 1000, "deploy", 90),
    sample("Terraform", 1000, "deploy", 50),
    sample("amorphic-cicd", 10000, "deploy", 300),
  ],
  throttled: [{ allowed: 20, retryAfter: true, seconds: 15, rate: 18.5, taken: 282, refused: 9, succeeded: true }],
};

describe("The bench's report", () => {
  it("uses the median", () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1]), median([])], [2, 2.5, undefined]);
  });

  it("says of each target whether it is met, or that it was not measured", () => {
    const rows = targets(results).map(targetLine);
    assert.equal(rows[0], "| deploy of 1,000, to Terraform's | at most 0.5 x | 0.60 x | **not met** |");
    assert.equal(rows[1], "| plan of 1,000 without changes, to Terraform's | at most 0.6 x | not measured |  |");
    assert.equal(rows[5], "| deploy of 10,000, to that of 1,000 | at most 12 x | 10.0 x | met |");
    assert.match(rows[8] ?? "", /at most 600 MB \| 150 MB \| met/);
    assert.match(rows[9] ?? "", /at least 90 % \| 92\.5 % \| met/);
  });

  it("counts the rate of a failed throttled deployment as zero", () => {
    const [throttled] = results.throttled;
    assert.ok(throttled);
    const failed = targets({ ...results, throttled: [throttled, { ...throttled, succeeded: false }] });
    assert.match(failed.map(targetLine)[9] ?? "", /0\.0 % \| \*\*not met\*\*/);
  });

  it("has a table for each size", () => {
    const markdown = writeReport(results);
    assert.match(markdown, /^2026-01-01; 2 x Somebody's CPU; Pulumi 3\.259\.0; 50 ms a call, state in a file/);
    assert.match(markdown, /\| deploy \| 30\.0 s \| 50\.0 s \| 0\.60 \| 2 \| 3021 \| 2 \|/);
    assert.match(markdown, /\| 20 \| yes \| 18\.5 \(93 %\) \| 282 \| 9 \| 15\.0 s \| nothing \|/);
  });

  it("draws charts of what was measured", () => {
    const bar = bars(
      "A & B",
      ["deploy"],
      [
        { name: "ours", values: [10] },
        { name: "theirs", values: [undefined] },
      ],
      "s",
    );
    assert.match(bar, /<title>A &amp; B<\/title>/);
    assert.equal(bar.match(/>10\.0 s</g)?.length, 1);
    const line = lines("t", [1, 10, 100], [{ name: "ours", values: [1, 10, 100] }], "s");
    assert.match(line, /<polyline points="80,320 385,192 690,64"/, "in proportion is straight");
  });
});
