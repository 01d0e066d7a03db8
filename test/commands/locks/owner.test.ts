import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Build } from "../../../commands/locks/builds";
import { lockText, parseLock } from "../../../commands/locks/lock";
import type { Note } from "../../../commands/locks/notes";
import { ownerOf, type Evidence } from "../../../commands/locks/owner";
import { processOf, secondsOf, type Process } from "../../../commands/locks/processes";
import { UserError } from "../../../providers/errors";

const at = (time: string) => new Date(`2026-01-01T${time}Z`);
const holder = { pid: 7, username: "jane", hostname: "here", since: at("12:00:00") };

describe("A lock", () => {
  it("is read in the format of the CLI", () => {
    const text = '{"pid":7,"username":"jane","hostname":"here","timestamp":"2026-01-01T12:00:00Z"}';
    assert.deepEqual(parseLock("a", text), { id: "a", holder });
    assert.deepEqual(parseLock("a", lockText(holder)), { id: "a", holder });
    const zone = text.replace("12:00:00Z", "14:00:00.123456789+02:00");
    assert.equal(parseLock("a", zone).holder?.since.toISOString(), "2026-01-01T12:00:00.123Z");
  });

  it("has no holder if it is not in the format of the CLI", () => {
    const text = lockText(holder);
    const odd = ["", "{", "null", "[]", "3", "{}", text.slice(1), text.replace("7", "0"), text.replace("7", "-1")];
    odd.push(
      text.replace("7", "1.5"),
      text.replace("7", '"7"'),
      text.replace('"here"', "1"),
      text.replace("2026", "x"),
    );
    for (const one of odd) assert.deepEqual(parseLock("a", one), { id: "a" }, one);
  });
});

const ARN = "arn:aws:codebuild:eu-west-1:123456789012:build/deploy:b1";
const note: Note = { path: "n", hostname: "here", build: ARN, started: at("11:59:00") };
const build: Build = { complete: true, status: "FAILED", started: at("11:58:00"), ended: at("12:30:00") };
const { ended: _, ...unended } = build;
const running: Build = { ...unended, complete: false, status: "IN_PROGRESS" };

/** Sees only what the test says. */
const evidence = (
  seen: Partial<Omit<Evidence, "processOf" | "buildOf">> & { process?: Process; answer?: Build | Error } = {},
) => ({
  hostname: "here",
  username: "jane",
  build: undefined,
  notes: [],
  ...seen,
  processOf: (pid: number) => Promise.resolve(pid === 7 ? seen.process : undefined),
  buildOf: (arn: string) => {
    assert.equal(arn, ARN);
    return seen.answer instanceof Error ? Promise.reject(seen.answer) : Promise.resolve(seen.answer);
  },
});

