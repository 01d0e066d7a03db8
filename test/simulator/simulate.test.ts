import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { simulate, type Endpoint, type Simulator, type SimulateOptions } from "../../simulator";
import { DOMAIN, send } from "./support";

describe("simulator: command", () => {
  let folder = "";
  let file = "";
  let open: Simulator[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "simulate-"));
    file = join(folder, "run", "endpoint.json");
  });
  afterEach(async () => {
    await Promise.all(open.map((simulator) => simulator.close()));
    open = [];
    rmSync(folder, { recursive: true });
  });

  /** Runs the command in this process, and returns what it printed. */
  async function run(options: SimulateOptions): Promise<{ simulator: Simulator; printed: string }> {
    const log = console.log;
    const lines: unknown[] = [];
    console.log = (line) => lines.push(line);
    try {
      const simulator = await simulate(options);
      open.push(simulator);
      return { simulator, printed: lines.join("\n") };
    } finally {
      console.log = log;
    }
  }

  const read = () => JSON.parse(readFileSync(file, "utf8")) as Endpoint;

  it("writes where it listens to a file that only its owner can read, and prints how to see the log", async () => {
    const { simulator, printed } = await run({ endpointFile: file, latency: 3 });
    const { url, token, roleId, userId } = simulator;
    assert.deepEqual(read(), { url, token, roleId, userId, pid: process.pid });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(simulator.settings.latency, 3);
    assert.equal(
      printed,
      `Simulated Amorphic at ${url}\n  token and role in ${file}\n  calls so far: curl -s ${url}/_simulator/log`,
    );
  });

  it("prints the headers if no file is given", async () => {
    const { simulator, printed } = await run({});
    assert.ok(
      printed.includes(`Authorization: ${simulator.token}\n`) && printed.includes(`role_id: ${simulator.roleId}`),
    );
  });

  it("updates its file when the token is renewed", async () => {
    const { simulator } = await run({ endpointFile: file });
    const token = simulator.renewToken();
    while (read().token !== token) await new Promise(setImmediate);
  });

  it("removes its file when it ends, but not another simulator's, and leaves no signal handler", async () => {
    const handlers = process.listenerCount("SIGTERM");
    const first = await run({ endpointFile: file });
    await first.simulator.close();
    assert.equal(existsSync(file), false);
    const second = await run({ endpointFile: file });
    writeFileSync(file, JSON.stringify({ ...read(), pid: 1 }));
    await second.simulator.close();
    assert.equal(read().pid, 1);
    assert.equal(process.listenerCount("SIGTERM"), handlers);
  });

  it("says if the port is in use", async () => {
    const { simulator } = await run({});
    const port = Number(new URL(simulator.url).port);
    const message = `port ${port} is in use; choose another, or leave it out to use a free one`;
    await assert.rejects(simulate({ port }), { message });
  });

  it("saves its data and removes its file on SIGTERM and SIGINT", async function () {
    this.timeout(30_000);
    const data = join(folder, "data.json");
    const script = `require(${JSON.stringify(resolve("simulator"))}).simulate(${JSON.stringify({ data, endpointFile: file })})`;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const child = spawn(process.execPath, ["--require", "@amorphic-cicd/providers/typescript", "--eval", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      const { url, token, roleId, pid } = read();
      assert.equal(pid, child.pid);
      const headers = { Authorization: token, role_id: roleId, "Content-Type": "application/json" };
      const { status } = await send("POST", `${url}/domains`, { ...DOMAIN, DomainName: signal }, headers);
      assert.equal(status, 200);
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      assert.equal(existsSync(file), false);
      assert.ok(readFileSync(data, "utf8").includes(`"DomainName":"${signal}"`));
    }
  });
});
