import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { settingsOf } from "../../../infra/record";
import { rehearseApplication } from "../../../tools/rehearse/application";
import type { StageResult } from "../../../tools/rehearse/rehearsal";

const REPOSITORY = resolve(__dirname, "../../..");

describe("a rehearsed application", function () {
  this.timeout(300_000);
  let output: string;
  beforeEach(() => (output = ""));

  const rehearse = (stack: string, change?: (directory: string) => void): Promise<StageResult[]> => {
    const realism = { install: false, online: false };
    const options = { stack, repository: REPOSITORY, realism, output: (text: string) => (output += text) };
    return rehearseApplication(options, settingsOf(stack), change);
  };
  const outcomes = (results: readonly StageResult[]) =>
    results.map(
      ({ stage, isGood, wasRun = true }) => `${stage}: ${isGood ? (wasRun ? "passed" : "not run") : "failed"}`,
    );

  it("is built, put into a bucket, and asked for file by file", async () => {
    const results = await rehearse("site-prod");
    assert.deepEqual(
      outcomes(results),
      [
        "Test: passed",
        "Build: passed",
        "Approve: passed",
        "Deploy Assets: passed",
        "Deploy Pages: passed",
        "Deploy Publish: not run",
      ],
      output,
    );
    assert.match(results[2]?.said ?? "", /^Website data-platform-site 1\.0\.0 \(commit [0-9a-f]{40}\)$/);
    assert.match(
      results[3]?.said ?? "",
      /^asked for assets\/style-[0-9a-f]{12}\.css; Cache-Control: public, max-age=31536000, immutable$/,
    );
    assert.equal(results[4]?.said, "asked for 404.html, index.html; Cache-Control: public, max-age=0, must-revalidate");
  });

  it("is not built when its tests fail", async () => {
    const results = await rehearse("site-prod", (directory) => {
      writeFileSync(
        join(directory, "examples/website/test/broken.test.mjs"),
        'it("fails", () => { throw new Error("no"); });\n',
      );
    });
    assert.deepEqual(outcomes(results), ["Test: failed"]);
    assert.equal(results[0]?.said, "npm run test:ci");
  });

  it("is not published with a page that refers to nothing", async () => {
    const results = await rehearse("site-prod", (directory) => {
      writeFileSync(join(directory, "examples/website/src/index.html"), '<img src="/assets/gone.svg">');
    });
    assert.deepEqual(outcomes(results).at(-1), "Deploy Pages: failed");
    assert.equal(results.at(-1)?.said, "index.html: refers to /assets/gone.svg, which is not there");
  });

  it("says of a service what was not run", async () => {
    const results = await rehearse("service-staging");
    assert.equal(outcomes(results)[0], "Test: passed", output);
    assert.deepEqual([results.at(-1)?.stage, results.at(-1)?.said], ["Deploy", "not run: there is no ECS here"]);
    // Where Docker answers, the image is built; where it does not, nobody is told that it was.
    assert.match(
      results[1]?.said ?? "",
      /^(Service data-platform-service 1\.0\.0|not run: no Docker answers on this machine)$/,
    );
  });
});