describe("The owner of a lock", () => {
  const cases: readonly [what: string, seen: Evidence, state: string, why: RegExp][] = [
    ["a process that is gone", evidence(), "dead", /^its process is gone$/],
    ["a process that runs, with nothing else known", evidence({ process: {} }), "alive", /^its process is running$/],
    [
      "a process that began before the lock",
      evidence({ process: { name: "node", started: at("11:59:59") } }),
      "alive",
      /running/,
    ],
    [
      "another program that now has its pid",
      evidence({ process: { name: "bash\u001b", started: at("12:00:03") } }),
      "dead",
      /^its process is gone; its pid now belongs to bash\\u001b$/,
    ],
    [
      "another program that began at the same moment, as clocks may differ",
      evidence({ process: { name: "bash", started: at("12:00:01") } }),
      "alive",
      /running/,
    ],
    [
      "an unknown process, even if it began later",
      evidence({ process: { started: at("13:00:00") } }),
      "alive",
      /running/,
    ],
    [
      "a Pulumi that seems to have begun later, as after the clock was corrected",
      evidence({ process: { name: "pulumi", started: at("13:00:00") } }),
      "alive",
      /running/,
    ],
    [
      "another user on a host of that name, which may be another machine",
      evidence({ username: "joe" }),
      "unknown",
      /^another user took it on a host of this name \(jane\), /,
    ],
    ["another user's process that runs", evidence({ username: "joe", process: {} }), "alive", /running/],
    ["another host", evidence({ hostname: "there" }), "unknown", /^it was taken on another host, /],
    [
      "a build that has ended",
      evidence({ hostname: "there", notes: [note], answer: build }),
      "dead",
      /deploy:b1 ended: FAILED$/,
    ],
    [
      "a build that has ended, even if a process has its pid",
      evidence({ notes: [note], answer: build, process: {} }),
      "dead",
      /ended/,
    ],
    ["a build that runs", evidence({ notes: [note], answer: running }), "alive", /^its build deploy:b1 is running$/],
    ["a build without a known end", evidence({ notes: [note], answer: unended }), "alive", /is running/],
    [
      "a build that CodeBuild no longer knows",
      evidence({ notes: [note] }),
      "unknown",
      /^CodeBuild does not know its build deploy:b1$/,
    ],
    [
      "a build that may not be asked about",
      evidence({ notes: [note], answer: new UserError("no right") }),
      "unknown",
      /^no right$/,
    ],
    [
      "a build that ended before the lock was taken, by a later run on a host of that name",
      evidence({ notes: [note], answer: { ...build, ended: at("11:59:59") } }),
      "unknown",
      /had ended when the lock was taken/,
    ],
    [
      "a build that began after the lock was taken",
      evidence({ notes: [note], answer: { ...build, started: at("12:00:01") } }),
      "unknown",
      /another run took it$/,
    ],
    ["this very build, its process gone", evidence({ build: ARN, notes: [note] }), "dead", /process is gone/],
    [
      "this very build, its process gone, whoever it ran as",
      evidence({ build: ARN, notes: [note], username: "joe" }),
      "dead",
      /process is gone/,
    ],
    ["this very build, its process running", evidence({ build: ARN, notes: [note], process: {} }), "alive", /running/],
    ["in a build, a host of that name without a note", evidence({ build: ARN }), "unknown", /no deploy recorded that$/],
    [
      "in a build, a note that was written after the lock",
      evidence({ build: ARN, notes: [{ ...note, started: at("12:00:01") }] }),
      "unknown",
      /no deploy recorded that$/,
    ],
    ["a note of another host", evidence({ notes: [{ ...note, hostname: "there" }] }), "dead", /process is gone/],
  ];
  for (const [what, seen, state, why] of cases) {
    it(`is ${state}: ${what}`, async () => {
      const owner = await ownerOf({ id: "a", holder }, seen);
      assert.equal(owner.state, state);
      assert.match(owner.why, why);
    });
  }

  it("is unknown if the lock cannot be read", async () => {
    assert.equal((await ownerOf({ id: "a" }, evidence())).state, "unknown");
  });

  it("is the last build on that host before the lock", async () => {
    const earlier = { ...note, build: `${ARN}0`, started: at("11:00:00") };
    const later = { ...note, build: `${ARN}2`, started: at("12:00:01") };
    const owner = await ownerOf({ id: "a", holder }, evidence({ notes: [earlier, note, later], answer: build }));
    assert.equal(owner.build, ARN);
    assert.equal((await ownerOf({ id: "a", holder }, evidence({ build: ARN, notes: [note], process: {} }))).build, ARN);
  });

  it("does not hide unexpected errors", async () => {
    await assert.rejects(
      ownerOf({ id: "a", holder }, evidence({ notes: [note], answer: new TypeError("bug") })),
      TypeError,
    );
  });
});

describe("A process", () => {
  it("is found with its name and start time, whoever owns it", async () => {
    const began = Date.now() - process.uptime() * 1000;
    const own = await processOf(process.pid);
    assert.match(String(own?.name), /node|mocha/i);
    assert.ok(Math.abs(Number(own?.started) - began) < 5000, `${String(own?.started)} is not ${String(began)}`);
    assert.notEqual(await processOf(1), undefined);
  });

  it("is gone once it has ended", async () => {
    assert.equal(await processOf(spawnSync(process.execPath, ["-e", ""]).pid), undefined);
  });

  it("is gone once it was killed, even if nobody fetched its exit code", async function () {
    // The shell becomes a program that never waits for its child.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; kill -9 $!; exec sleep 60"]);
    const [pid] = (await once(parent.stdout, "data")) as [Buffer];
    while ((await processOf(Number(pid))) !== undefined) await new Promise(setImmediate);
    parent.kill("SIGKILL");
  });

  it("has a running time that is parsed from the output of ps", () => {
    assert.deepEqual(["00:07", "01:02:03", "2-01:02:03"].map(secondsOf), [7, 3723, 176_523]);
  });
});
