import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { until } from "../support/poll";
import { Project } from "./project";

const CLI = resolve(__dirname, "../../bin/amorphic-cicd");

describe("A platform that takes no calls for long", function () {
  this.timeout(120_000);
  let project: Project;
  before(async () => {
    project = await Project.make();
    project.write("resources/tags.json", { rTag: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } } });
  });
  after(() => project.remove());

  /** Runs a command until it says what it waits for, then interrupts it for good. */
  const waitOf = async (command: string) => {
    const child = spawn(process.execPath, [CLI, command, "--stack", "local"], {
      cwd: project.directory,
      stdio: "pipe",
    });
    const closed = once(child, "close");
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.stdout.resume();
    const line = () => /^waiting .*\n/m.exec(stderr)?.[0];
    await until("it says what it waits for", () => line() !== undefined);
    child.kill("SIGINT");
    await until("it is interrupted", () => stderr.includes("interrupted") || child.exitCode !== null);
    child.kill("SIGINT");
    await closed;
    return line()?.replace(/\d+\.\d s$/m, "… s");
  };

  const busy = (method: string) =>
    project.simulator.faults.add({ match: { method }, fault: { kind: "status", status: 429, retryAfter: 59 } });

  it("is named by a deployment that waits for it", async () => {
    busy("POST");
    assert.equal(await waitOf("deploy"), "waiting for Amorphic: POST /tags: HTTP 429, again in … s\n");
    project.simulator.faults.clear();
  });

  it("is named by a plan", async () => {
    await project.deploy();
    busy("GET");
    assert.match((await waitOf("plan")) ?? "", /^waiting for Amorphic: GET \/tags\S*: HTTP 429, again in … s\n$/);
  });
});
