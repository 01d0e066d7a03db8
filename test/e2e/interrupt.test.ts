import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { resolve } from "node:path";
import { nameOf, typeOf } from "../../providers/engine/names";
import { until } from "../support/poll";
import { Project } from "./project";

const CLI = resolve(__dirname, "../../bin/amorphic-cicd");
const DEPLOY = [CLI, "deploy", "--stack", "local"];
const NAMES = Array.from({ length: 12 }, (_, i) => `rTag${String(i)}`);

/** Runs a program in a terminal of its own, which closes when the standard input ends. */
const TERMINAL = `
import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
while not select.select([0], [], [], 0)[0]:
    if select.select([terminal, 0], [], [])[0] == [terminal]:
        os.read(terminal, 65536)
os.close(terminal)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Starts a deployment that can be interrupted. */
type Begin = (cwd: string) => { readonly ended: Promise<(number | null)[]>; readonly interrupt: () => void };

const intoPipe: Begin = (cwd) => {
  const child = spawn(process.execPath, DEPLOY, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const interrupt = () => {
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill("SIGINT");
  };
  return { ended: once(child, "exit") as Promise<(number | null)[]>, interrupt };
};

const inTerminal: Begin = (cwd) => {
  const args = ["-c", TERMINAL, process.execPath, ...DEPLOY];
  const child = spawn("python3", args, { cwd, stdio: ["pipe", "inherit", "inherit"] });
  return { ended: once(child, "exit") as Promise<(number | null)[]>, interrupt: () => child.stdin.end() };
};

describe("an interrupted deployment", function () {
  this.timeout(120_000);

  for (const [how, begin, codes] of [
    ["Ctrl-C, which also ends the reader of its output", intoPipe, [1]],
    // Node itself aborts (SIGABRT) if it cannot reset a terminal that is gone.
    ["the end of its terminal", inTerminal, [1, 250]],
  ] as const) {
    it(`finishes the calls in flight, writes the state and unlocks the stack after ${how}`, async () => {
      const project = await Project.make();
      try {
        const tag = (name: string) => ({ Type: "Tag", Properties: { TagKey: "team", TagValue: name } });
        project.write("resources/tags.json", Object.fromEntries(NAMES.map((name) => [name, tag(name)])));
        const made = () => project.simulator.store.all("tags").map(({ properties }) => String(properties["TagValue"]));
        project.simulator.faults.add({ match: { method: "POST" }, fault: { kind: "latency", ms: 2_000, after: true } });

        const { ended, interrupt } = begin(project.directory);
        await until("something is made", () => made().length > 0);
        interrupt();
        const [code] = await ended;
        assert.ok(
          codes.some((one) => one === code),
          String(code),
        );

        const resources = project.checkpoint().resources.filter(({ urn }) => typeOf(urn) !== undefined);
        assert.deepEqual(resources.map(({ urn }) => nameOf(urn)).sort(), made().sort());
        const locks = project.path(".amorphic/state/.pulumi/locks/organization/amorphic/local");
        assert.deepEqual(existsSync(locks) ? readdirSync(locks) : [], []);
      } finally {
        await project.remove();
      }
    });
  }
});

describe("an interruption is reported", function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = await Project.make();
    project.write("resources/tags.json", { rTag: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } } });
  });
  after(() => project.remove());

  const begin = (...args: string[]) => {
    const child = spawn(process.execPath, [CLI, ...args, "--stack", "local"], {
      cwd: project.directory,
      stdio: "pipe",
    });
    const told = { stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => (told.stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (told.stderr += text.toString()));
    return { child, told, closed: once(child, "close") as Promise<(number | null)[]> };
  };

  it("by a deployment, at once and at its end", async () => {
    project.simulator.faults.add({ match: { method: "POST" }, fault: { kind: "latency", ms: 2_000, after: true } });
    const { child, told, closed } = begin("deploy");
    await until("something is made", () => project.simulator.store.all("tags").length > 0);
    child.kill("SIGINT");
    const [code] = await closed;
    project.simulator.faults.clear();
    assert.equal(code, 1);
    assert.match(told.stderr, /^interrupted: finishing the calls in flight; interrupt again to stop at once$/m);
    assert.doesNotMatch(told.stderr, /^error/m);
    assert.match(told.stdout, /\nDeployment of local was interrupted: 1 of 1 changes .* s\. Deploy again: .*\n$/);
  });

  it("by a deployment that is interrupted twice, which does not wait, without the engine's errors", async () => {
    const tag = (_: unknown, i: number) => [
      `more${i}`,
      { Type: "Tag", Properties: { TagKey: "more", TagValue: `${i}` } },
    ];
    project.write("resources/more.json", Object.fromEntries(Array.from({ length: 40 }, tag)));
    project.simulator.faults.add({ match: { method: "POST" }, fault: { kind: "latency", ms: 20_000, after: true } });
    const { child, told, closed } = begin("deploy");
    await until("it is made", () => project.simulator.store.all("tags").length > 1);
    child.kill("SIGINT");
    await until("the first request is answered", () => told.stderr.includes("interrupted"));
    child.kill("SIGINT");
    const [code] = await closed;
    project.simulator.faults.clear();
    assert.equal(code, 1);
    assert.doesNotMatch(told.stderr, /^error/m);
    assert.match(told.stdout, /\nDeployment of local was interrupted: 0 of 40 changes .*\n$/);
  });

  it("by a plan, which ends at once even if the platform never answers", async () => {
    let asked = false;
    const hung = createServer(() => (asked = true)).listen(0, "127.0.0.1");
    await once(hung, "listening");
    try {
      const { token, roleId, userId } = project.simulator;
      const url = `http://127.0.0.1:${String((hung.address() as AddressInfo).port)}`;
      project.write(".amorphic/simulator.json", { url, token, roleId, userId, pid: process.pid });
      const { child, told, closed } = begin("plan");
      await until("the platform is asked", () => asked);
      child.kill("SIGTERM");
      assert.deepEqual([await closed, told.stdout], [[1, null], ""]);
      assert.match(told.stderr, /\nerror: the plan was interrupted\n$/);
    } finally {
      hung.close();
    }
  });
});
