import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { urnOf } from "./plan/preview";

const LOCKS = "state/.pulumi/locks/organization/amorphic/dev";
const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;

/** A project whose `pulumi` notes its arguments and does what the test says. */
class Deployment {
  readonly directory = mkdtempSync(join(tmpdir(), "deploy-"));

  constructor() {
    writeFileSync(this.#path("Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    mkdirSync(this.#path(LOCKS), { recursive: true });
    this.export();
    writeFileSync(
      this.#path("pulumi"),
      `#!${process.execPath}
       const { appendFileSync, readFileSync, readdirSync, existsSync } = require("node:fs");
       const at = (name) => require("node:path").join(${JSON.stringify(this.directory)}, name);
       const args = process.argv.slice(2);
       appendFileSync(at("calls"), args.join(" ").replaceAll("\\n", "|") + " locks:" + readdirSync(at(${JSON.stringify(LOCKS)})).length + "\\n");
       if (args[0] === "stack") process.stdout.write(readFileSync(at("export.json")));
       const failing = existsSync(at("fails")) && readFileSync(at("fails"), "utf8") === args[0];
       if (failing) { console.error("it does not work"); process.exit(255); }`,
    );
    chmodSync(this.#path("pulumi"), 0o755);
  }

  #path(name: string): string {
    return join(this.directory, name);
  }

  /** What `pulumi stack export` tells. */
  export(...parts: [resources?: readonly object[], pending?: readonly object[]]): void {
    const [resources, pending_operations] = parts;
    writeFileSync(
      this.#path("export.json"),
      JSON.stringify({ version: 3, deployment: { resources, pending_operations } }),
    );
  }

  fails(command: string): void {
    writeFileSync(this.#path("fails"), command);
  }

  lock(name: string, pid: number): void {
    const text = { pid, username: "jane", hostname: hostname(), timestamp: new Date() };
    writeFileSync(this.#path(`${LOCKS}/${name}`), JSON.stringify(text));
  }

  get locks(): string[] {
    return readdirSync(this.#path(LOCKS));
  }

  /** Runs `deploy` in a process of its own, as Pulumi's output goes where ours goes. */
  run(): { result: string; stderr: string; calls: string[] } {
    const { directory } = this;
    const stack = {
      name: "dev",
      project: directory,
      pulumi: this.#path("pulumi"),
      environment: { PATH: process.env["PATH"], PULUMI_BACKEND_URL: `file://${directory}/state` },
    };
    const script = `
      require(${JSON.stringify(resolve("commands/deploy.ts"))}).deploy(${JSON.stringify(stack)})
        .then((code) => console.log("code " + code), (error) => console.log(error.name + ": " + error.message));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-r", "tsx/cjs", "-e", script], { encoding: "utf8" });
    const calls = existsSync(this.#path("calls")) ? readFileSync(this.#path("calls"), "utf8").trim().split("\n") : [];
    return { result: stdout.trim(), stderr, calls };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

const UP =
  "up --yes --skip-preview --refresh --suppress-permalink=true --suppress-progress --parallel=100 " +
  `--message=amorphic-cicd deploy||By: ${userInfo().username}@${hostname()} --non-interactive --stack dev`;
const EXPORT = "stack export --stack dev";
const CLEAR = "refresh --yes --clear-pending-creates --suppress-outputs --non-interactive --stack dev";
const pending = (type: string, name: string, operation = "creating") => ({
  resource: { urn: urnOf(type, name) },
  type: operation,
});
const resource = (type: string, name: string, inputs: object = {}) => ({ urn: urnOf(type, name), inputs });

describe("Deploying", function () {
  this.timeout(30_000);
  let deployment: Deployment;
  beforeEach(() => (deployment = new Deployment()));
  afterEach(() => deployment.remove());

  it("runs up against what is live, without questions, and looks for what is pending", () => {
    assert.deepEqual(deployment.run(), { result: "code 0", stderr: "", calls: [`${UP} locks:0`, `${EXPORT} locks:0`] });
  });

  it("releases the lock of a dead run before, and leaves that of a living one", () => {
    deployment.lock("dead.json", DEAD);
    deployment.lock("alive.json", process.pid);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, calls[0]], ["code 0", `${UP} locks:1`]);
    assert.equal(stderr, "released the lock dead of a run that was killed: its process is gone\n");
    assert.deepEqual(deployment.locks, ["alive.json"]);
  });

  it("is code 1 if up fails, and clears nothing", () => {
    deployment.fails("up");
    deployment.export([], [pending("Tag", "rTag")]);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, stderr, calls], ["code 1", "it does not work\n", [`${UP} locks:0`]]);
  });

  it("clears pending creates that are in the state by now, and other operations", () => {
    deployment.export([resource("Tag", "rTag")], [pending("Tag", "rTag"), pending("Job", "rJob", "deleting")]);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual(calls, [`${UP} locks:0`, `${EXPORT} locks:0`, `${CLEAR} locks:0`]);
    assert.equal(result, "code 0");
    assert.equal(stderr, "clearing what a killed run left pending; all of it is settled now\n");
  });

  it("clears that of a block that was renamed meanwhile", () => {
    deployment.export([resource("Tag", "rNew", { renamedFrom: ["rOlder", "rOld"] })], [pending("Tag", "rOld")]);
    assert.equal(deployment.run().result, "code 0");
  });

  it("reports that of a block that is gone, harmlessly to a terminal, and clears nothing", () => {
    deployment.export(
      [resource("Job", "rGone"), resource("Tag", "rNew", { renamedFrom: ["rOld"] })],
      [pending("Tag", "rGone"), pending("Tag", "a::b\u001b"), pending("Tag", "rNew")],
    );
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, calls.length], ["code 1", 2]);
    assert.equal(
      stderr,
      "A run was killed while it created rGone, a::b\\u001b, and the definition is gone since. It may exist in Amorphic " +
        "without being managed: put the block back and deploy, then take it out and deploy again.\n",
    );
  });

  it("is code 1 if the clearing fails, and an error if the state cannot be read", () => {
    deployment.export([resource("Tag", "rTag")], [pending("Tag", "rTag")]);
    deployment.fails("refresh");
    assert.equal(deployment.run().result, "code 1");
    deployment.fails("stack");
    assert.equal(deployment.run().result, "UserError: The state of dev could not be read: it does not work");
  });

  it("is code 1 if there is no such program", () => {
    rmSync(join(deployment.directory, "pulumi"));
    const { result, stderr } = deployment.run();
    assert.equal(result, "code 1");
    assert.match(stderr, /ENOENT/);
  });
});
