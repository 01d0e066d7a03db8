import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { run } from "../../../commands/shared/run";
import { until } from "../../support/poll";

describe("run", () => {
  it("ends when the program's time is over, even if a child of the program lives on", async () => {
    // The child ends by itself, well after the test.
    const script = "sleep 20 & echo started; wait";
    const { code, stderr } = await run("/bin/sh", ["-c", script], { env: { PATH: "/usr/bin:/bin" }, timeout: 300 });
    assert.deepEqual({ code, stderr }, { code: null, stderr: "\nkilled by SIGKILL" });
  });
});

/** Counts how often it is asked to end; SIGUSR2, which is handled after what came before, makes it report that. */
const COUNTING = `
  let asked = 0;
  process.on("SIGINT", () => console.log("asked " + ++asked)).on("SIGUSR2", () => process.exit(asked));
  setInterval(() => undefined, 1000);
  console.log("pid " + process.pid);`;

/** Runs it line by line, and reports each hang-up. */
const running = (endsAtOnce: boolean) => `
  const { runLines } = require(${JSON.stringify(resolve("commands/shared/run.ts"))});
  const onInterrupt = () => console.log("interrupted");
  const options = { env: process.env, endsAtOnce: ${String(endsAtOnce)}, onInterrupt };
  runLines(process.execPath, ["-e", ${JSON.stringify(COUNTING)}], options, console.log)
    .then(({ code, interrupted }) => console.log("code " + code + ", " + interrupted));
  process.on("SIGHUP", () => console.log("hung up"));`;
const start = (endsAtOnce: boolean) =>
  spawn(process.execPath, ["-r", "@amorphic-cicd/providers/typescript", "-e", running(endsAtOnce)]);

describe("runLines", function () {
  this.timeout(30_000);

  for (const [what, signals, asked] of [
    ["passes on each request to end", ["SIGINT", "SIGTERM"], 2],
    ["passes on repeated hang-ups of the terminal as one request", ["SIGHUP", "SIGHUP"], 1],
    ["does not pass on a hang-up of the terminal after another request", ["SIGINT", "SIGHUP"], 1],
  ] as const) {
    it(what, async () => {
      const child = start(false);
      const closed = once(child, "close");
      let told = "";
      child.stdout.on("data", (text: Buffer) => (told += text.toString()));
      await until("it runs", () => told.includes("pid"));
      let [requests, hangUps] = [0, 0];
      for (const signal of signals) {
        child.kill(signal);
        if (signal === "SIGHUP") hangUps++;
        if (signal !== "SIGHUP" || requests === 0) requests++;
        await until(signal, () => count(told, "asked") >= requests && count(told, "hung up") === hangUps);
      }
      process.kill(Number(/pid (\d+)/.exec(told)?.[1]), "SIGUSR2");
      await closed;
      assert.match(told, new RegExp(`^code ${String(asked)}, true$`, "m"));
      assert.equal(count(told, "interrupted"), 1, "told once");
    });
  }

  it("kills a program that leaves nothing half-done, even if it would continue", async () => {
    const child = start(true);
    const closed = once(child, "close");
    let told = "";
    child.stdout.on("data", (text: Buffer) => (told += text.toString()));
    await until("it runs", () => told.includes("pid"));
    child.kill("SIGINT");
    await closed;
    assert.match(told, /^code null, true$/m);
  });
});

const count = (text: string, what: string): number => text.split(what).length - 1;
