import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { reportOf } from "../../../commands/plan/report";
import { run, type Outcome } from "../../../commands/shared/run";
import type { Plan } from "../../../commands/plan/model";
import { bitbucket } from "../../support/hosts/bitbucket";
import { codecommit } from "../../support/hosts/codecommit";
import { github } from "../../support/hosts/github";
import { gitlab } from "../../support/hosts/gitlab";
import { COMMIT, SOMEBODY, type HostServer } from "../../support/hosts/server";
import { planOfSteps, steps } from "../plan/preview";

const CLI = resolve(__dirname, "../../../bin/amorphic-cicd");
const TOKEN = "glpat-0123456789abcdefghij";
const APP_TOKEN = "ghs_0123456789abcdefghij";

const good = planOfSteps([steps.create("Tag", "rTag", { TagKey: "a" })]);
const refused = planOfSteps([steps.delete("Tag", "rTag")], { config: { "amorphic:maxDeletes": "0" } });
const failed: Plan = {
  ...planOfSteps([]),
  errors: [
    { message: "MISSING_PROPERTY no TagKey", file: "resources/tags.json", line: 4, column: 19 },
    { message: "Amorphic is not there" },
  ],
};

interface Setting {
  readonly server: () => HostServer;
  readonly repo: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly marker: string;
  /** The host's words for success and failure. */
  readonly states?: readonly [success: string, failure: string];
  readonly annotates: boolean;
}

const HTML = "<!-- amorphic-cicd plan of amorphic/dev -->";
const HIDDEN = "[//]: # (amorphic-cicd plan of amorphic/dev)";

const settings: Readonly<Record<string, Setting>> = {
  github: {
    server: () => github(TOKEN),
    repo: "o/r",
    environment: { GITHUB_TOKEN: TOKEN },
    marker: HTML,
    states: ["success", "failure"],
    annotates: false,
  },
  "github as an app": {
    server: () => github(APP_TOKEN),
    repo: "o/r",
    environment: { GITHUB_TOKEN: APP_TOKEN },
    marker: HTML,
    states: ["success", "failure"],
    annotates: true,
  },
  gitlab: {
    server: () => gitlab(TOKEN),
    repo: "o/sub/r",
    environment: { GITLAB_TOKEN: TOKEN },
    marker: HTML,
    states: ["success", "failed"],
    annotates: false,
  },
  bitbucket: {
    server: () => bitbucket(TOKEN),
    repo: "o/r",
    environment: { BITBUCKET_TOKEN: TOKEN },
    marker: HIDDEN,
    states: ["SUCCESSFUL", "FAILED"],
    annotates: true,
  },
  codecommit: {
    server: codecommit,
    repo: "r",
    environment: {
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: "secret-of-the-test",
      AWS_REGION: "eu-west-1",
    },
    marker: HIDDEN,
    annotates: false,
  },
};

