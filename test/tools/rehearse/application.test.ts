import assert from "node:assert/strict";
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { settingsOf } from "../../../infra/record";
import { rehearseApplication } from "../../../tools/rehearse/application";
import type { StageResult } from "../../../tools/rehearse/run";

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

  it("is built, uploaded to a bucket, requested file by file, and opened in a browser", async () => {
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
        "Browser: passed",
      ],
      output,
    );
    assert.match(results[2]?.said ?? "", /^Commit [0-9a-f]{40}: Website data-platform-site 1\.0\.0$/);
    assert.match(
      results[3]?.said ?? "",
      /^asked for assets\/style-[0-9a-f]{12}\.css; Cache-Control: public, max-age=31536000, immutable$/,
    );
    assert.equal(results[4]?.said, "asked for 404.html, index.html; Cache-Control: public, max-age=0, must-revalidate");
    assert.match(
      results[6]?.said ?? "",
      /^opened \/, \/404\.html, \/index\.html, which load \/assets\/style-[0-9a-f]{12}\.css; a missing page shows the error page$/,
    );
  });

  it("fails with a line for each problem that a browser finds", async () => {
    const results = await rehearse("site-prod", (directory) => {
      const file = (name: string) => join(directory, "examples/website/src", name);
      const html = readFileSync(file("index.html"), "utf8");
      writeFileSync(
        file("index.html"),
        html.replace("</body>", '<a href="/gone.html">Gone</a><script>alert(1)</script></body>'),
      );
      appendFileSync(file("style.css"), "body { background: url(/assets/gone.png); }\n");
    });
    assert.deepEqual(outcomes(results).at(-1), "Browser: failed");
    const told = output.slice(output.indexOf("== Browser\n"));
    for (const line of [
      /^\/: .*inline script.*Content Security Policy directive .*default-src 'self'/m,
      /^\/: \/assets\/gone\.png answers 404$/m,
      /^\/gone\.html answers 404 instead of 200 \(linked from \/\)$/m,
    ]) {
      assert.match(told, line);
    }
    assert.ok(told.includes(results.at(-1)?.said ?? "?"));
  });

  it("is not built if its tests fail", async () => {
    const results = await rehearse("site-prod", (directory) => {
      writeFileSync(
        join(directory, "examples/website/test/broken.test.mjs"),
        'it("fails", () => { throw new Error("no"); });\n',
      );
    });
    assert.deepEqual(outcomes(results), ["Test: failed"]);
    assert.equal(results[0]?.said, "npm run test:ci");
  });

  it("is not published if a page refers to a missing file", async () => {
    const results = await rehearse("site-prod", (directory) => {
      writeFileSync(join(directory, "examples/website/src/index.html"), '<img src="/assets/gone.svg">');
    });
    assert.deepEqual(outcomes(results).at(-1), "Deploy Pages: failed");
    assert.equal(results.at(-1)?.said, "index.html: refers to /assets/gone.svg, which does not exist");
  });

  it("reports what was not run of a service, if no Docker daemon answers", async () => {
    const bin = mkdtempSync(join(tmpdir(), "amorphic-docker-"));
    const { PATH } = process.env;
    writeFileSync(join(bin, "docker"), "#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n");
    chmodSync(join(bin, "docker"), 0o755);
    process.env.PATH = [bin, PATH].join(delimiter);
    try {
      const results = await rehearse("service-staging");
      assert.deepEqual(
        results.map(({ stage, said }) => `${stage}: ${said}`.replace(/ \d\.\d s after/, " soon after")),
        [
          "Test: ",
          "Build: not run: Docker does not run on this machine",
          "Deploy Rolling: not run: there is no ECS here",
          "Deploy Keep: not run: it needs what only AWS has",
          `Service: run ${process.getuid?.() === 0 ? "as nobody" : "as the user of this rehearsal"}, on files it cannot write, the service answers /health with 200 and ends soon after SIGTERM`,
        ],
        output,
      );
      assert.match(output, /^note: Dockerfile:2: public\.ecr\.aws\S+ is not pinned by digest/m);
    } finally {
      process.env.PATH = PATH;
      rmSync(bin, { recursive: true });
    }
  });
});
