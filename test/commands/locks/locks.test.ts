import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { buildOf } from "../../../commands/locks/builds";
import { examine, locksOf, releaseDead } from "../../../commands/locks/locks";
import { withBuildNote } from "../../../commands/locks/build-note";
import { setEnvironment } from "../../client/environment";
import { StandIn, type Received } from "../../client/stand-in";

/** The pid of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;
const ME = userInfo().username;
const LOCKS = ".pulumi/locks/organization/amorphic/local";
const NOTES = "journal/local/runs";
const ARN = "arn:aws:codebuild:eu-west-1:123456789012:build/deploy:b1";
const SINCE = "2026-01-01T12:00:00.000Z";

/** A project with the locks of the `local` stack, as the CLI writes them. */
class Project {
  readonly directory = mkdtempSync(join(tmpdir(), "locks-"));

  constructor() {
    writeFileSync(join(this.directory, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    writeFileSync(join(this.directory, "Pulumi.local.yaml"), "");
  }

  init(): void {
    this.put(".pulumi/stacks/amorphic/local.json", "{}");
  }

  /** @param environment besides the backend's URL */
  stack(environment: NodeJS.ProcessEnv = {}) {
    const url = `file://${this.directory}/.amorphic/state`;
    const all = { PULUMI_BACKEND_URL: url, ...environment };
    return { name: "local", project: this.directory, pulumi: "pulumi", environment: all };
  }

  lock(id: string, pid: number, host = hostname(), timestamp = SINCE): void {
    this.put(`${LOCKS}/${id}.json`, JSON.stringify({ pid, username: ME, hostname: host, timestamp }));
  }

  /** Taken by a running process: by this one. */
  alive(id: string, timestamp = new Date().toISOString()): void {
    this.lock(id, process.pid, hostname(), timestamp);
  }

  note(id: string, note: object): void {
    this.put(`${NOTES}/${id}.json`, JSON.stringify({ hostname: hostname(), build: ARN, started: SINCE, ...note }));
  }

  put(path: string, text: string): void {
    const file = join(this.directory, ".amorphic/state", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  names(path: string): string[] {
    const directory = join(this.directory, ".amorphic/state", path);
    return existsSync(directory) ? readdirSync(directory).sort() : [];
  }

  cli(...args: string[]) {
    const bin = resolve("bin/amorphic-cicd");
    const env = { ...process.env, CODEBUILD_BUILD_ARN: "" };
    const all = [bin, "locks", "--stack", "local", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: this.directory, env, encoding: "utf8" });
    return { code: status, stdout: stdout.replace(/ for \d+ d( \d+ h)?;/, " for AGE;"), stderr };
  }
}

describe("The locks of a stack", function () {
  this.timeout(30_000);
  let project: Project;
  beforeEach(() => (project = new Project()));
  afterEach(() => rmSync(project.directory, { recursive: true }));

  const released = async (environment?: NodeJS.ProcessEnv) =>
    (await releaseDead(project.stack(environment))).map((one) => [one.lock.id, one.owner.state, one.released]);

  it("are none at first", async () => {
    assert.deepEqual(await examine(project.stack()), []);
    assert.deepEqual(await released(), []);
  });

  it("do not include those of other stacks", async () => {
    project.lock("a", 7);
    project.put(`${LOCKS}/a.json.attrs`, "{}");
    project.put(`${LOCKS}2/b.json`, "{}");
    const found = await examine(project.stack());
    assert.deepEqual(
      found.map(({ lock }) => lock.id),
      ["a"],
    );
  });

  it("are released only if their owner is dead", async () => {
    project.alive("alive");
    project.lock("dead", DEAD);
    project.put(`${LOCKS}/dead.json.attrs`, "{}");
    project.lock("elsewhere", DEAD, "elsewhere");
    project.put(`${LOCKS}/odd.json`, "");
    assert.deepEqual(await released(), [
      ["alive", "alive", false],
      ["dead", "dead", true],
      ["elsewhere", "unknown", false],
      ["odd", "unknown", false],
    ]);
    assert.deepEqual(project.names(LOCKS), ["alive.json", "elsewhere.json", "odd.json"]);
  });

  it("leave nothing behind that stops `pulumi` by hand: a killed run's half-written attributes of the state go with them", async () => {
    project.init();
    const attributes = "local.json.attrs";
    project.put(`.pulumi/stacks/amorphic/${attributes}`, "");
    project.alive("alive");
    await released();
    assert.deepEqual(project.names(".pulumi/stacks/amorphic"), ["local.json", attributes]);
    project.lock("dead", DEAD);
    await released();
    assert.deepEqual(project.names(".pulumi/stacks/amorphic"), ["local.json"]);
  });

  it("include the temporary file of one that a full disk left behind, because the engine counts it", () => {
    project.lock("a", DEAD);
    project.put(`${LOCKS}/b.json.18eaaa9e0f8c707e.tmp`, "");
    const { code, stdout } = project.cli("--release");
    assert.equal(code, 1);
    assert.match(stdout, /\nb\.json\.18eaaa9e0f8c707e\.tmp: .*`locks --force b\.json\.18eaaa9e0f8c707e\.tmp`/);
    assert.equal(project.cli("--force", "b.json.18eaaa9e0f8c707e.tmp").code, 0);
    assert.deepEqual(project.names(LOCKS), []);
  });

  it("are an error if the stack does not exist, unless it left locks behind", () => {
    const where = `file://${project.directory}/.amorphic/state`;
    const stderr = `There is no stack local in ${where}. Create it with \`npm start\`.\n`;
    for (const more of [[], ["--json"], ["--release"], ["--force", "a"]]) {
      assert.deepEqual(project.cli(...more), { code: 2, stdout: "", stderr });
    }
    // A lock that was left behind by a run that removed the stack.
    project.lock("dead", DEAD);
    assert.equal(project.cli("--release").code, 0);
  });

  it("are listed one per line, with what is known and what to do", () => {
    project.init();
    assert.deepEqual(project.cli(), { code: 0, stdout: "no locks\n", stderr: "" });
    project.lock("dead", DEAD);
    const line = `dead: ${ME}@${hostname()}, pid ${String(DEAD)}, for AGE; its process is gone`;
    assert.deepEqual(project.cli(), {
      code: 0,
      stdout: `${line}: release it with \`locks --release\`\n`,
      stderr: "",
    });
    assert.deepEqual(project.cli("--release"), { code: 0, stdout: `released ${line}\n`, stderr: "" });
    assert.deepEqual(project.names(LOCKS), []);
  });

  it("cause exit code 1 if one cannot be released, and the output says why, with control characters escaped", () => {
    project.lock("a", DEAD, "else\u001bwhere");
    const { code, stdout } = project.cli("--release");
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `a: ${ME}@else\\u001bwhere, pid ${String(DEAD)}, for AGE; it was taken on another host, so it is not known here ` +
        "whether its run is still active; if you know that the run has ended, release it with `locks --force a`\n",
    );
  });

  it("are printed as JSON", () => {
    const since = new Date().toISOString();
    project.alive("a", since);
    project.put(`${LOCKS}/odd.json`, "{}");
    const { code, stdout } = project.cli("--json");
    const [a, odd] = JSON.parse(stdout) as [{ ageSeconds: number }, object];
    assert.equal(code, 0);
    assert.ok(a.ageSeconds >= 0 && a.ageSeconds < 60);
    assert.deepEqual(
      { ...a, ageSeconds: 0 },
      {
        id: "a",
        user: ME,
        host: hostname(),
        pid: process.pid,
        since,
        ageSeconds: 0,
        owner: "alive",
        why: "its process is running",
        released: false,
      },
    );
    const why = "it is not in Pulumi's format, so its owner is unknown";
    assert.deepEqual(odd, { id: "odd", owner: "unknown", why, released: false });
  });

  it("are released by force only by their id, even unreadable ones", () => {
    project.alive("alive");
    project.put(`${LOCKS}/odd.json`, "{");
    const wrong = project.cli("--force", "alife");
    assert.equal(wrong.code, 2);
    assert.equal(
      wrong.stderr,
      'The stack local has no lock with the id "alife" (did you mean "alive"?). The locks are: "alive", "odd".\n',
    );
    assert.deepEqual(project.names(LOCKS), ["alive.json", "odd.json"]);
    assert.equal(project.cli("--force", "odd").code, 0);
    const forced = project.cli("--force", "alive");
    assert.equal(forced.code, 0);
    assert.match(forced.stderr, /^its process is running, and does not know that its lock is gone: /);
    assert.deepEqual(project.names(LOCKS), []);
    assert.equal(project.cli("--force", "../../x").code, 2);
    assert.equal(project.cli("--force", "a", "--release").code, 2);
  });
});

/** A CodeBuild that knows some builds, as its API is documented. */
class CodeBuild {
  readonly http = new StandIn();
  builds: Record<string, unknown>[] = [];
  denied = false;

  constructor() {
    this.http.handler = ({ method, headers, body }: Received) => {
      assert.deepEqual([method, headers["x-amz-target"]], ["POST", "CodeBuild_20161006.BatchGetBuilds"]);
      assert.match(String(headers.authorization), /Credential=test\/\d+\/eu-west-1\/codebuild\/aws4_request/);
      if (this.denied) return { status: 400, json: { __type: "AccessDeniedException", message: "not authorized" } };
      const { ids } = JSON.parse(body) as { ids: string[] };
      const builds = this.builds.filter(({ id }) => ids.includes(String(id)));
      const buildsNotFound = ids.filter((id) => !builds.some((build) => build["id"] === id));
      return {
        headers: { "content-type": "application/x-amz-json-1.1" },
        text: JSON.stringify({ builds, buildsNotFound }),
      };
    };
  }
}

const epoch = (time: string) => Date.parse(time) / 1000;
const ENDED = {
  id: "deploy:b1",
  arn: ARN,
  buildComplete: true,
  buildStatus: "STOPPED",
  startTime: epoch("2026-01-01T11:00:00Z"),
  endTime: epoch("2026-01-01T13:00:00Z"),
};
const RUNNING = {
  id: "deploy:b1",
  arn: ARN,
  buildComplete: false,
  buildStatus: "IN_PROGRESS",
  startTime: ENDED.startTime,
};

describe("The locks of builds", function () {
  this.timeout(30_000);
  let project: Project;
  let codeBuild: CodeBuild;
  let restore: () => void;
  beforeEach(async () => {
    project = new Project();
    codeBuild = new CodeBuild();
    await codeBuild.http.start();
    restore = setEnvironment({
      AWS_ENDPOINT_URL_CODEBUILD: codeBuild.http.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SESSION_TOKEN: undefined,
      AWS_REGION: "us-east-1",
    });
  });
  afterEach(async () => {
    restore();
    await codeBuild.http.stop();
    rmSync(project.directory, { recursive: true });
  });

  it("have their build looked up in CodeBuild, in the region of the build", async () => {
    assert.equal(await buildOf(ARN), undefined);
    codeBuild.builds = [RUNNING];
    const started = new Date("2026-01-01T11:00:00Z");
    assert.deepEqual(await buildOf(ARN), { complete: false, status: "IN_PROGRESS", started });
    codeBuild.builds = [{ ...ENDED, id: "deploy:b2" }, ENDED];
    const ended = new Date("2026-01-01T13:00:00Z");
    assert.deepEqual(await buildOf(ARN), { complete: true, status: "STOPPED", started, ended });
  });

  it("are released, with their note, only once the build has ended", async () => {
    project.lock("a", process.pid, "container-1");
    project.note("n", { hostname: "container-1" });
    project.note("other", { hostname: "container-2" });
    project.put(`${NOTES}/odd.json`, "{");
    const look = async () => {
      const [found] = await releaseDead(project.stack({ CODEBUILD_BUILD_ARN: `${ARN}-of-us` }));
      return [found?.owner.state, found?.owner.build, found?.released];
    };
    assert.deepEqual(await look(), ["unknown", ARN, false]);
    codeBuild.builds = [RUNNING];
    assert.deepEqual(await look(), ["alive", ARN, false]);
    codeBuild.builds = [ENDED];
    assert.deepEqual(await look(), ["dead", ARN, true]);
    assert.deepEqual(project.names(LOCKS), []);
    assert.deepEqual(project.names(NOTES), ["odd.json", "other.json"]);
  });

  it("stay if CodeBuild may not be asked, and the missing permission is named", async () => {
    codeBuild.denied = true;
    project.lock("a", DEAD, "container-1");
    project.note("n", { hostname: "container-1" });
    const [found] = await releaseDead(project.stack());
    assert.deepEqual([found?.owner.state, found?.released], ["unknown", false]);
    assert.equal(
      found?.owner.why,
      "CodeBuild could not be asked about deploy:b1: AccessDeniedException: not authorized. " +
        "The role needs codebuild:BatchGetBuilds on the build's project.",
    );
  });

  it("have a note of their build while it is running, and none outside CodeBuild", async () => {
    const notes = () =>
      project.names(NOTES).map((name) => readFileSync(join(project.directory, ".amorphic/state", NOTES, name), "utf8"));
    assert.equal(await withBuildNote(project.stack(), () => Promise.resolve(notes().length)), 0);
    const stack = project.stack({ CODEBUILD_BUILD_ARN: ARN });
    // A lock of another host is no reason to keep the note.
    project.lock("theirs", DEAD, "elsewhere");
    const [during] = await withBuildNote(stack, () => Promise.resolve(notes()));
    const { started, ...note } = JSON.parse(String(during)) as Record<string, unknown>;
    assert.deepEqual(note, { build: ARN, hostname: hostname(), pid: process.pid });
    assert.ok(!isNaN(Date.parse(String(started))));
    await assert.rejects(
      withBuildNote(stack, () => Promise.reject(new Error("failed"))),
      /failed/,
    );
    assert.deepEqual(notes(), []);
  });

  it("do not hide how the work ended if the note cannot be removed", async () => {
    const stack = project.stack({ CODEBUILD_BUILD_ARN: ARN });
    // A file where the locks' directory should be.
    const block = () => project.put(dirname(LOCKS), "");
    await assert.rejects(
      withBuildNote(stack, () => {
        block();
        return Promise.reject(new Error("the work failed"));
      }),
      /the work failed/,
    );
    assert.equal(await withBuildNote(stack, () => Promise.resolve(1)), 1);
  });

  it("keep their note if Pulumi was killed and left its lock", async () => {
    await withBuildNote(project.stack({ CODEBUILD_BUILD_ARN: ARN }), () => {
      project.put(
        `${LOCKS}/a.json`,
        JSON.stringify({ pid: DEAD, username: ME, hostname: hostname(), timestamp: new Date() }),
      );
      return Promise.resolve();
    });
    assert.equal(project.names(NOTES).length, 1);
    const again = await releaseDead(project.stack({ CODEBUILD_BUILD_ARN: ARN }));
    assert.deepEqual([again[0]?.owner.why, again[0]?.released], ["its process is gone", true]);
    assert.deepEqual(project.names(NOTES), []);
  });
});

describe("A lock of our own", () => {
  it("has Pulumi's format, and can be taken only once", async () => {
    const project = new Project();
    const locks = locksOf(project.stack());
    const holder = { pid: process.pid, username: ME, hostname: hostname(), since: new Date() };
    await locks.take({ id: "mine", holder });
    assert.deepEqual(await locks.list(), [{ id: "mine", holder }]);
    await assert.rejects(locks.take({ id: "mine", holder }), /changed by somebody else/);
    await locks.release({ id: "mine" });
    assert.deepEqual(await locks.list(), []);
    rmSync(project.directory, { recursive: true });
  });
});
