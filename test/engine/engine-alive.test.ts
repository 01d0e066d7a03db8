import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { resolve } from "node:path";
import { engineAddress } from "../../providers/engine/engine-alive";

describe("The engine's address", () => {
  it("is the last argument of the provider process", () => {
    assert.equal(engineAddress(["node", "dynamic-provider", "127.0.0.1:36777"]), "127.0.0.1:36777");
  });

  it("is unknown in other processes, such as the program or tests", () => {
    for (const argv of [
      [],
      ["127.0.0.1:1", "x"],
      ["127.0.0.1"],
      ["127.0.0.1:"],
      ["x127.0.0.1:1"],
      ["127.0.0.1:1\n"],
      ["10.0.0.1:1"],
    ]) {
      assert.equal(engineAddress(argv), undefined, JSON.stringify(argv));
    }
  });
});

describe("Watching the engine", () => {
  let engine: Server;
  let sockets: Socket[] = [];
  const listen = async () => {
    engine = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined).resume();
    });
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    return (engine.address() as AddressInfo).port;
  };
  const stop = () => {
    engine.close();
    for (const socket of sockets.splice(0)) socket.destroy();
  };
  beforeEach(() => (sockets = []));
  afterEach(() => stop());

  /** In a separate process, which ends ten seconds after its engine; here after a millisecond. */
  function watcher(port: number) {
    const script = `
      const { Gate } = require(${JSON.stringify(resolve("providers/client/gate.ts"))});
      const { watchEngine } = require(${JSON.stringify(resolve("providers/engine/engine-alive.ts"))});
      const gate = new Gate();
      const leave = gate.enter();
      const timeout = globalThis.setTimeout;
      globalThis.setTimeout = (work, ms) => timeout(work, ms === 10000 ? (console.log("grace"), 1) : ms);
      watchEngine("127.0.0.1:${String(port)}", gate);
      gate.signal.addEventListener("abort", () => {
        console.log(gate.closed);
        setImmediate(() => { console.log("answered"); leave(); });
      });
      timeout(() => undefined, 20000);`;
    const child = spawn(process.execPath, ["-r", "@amorphic-cicd/providers/typescript", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output: string[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    return { child, output };
  }

  it("continues when the engine drops connections, and opens new ones", async function () {
    this.timeout(30_000);
    const { child, output } = watcher(await listen());
    for (let drops = 0; drops < 3; drops++) {
      await once(engine, "connection");
      sockets.at(-1)?.destroy();
    }
    await once(engine, "connection");
    child.kill("SIGKILL");
    await once(child, "close");
    assert.deepEqual(output, []);
  });

  it("closes the gate when the engine is gone, waits for calls in progress, and ends the process", async function () {
    this.timeout(30_000);
    const { child, output } = watcher(await listen());
    await once(engine, "connection");
    stop();
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 1);
    assert.equal(
      output.join(""),
      "The run was stopped (pulumi has ended), so nothing more is sent.\nanswered\ngrace\n",
    );
  });
});
