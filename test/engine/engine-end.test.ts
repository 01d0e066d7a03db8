import assert from "node:assert/strict";
import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const LAZY_SDK = resolve("providers/engine/lazy-sdk.js");

describe("A provider process whose engine ends", function () {
  this.timeout(30_000);
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "amorphic-engine-end-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Its standard input is a pipe that this test holds, as the engine does. */
  const start = (script: string, { of = "dynamic-provider", stdin = "pipe" } = {}) => {
    const path = join(directory, "node_modules/@pulumi/pulumi/cmd", of);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "index.js"), script);
    const options = [
      "-r",
      LAZY_SDK,
      "-r",
      "@amorphic-cicd/providers/typescript",
      join(path, "index.js"),
      "127.0.0.1:1",
    ];
    const child = spawn(process.execPath, options, { stdio: [stdin, "pipe", "inherit"] as StdioOptions });
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    const ended = once(child, "close").then(([code]) => ({ code: code as number, output }));
    return { started: once(child.stdout!, "data"), engineEnds: () => child.stdin!.destroy(), ended };
  };
  const waiting = 'console.log("waiting"); setTimeout(() => console.log("never ended"), 20_000);';

  it("ends, too, even if nothing was ever asked of it", async () => {
    const { started, engineEnds, ended } = start(waiting);
    await started;
    engineEnds();
    assert.deepEqual(await ended, { code: 1, output: "waiting\n" });
  });

  it("closes the gate, waits for calls in progress, and leaves ten seconds for the journal", async () => {
    const { started, engineEnds, ended } = start(`
      const { Gate } = require(${JSON.stringify(resolve("providers/client/gate.ts"))});
      const { whenEngineEnds } = require(${JSON.stringify(resolve("providers/engine/engine-end.js"))});
      const timeout = globalThis.setTimeout;
      globalThis.setTimeout = (work, ms) => timeout(work, ms === 10_000 ? (console.log("grace"), 1) : ms);
      const gate = new Gate();
      const leave = gate.enter();
      whenEngineEnds(() => { gate.close("The engine has ended."); return gate.onIdle(); });
      gate.signal.addEventListener("abort", () => {
        console.log(gate.closed);
        setImmediate(() => { console.log("answered"); leave(); });
      });
      ${waiting}`);
    await started;
    engineEnds();
    assert.deepEqual(await ended, { code: 1, output: "waiting\nThe engine has ended.\nanswered\ngrace\n" });
  });

  it("is told from other processes, whose input may end at any time, and from one without a pipe", async () => {
    const script = 'process.stdin.resume().on("end", () => setImmediate(() => console.log("works on")))';
    const { engineEnds, ended } = start(script, { of: "run" });
    engineEnds();
    assert.deepEqual(await ended, { code: 0, output: "works on\n" });
    assert.deepEqual(await start(script, { stdin: "ignore" }).ended, { code: 0, output: "works on\n" });
  });

  it("does not stay alive for its input alone", async () => {
    assert.deepEqual(await start("console.log('done')").ended, { code: 0, output: "done\n" });
  });
});