describe("bin/amorphic-cicd comment", function () {
  this.timeout(60_000);
  let directory: string;
  let server: HostServer;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "amorphic-comment-"));
    const write = (name: string, plan: Plan) =>
      writeFileSync(join(directory, name), JSON.stringify(reportOf(plan, "amorphic", "dev")));
    write("good.json", good);
    write("failed.json", failed);
    write("refused.json", refused);
    writeFileSync(join(directory, "Pulumi.yaml"), "name: amorphic\n");
  });
  after(() => rmSync(directory, { recursive: true }));
  afterEach(() => server.stop());

  const start = async (name: string): Promise<Setting> => {
    const setting = settings[name]!;
    server = await setting.server().start();
    return setting;
  };
  const cli = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> =>
    run(process.execPath, [CLI, "comment", ...args], {
      cwd: directory,
      env: {
        PATH: process.env["PATH"],
        HOME: directory,
        AWS_ENDPOINT_URL: server.url,
        AWS_EC2_METADATA_DISABLED: "true",
        ...env,
      },
    });
  const comment = (name: string, ...args: string[]): Promise<Outcome> => {
    const { repo, environment } = settings[name]!;
    const host = name.split(" ")[0]!;
    const place = ["--host", host, "--repo", repo, "--pull-request", "7", "--api-url", server.url];
    return cli(environment, ...place, "--plan", "good.json", ...args);
  };

  for (const name of Object.keys(settings)) {
    describe(`on ${name}`, () => {
      it("creates one comment, later edits it wherever it is, and leaves those of others alone", async () => {
        const { marker, states } = await start(name);
        const stolen = `${marker}\n\nnot ours`;
        server.store.add(stolen, SOMEBODY);
        for (let i = 0; i < 120; i++) server.store.add(`talk ${String(i)}`, SOMEBODY);
        const first = await comment(name);
        assert.deepEqual([first.code, first.stdout], [0, ""], first.stderr);
        assert.equal(
          first.stderr,
          "pull request 7: Plan: 1 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged\n",
        );
        assert.equal(server.store.bodies.length, 122);
        assert.ok(
          server.store.bodies
            .at(-1)
            ?.startsWith(`${marker}\n\n### Plan for \`dev\` at \`cccccccc\`\n\n**Plan: 1 to create,`),
        );

        const second = await comment(name, "--plan", "failed.json");
        assert.equal(second.code, 0, second.stderr);
        assert.equal(server.store.bodies.length, 122, "no second comment");
        assert.equal(server.store.bodies[0], stolen);
        const body = server.store.bodies.at(-1)!;
        assert.match(body, /### The plan failed for `dev` at `cccccccc`$/m);
        assert.match(body, /^resources\/tags.json:4:19: MISSING_PROPERTY no TagKey$/m);
        assert.match(body, /^Amorphic is not there$/m);
        assert.deepEqual(
          server.store.statuses.map(({ name, state }) => [name, state]),
          (states ?? []).map((state) => ["amorphic-cicd/plan/dev", state]),
        );
        assert.deepEqual(server.refused, []);
      });

      it("creates a new comment if somebody deletes the old one before it can be edited", async () => {
        const { marker } = await start(name);
        const old = server.store.add(`${marker}\nold`);
        server.fault = ({ method, headers }) => {
          const edits =
            method === "PATCH" || method === "PUT" || String(headers["x-amz-target"]).endsWith(".UpdateComment");
          if (edits) old.deleted = true;
          return undefined;
        };
        const { code, stderr } = await comment(name);
        assert.equal(code, 0, stderr);
        assert.deepEqual([old.body, server.store.bodies.length], [`${marker}\nold`, 1]);
      });

      it("does not comment for an older commit, and sets only its status", async () => {
        const { states } = await start(name);
        server.store.head = "d".repeat(40);
        const { code, stdout, stderr } = await comment(name, "--commit", COMMIT, "--plan", "failed.json");
        const status = states ? ", only its commit's status was set" : "";
        const said = `pull request 7 is at dddddddd by now: the plan of cccccccc was not posted${status}\n`;
        assert.deepEqual([code, stdout], [0, said], stderr);
        assert.deepEqual([server.store.bodies, server.store.annotations], [[], []]);
        assert.deepEqual(
          server.store.statuses.map(({ state }) => state),
          states?.slice(1) ?? [],
        );
        assert.deepEqual(server.refused, []);
      });

      it("comments for the commit in --commit if it is the newest", async () => {
        const { marker } = await start(name);
        const { stdout, stderr } = await comment(name, "--commit", COMMIT);
        assert.deepEqual([stdout, server.store.bodies.length], ["", 1], stderr);
        assert.ok(server.store.bodies[0]?.startsWith(`${marker}\n\n### Plan for \`dev\` at \`cccccccc\`\n`));
      });

      it("writes nothing on a closed pull request, and says so", async () => {
        await start(name);
        server.store.isOpen = false;
        const { code, stderr } = await comment(name);
        assert.deepEqual([code, stderr], [0, "pull request 7 is closed, so nothing is written there\n"]);
        assert.deepEqual([server.store.bodies, server.store.statuses], [[], []]);
      });
    });
  }

  for (const [name, { annotates }] of Object.entries(settings)) {
    if (!annotates) continue;
    it(`annotates the lines of mistakes on ${name}, and removes the annotations once they are fixed`, async () => {
      await start(name);
      assert.equal((await comment(name, "--plan", "failed.json")).code, 0);
      const placed = [{ path: "resources/tags.json", line: 4, message: "MISSING_PROPERTY no TagKey" }];
      assert.deepEqual(server.store.annotations, placed);
      assert.equal((await comment(name)).code, 0);
      assert.deepEqual(server.store.annotations, []);
    });
  }

  it("retries after temporary errors: 502, 429, and GitHub's 403 for a rate limit", async () => {
    await start("github");
    const faults = [
      { status: 502 },
      { status: 429, headers: { "retry-after": "0" } },
      { status: 403, headers: { "retry-after": "1" }, body: { message: "You have exceeded a secondary rate limit" } },
    ];
    server.fault = () => faults.shift();
    const { code, stderr } = await comment("github");
    assert.equal(code, 0, stderr);
    assert.equal(server.store.bodies.length, 1);
  });

  it("does not repeat a comment that may already have been created", async () => {
    await start("github");
    server.fault = ({ method, path }) =>
      method === "POST" && path.endsWith("/comments") ? { status: 502 } : undefined;
    const { code, stderr } = await comment("github");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /GitHub: POST \/repos\/o\/r\/issues\/7\/comments was refused: .*\(HTTP 502\)\. Run again later\./,
    );
    assert.equal(server.calls.filter((call) => call.startsWith("POST") && call.endsWith("/comments")).length, 1);
    assert.equal(server.store.statuses.length, 1, "the status is set all the same");
  });

  const refusals: readonly [status: number, said: string, expected: RegExp][] = [
    [
      401,
      "Bad credentials",
      /Bad credentials \(HTTP 401\)\. The token in GITHUB_TOKEN is not accepted: it has expired or was revoked/,
    ],
    [
      403,
      "Resource not accessible",
      /\(HTTP 403\)\. The token in GITHUB_TOKEN needs the permissions pull requests: write and commit statuses: write/,
    ],
    [403, "You have exceeded a secondary rate limit", /a secondary rate limit \(HTTP 403\)\. Run again later\.$/m],
    [
      404,
      "Not Found",
      /\(HTTP 404\)\. Check --repo and --pull-request; GitHub gives the same answer if the token in GITHUB_TOKEN has no access/,
    ],
    [301, "Moved", /\(HTTP 301\)\. Redirects are not followed/],
    [422, `Validation Failed ${TOKEN}\u001b[2J`, /Validation Failed \*{5}\\u001b\[2J \(HTTP 422\)/],
  ];
  for (const [status, message, expected] of refusals) {
    it(`says what to do about HTTP ${String(status)}, and never shows the token`, async () => {
      await start("github");
      server.fault = () => ({ status, body: { message }, headers: { location: "http://127.0.0.1:1/" } });
      const { code, stdout, stderr } = await comment("github");
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.equal((stdout + stderr).includes(TOKEN), false);
    });
  }

  for (const name of ["github", "gitlab", "bitbucket"]) {
    it(`reports a response that is not from ${name}'s API as a wrong --api-url, not as a bug`, async () => {
      await start(name);
      server.fault = () => ({ status: 200, body: "<html>Sign in</html>" });
      const { code, stderr } = await comment(name);
      assert.equal(code, 2);
      assert.match(stderr, /^\S+: GET \S+ did not return JSON: "<html>Sign in<\/html>"\. Check --api-url\.$/m);
      for (const body of [{}, [], { state: { open: "opened" }, head: null, source: { commit: null } }]) {
        server.fault = () => ({ status: 200, body });
        const other = await comment(name);
        assert.deepEqual([other.code, other.stdout], [2, ""]);
        assert.match(other.stderr, /^\S+ did not return a pull request\. Check --api-url\.$/m);
      }
    });
  }

  it("also ends on a closed pull request whose branch is gone, and with it the commit", async () => {
    await start("bitbucket");
    server.fault = () => ({ status: 200, body: { state: "MERGED", source: { commit: null } } });
    const { code, stderr } = await comment("bitbucket");
    assert.deepEqual([code, stderr], [0, "pull request 7 is closed, so nothing is written there\n"]);
  });

  it("cuts long descriptions of a status between characters", async () => {
    await start("github");
    const message = `${"x".repeat(139 - "The plan failed: ".length)}\u{1f600}\u{1f600}`;
    const plan: Plan = { ...planOfSteps([]), errors: [{ message }] };
    writeFileSync(join(directory, "long.json"), JSON.stringify(reportOf(plan, "amorphic", "dev")));
    const { code, stderr } = await comment("github", "--plan", "long.json");
    assert.equal(code, 0, stderr);
    assert.match(server.store.statuses[0]?.description ?? "", /: x+$/);
  });

  it("says that the plan failed if the planning job left no file", async () => {
    await start("github");
    const { code, stderr } = await comment("github", "--plan", "nothing.json", "--stack", "dev");
    assert.equal(code, 0, stderr);
    assert.match(server.store.bodies[0] ?? "", /The planning job ended before it wrote a plan/);
    assert.equal(server.store.statuses[0]?.state, "failure");
  });

  it("reports a plan as a failure if its deployment would be refused", async () => {
    await start("github");
    assert.equal((await comment("github", "--plan", "refused.json")).code, 0);
    assert.deepEqual(
      server.store.statuses.map(({ state, description }) => [state, description]),
      [["failure", "1 blocked. Plan: 0 to create, 0 to update, 0 to replace, 1 to delete, 0 unchanged"]],
    );
    assert.match(server.store.bodies[0] ?? "", /^1 of 1 resources .* deploy with --allow-deletes 1, /m);
  });

  it("finds host, repository, pull request and commit in CodeBuild's environment", async () => {
    await start("github");
    const codebuild = {
      CODEBUILD_SOURCE_REPO_URL: "https://github.com/o/r.git",
      CODEBUILD_WEBHOOK_TRIGGER: "pr/7",
      CODEBUILD_RESOLVED_SOURCE_VERSION: "c".repeat(40),
      CODEBUILD_BUILD_URL: "https://console.aws/build/1",
    };
    const { code, stderr } = await cli(
      { GITHUB_TOKEN: TOKEN, ...codebuild },
      ...["--plan", "good.json", "--api-url", server.url],
    );
    assert.equal(code, 0, stderr);
    assert.equal(server.store.bodies.length, 1);
  });

  it("refuses what it cannot use, all at once and before anything is sent", async () => {
    await start("github");
    const wrong = await cli(
      {},
      "--plan",
      "good.json",
      "--host",
      "svn",
      "--repo",
      "../x",
      "--api-url",
      "http://evil.test",
    );
    assert.equal(wrong.code, 2);
    for (const part of [
      "--host: must be one of github,",
      "--repo: ",
      "--pull-request: this is not the build",
      "--api-url: ",
    ]) {
      assert.ok(wrong.stderr.includes(part), wrong.stderr);
    }
    writeFileSync(join(directory, "other.json"), '{"version": 2}');
    const other = await comment("github", "--plan", "other.json");
    assert.match(other.stderr, /other\.json is not a plan written by `amorphic-cicd plan --json` of this version/);
    const missing = await comment("github", "--plan", "missing.json");
    assert.equal(
      missing.stderr,
      "missing.json does not exist. Name a file written by `plan --json`; pass --stack as well to report that its plan failed.\n",
    );
    const place = ["--host", "github", "--repo", "o/r", "--pull-request", "7", "--api-url", server.url];
    const nothing = await cli({}, ...place);
    assert.equal(
      nothing.stderr,
      "The environment variable GITHUB_TOKEN is not set. Set it to the token of github, for example from Secrets Manager through the " +
        "buildspec's env.secrets-manager.\nPass --plan FILE, or --stack NAME to create the plan here.\n",
    );
    assert.deepEqual([other.code, missing.code, nothing.code], [2, 2, 2]);
    assert.deepEqual(server.calls, []);
  });
});
