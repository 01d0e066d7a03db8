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
import { dirname, join, resolve } from "node:path";
import { foreign, linesOf, steps, urnOf, type Step } from "../plan/preview";

const LOCKS = "state/.pulumi/locks/organization/amorphic/dev";
const STATE = "state/.pulumi/stacks/amorphic/dev.json";
const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;

/** A project whose `pulumi` records its arguments and does what the test says. */
class Deployment {
  readonly directory = mkdtempSync(join(tmpdir(), "deploy-"));
  config: Record<string, string> = {};
  token: string | undefined = "a-token-0123";
  /** What the preview says besides its steps. */
  diagnostics: object[] = [];

  constructor() {
    writeFileSync(this.#path("Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    mkdirSync(this.#path(LOCKS), { recursive: true });
    mkdirSync(dirname(this.#path(STATE)), { recursive: true });
    this.leaves();
    this.preview();
    writeFileSync(
      this.#path("pulumi"),
      `#!${process.execPath}
       const { appendFileSync, copyFileSync, readFileSync, readdirSync, existsSync } = require("node:fs");
       const at = (name) => require("node:path").join(${JSON.stringify(this.directory)}, name);
       const args = process.argv.slice(2);
       appendFileSync(at("calls"), args.join(" ").replaceAll("\\n", "|") + " locks:" + readdirSync(at(${JSON.stringify(LOCKS)})).length + "\\n");
       const failing = existsSync(at("fails")) && readFileSync(at("fails"), "utf8") === args[0];
       if (args[0] === "preview" && !failing) process.stdout.write(readFileSync(at("preview.jsonl")));
       if (args[0] === "up" && existsSync(at("events"))) process.stdout.write(readFileSync(at("events")));
       if (args[0] === "up") copyFileSync(at("state.json"), at(${JSON.stringify(STATE)}));
       if (failing) { console.error(readFileSync(at("why"), "utf8")); process.exit(255); }`,
    );
    chmodSync(this.#path("pulumi"), 0o755);
  }

  #path(name: string): string {
    return join(this.directory, name);
  }

  /** The state that `pulumi up` leaves. */
  leaves(...parts: [resources?: readonly object[], pending?: readonly object[]]): void {
    const [resources, pending_operations] = parts;
    const latest = { manifest: {}, resources, pending_operations };
    const checkpoint = { stack: "organization/amorphic/dev", latest };
    writeFileSync(this.#path("state.json"), JSON.stringify({ version: 3, checkpoint }));
    // As `pulumi stack init` creates it.
    writeFileSync(this.#path(STATE), '{"version":3,"checkpoint":{"stack":"organization/amorphic/dev"}}');
  }

  /** What `pulumi preview --json` prints. */
  preview(...made: Step[]): void {
    const config = {
      "amorphic:apiUrl": "https://amorphic.test/v1",
      "amorphic:roleId": "role",
      "amorphic:journal": `file://${this.directory}/journal`,
      "amorphic:protect": "[]",
      ...this.config,
    };
    writeFileSync(this.#path("preview.jsonl"), linesOf(made, { config, diagnostics: this.diagnostics }).join("\n"));
  }

  /** What `pulumi up --json` prints. */
  events(...events: object[]): void {
    writeFileSync(this.#path("events"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }

  fails(command: string, why = "it does not work"): void {
    writeFileSync(this.#path("fails"), command);
    writeFileSync(this.#path("why"), why);
  }

  lock(name: string, pid: number): void {
    const text = { pid, username: userInfo().username, hostname: hostname(), timestamp: new Date() };
    writeFileSync(this.#path(`${LOCKS}/${name}`), JSON.stringify(text));
  }

  get locks(): string[] {
    return readdirSync(this.#path(LOCKS));
  }

  /** Runs `deploy` in a process of its own, for what it prints. */
  run(conditions: object = {}): { result: string; stderr: string; calls: string[] } {
    const { directory } = this;
    const stack = {
      name: "dev",
      project: directory,
      pulumi: this.#path("pulumi"),
      environment: {
        PATH: process.env["PATH"],
        AMORPHIC_AUTHORIZATION_TOKEN: this.token,
        PLANTED_TOKEN: process.env["PLANTED_TOKEN"],
        PULUMI_BACKEND_URL: `file://${directory}/state`,
      },
    };
    const script = `
      require(${JSON.stringify(resolve("commands/deploy/index.ts"))}).deploy(${JSON.stringify(stack)}, ${JSON.stringify(conditions)})
        .then((code) => console.log("code " + code), (error) => console.log(error.name + ": " + error.message));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["-r", "@amorphic-cicd/providers/typescript", "-e", script],
      { encoding: "utf8" },
    );
    const calls = existsSync(this.#path("calls")) ? readFileSync(this.#path("calls"), "utf8").trim().split("\n") : [];
    const told = stdout.replace(/ in [\d.]+ s(?=[.\n])/, " in a while");
    return { result: told.trim(), stderr: stderr.replace(/ \([\d.]+ s\)/g, ""), calls };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

const MESSAGE = (line: string) => `--message=${line}||By: ${userInfo().username}@${hostname()}`;
const LINE = "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged";
const PREVIEW = "preview --json --show-sames --non-interactive --stack dev --refresh locks:0";
const UP =
  "up --yes --skip-preview --json --suppress-outputs --suppress-permalink=true " +
  `${MESSAGE(LINE)} --non-interactive --stack dev locks:0`;
const CLEAR = "refresh --yes --clear-pending-creates --suppress-outputs --non-interactive --stack dev locks:0";
const BEGIN = "planning dev, against what is live\ndeploying dev\n";
const DONE = `${LINE}\nDeployed dev: 0 created, 0 updated, 0 replaced, 0 deleted, 0 unchanged, in a while\ncode 0`;
const FAILED = `${LINE}\nDeployment of dev failed: 0 of 0 changes done in a while. Fix the cause and deploy again: it continues from there.\ncode 1`;
const PULUMIS_ADVICE =
  "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file " +
  "with `pulumi cancel`.\n  file:///state/.pulumi/locks/organization/amorphic/dev/a.json: created by jane@host (pid 1)";
const pending = (type: string, name: string, operation = "creating") => ({
  resource: { urn: urnOf(type, name) },
  type: operation,
});
const resource = (type: string, name: string, outputs: object = {}) => ({
  urn: urnOf(type, name),
  type: `pulumi-nodejs:dynamic/amorphic:${type}`,
  id: "1",
  outputs,
});
const event = (kind: string, op: string, type: string, name: string, more: { readonly status?: number } = {}) => ({
  [kind]: { metadata: { op, urn: urnOf(type, name) }, ...more },
});

describe("A deployment", function () {
  this.timeout(30_000);
  let deployment: Deployment;
  beforeEach(() => (deployment = new Deployment()));
  afterEach(() => deployment.remove());

  it("plans against what is live, then runs `pulumi up` with the plan's summary line as its message", () => {
    assert.deepEqual(deployment.run(), { result: DONE, stderr: BEGIN, calls: [PREVIEW, UP] });
  });

  it("refreshes the state only if the plan found that it differs from what is live", () => {
    const values = { DomainName: "sales" };
    const upAfter = (...made: Step[]): string => {
      deployment.preview(...made);
      return deployment.run().calls.findLast((call) => call.startsWith("up ")) ?? "";
    };
    const isRefreshed = (call: string) => call.includes(" --refresh ");
    const recorded = steps.refresh("Domain", "rSales", values);
    assert.equal(isRefreshed(upAfter(recorded, steps.same("Domain", "rSales", values))), false);
    const same = steps.same("Domain", "rSales", values);
    assert.equal(isRefreshed(upAfter(steps.refresh("Domain", "rSales", values, { DomainName: "else" }), same)), true);
    const output = { ...recorded.new, outputs: { ...recorded.new?.outputs, DisplayName: "Sales" } };
    assert.equal(isRefreshed(upAfter({ ...recorded, new: output }, same)), true);
    assert.equal(isRefreshed(upAfter(steps.refresh("Domain", "rSales", values, null))), true);
    const instance = foreign("refresh", "aws:rds/instance:Instance", "shop");
    assert.equal(isRefreshed(upAfter(instance, same)), false);
    assert.equal(isRefreshed(upAfter({ ...instance, new: { ...instance.new, outputs: {} } }, same)), true);
    assert.equal(
      isRefreshed(upAfter(steps.refresh("Domain", "rFormer", values, null), steps.delete("Domain", "rSales"))),
      true,
    );
  });

  it("does not even plan if the stack does not exist, and says how to create it", () => {
    rmSync(join(deployment.directory, STATE));
    assert.deepEqual(deployment.run(), {
      result:
        `UserError: There is no stack dev in file://${deployment.directory}/state. Create it with ` +
        "`bin/amorphic-cicd bootstrap --stack dev`, or set PULUMI_BACKEND_URL to where it is.",
      stderr: "",
      calls: [],
    });
  });

  it("stops after the plan if a change needs a token and there is none, and says so once", () => {
    const TOLD =
      "UserError: The environment variable AMORPHIC_AUTHORIZATION_TOKEN is not set: set it to the token of Amorphic's API " +
      "(Profile & Settings > Manage Access Tokens), or set amorphic:tokenSecret to a secret in AWS Secrets Manager.";
    const calls = (...made: Step[]): string[] => {
      deployment.preview(...made);
      rmSync(join(deployment.directory, "calls"), { force: true });
      return deployment.run().calls.map((call) => call.split(" ", 1)[0] ?? "");
    };
    const tags = ["a", "b"].map((value) => steps.create("Tag", `r${value}`, { TagKey: "k", TagValue: value }));
    deployment.token = undefined;
    deployment.preview(...tags);
    const { result, stderr } = deployment.run();
    assert.deepEqual([result.split("\n").at(-1), stderr], [TOLD, "planning dev, against what is live\n"]);
    assert.deepEqual(calls(...tags), ["preview"]);
    assert.deepEqual(calls(), ["preview", "up"]);
    assert.deepEqual(calls(foreign("create", "aws:rds/instance:Instance", "shop")), ["preview", "up"]);
    // The run reads it; it is not read beforehand too.
    deployment.config = { "amorphic:tokenSecret": "amorphic/token" };
    assert.deepEqual(calls(...tags), ["preview", "up"]);
  });

  it("stops after the plan if it would send secrets that are not set, and lists them with the blocks that need them", () => {
    const secret = (name: string, fingerprint?: string) => ({
      DatasourceConfig: { Password: { "!Environ": name, ...(fingerprint !== undefined && { fingerprint }) } },
    });
    const ran = (...made: Step[]): string => {
      deployment.preview(...made);
      rmSync(join(deployment.directory, "calls"), { force: true });
      const { result, calls } = deployment.run();
      return calls.length > 1 ? "ran" : (result.split("unchanged\n")[1] ?? result);
    };
    const known = secret("UNSET_B", "0123456789abcdef");
    const changed = steps.update("Datasource", "rChanged", known, { ...known, Description: "x" });
    const made = ["rC", "rA"].map((name) => steps.create("Datasource", name, secret("UNSET_A")));
    assert.equal(
      ran(...made, changed, steps.same("Datasource", "rSame", secret("UNSET_C"))),
      "UserError: Nothing was deployed: this run must send secrets from environment variables that are not set:\n" +
        "  UNSET_A: Datasource rA, Datasource rC\n  UNSET_B: Datasource rChanged\n" +
        "Set them where the deployment runs, and run again.",
    );
    const replaced = steps.replace("Job", "rJob", { JobName: "a" }, { JobName: "b", ...secret("UNSET_A") });
    assert.match(ran(...replaced), /environment variables that are not set:\n {2}UNSET_A: Job rJob\nSet it /);
    assert.equal(ran(steps.create("Datasource", "rSet", secret("PATH"))), "ran");
    assert.equal(ran(steps.create("Datasource", "rElsewhere", { Password: { "!Secret": "name" } })), "ran");
    // Access has a step of its own, which does not send the secret.
    const access = { ...known, JobName: "a", DatasetAccess: {} };
    assert.equal(ran(steps.update("Job", "rJob", access, { ...access, DatasetAccess: { Owner: ["x"] } })), "ran");
    assert.equal(ran(steps.delete("Datasource", "rGone"), steps.same("Datasource", "rSame", known)), "ran");
  });

  it("first releases the lock of a dead run", () => {
    deployment.lock("dead.json", DEAD);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, calls], [DONE, [PREVIEW, UP]]);
    assert.equal(stderr, `released the lock dead of a run that was killed: its process is gone\n${BEGIN}`);
    assert.deepEqual(deployment.locks, []);
  });

  it("does not even plan while another run holds a lock, and says whose it is", () => {
    deployment.lock("dead.json", DEAD);
    deployment.lock("alive.json", process.pid);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, calls], ["code 1", []]);
    assert.equal(
      stderr.replace(/ for \d+ s;/, " for AGE;"),
      "released the lock dead of a run that was killed: its process is gone\n" +
        `The stack dev is locked:\n- alive: ${userInfo().username}@${hostname()}, pid ${String(process.pid)}, for AGE; its process is running: wait for it\n` +
        "Nothing was deployed.\n",
    );
    assert.deepEqual(deployment.locks, ["alive.json"]);
  });

  it("does not pass on Pulumi's advice to cancel a run that takes the lock at the same moment", () => {
    const LOCKED =
      "The stack dev is locked by another run. Wait for it to end, or check with `bin/amorphic-cicd locks --stack dev`.";
    deployment.fails("up", PULUMIS_ADVICE);
    assert.equal(deployment.run().stderr, `${BEGIN}error: ${LOCKED}\n`);
    deployment.leaves([resource("Tag", "rTag")], [pending("Tag", "rTag")]);
    deployment.fails("refresh", PULUMIS_ADVICE);
    assert.equal(
      deployment.run().stderr,
      `${BEGIN}clearing the pending operations of a killed run, which are all settled by now\n` +
        `error: The pending operations of a killed run could not be cleared: ${LOCKED} Run again.\n`,
    );
  });

  it("changes nothing if the plan fails or the guard refuses it, and gives all reasons at once", () => {
    const tags = ["a", "b"].map((value) => steps.delete("Tag", `rOld${value}`));
    const named = tags.map((step, i) => ({
      ...step,
      old: { inputs: { TagKey: "k", TagValue: String(i) } },
    }));
    deployment.preview(...named, steps.create("Tag", "rNew", { TagKey: "k", TagValue: "0" }));
    const { result, stderr, calls } = deployment.run({ allowDeletes: 1 });
    assert.match(result, /\nPlan: 1 to create, 0 to update, 0 to replace, 2 to delete, 0 unchanged\ncode 1$/);
    assert.match(stderr, /^refused: Tag "k\.0" would be deleted as rOlda.*"RenamedFrom": \["rOlda"\] to rNew/m);
    assert.match(stderr, /^refused: 2 of 2 resources would be deleted or replaced, but --allow-deletes allows 1\./m);
    assert.match(stderr, /\nNothing was deployed\.\n$/);
    assert.deepEqual(calls, [PREVIEW]);

    deployment.fails("preview");
    const failed = deployment.run();
    assert.deepEqual([failed.result, failed.calls.length], ["code 1", 2]);
    assert.equal(failed.stderr, "planning dev, against what is live\nerror: it does not work\nNothing was deployed.\n");
  });

  it("reports each resource as it is done, errors at the end, and no secrets", () => {
    process.env["PLANTED_TOKEN"] = "sesame-0123";
    deployment.preview(
      steps.create("Tag", "rTag", { TagKey: "k", TagValue: "v" }),
      ...steps.replace("Job", "rJob", { JobName: "a" }, { JobName: "b" }),
      steps.create("Tag", "rBad\n\u001b", { TagKey: "k", TagValue: "w" }),
    );
    const error = { severity: "error", message: "error: POST /tags was refused: sesame-0123\n" };
    deployment.events(
      ...[event("resourcePreEvent", "refresh", "Job", "rJob"), event("resOutputsEvent", "refresh", "Job", "rJob")],
      ...[event("resourcePreEvent", "create", "Tag", "rTag"), event("resOutputsEvent", "create", "Tag", "rTag")],
      ...["delete-replaced", "replace", "create-replacement"].map((op) => event("resOutputsEvent", op, "Job", "rJob")),
      { resOutputsEvent: { metadata: foreign("delete", "aws:rds/instance:Instance", "shop") } },
      { resOutputsEvent: { metadata: { op: "create", urn: "urn:pulumi:dev::amorphic::acme:Team::team", new: {} } } },
      ...[
        event("resOpFailedEvent", "create", "Tag", "rBad\n\u001b"),
        { diagnosticEvent: error },
        { diagnosticEvent: error },
      ],
      { diagnosticEvent: { severity: "warning", message: "warning: slow\n" } },
      {
        diagnosticEvent: { severity: "warning", message: "resources/a.json:3:5: warning SHARE_IGNORED one of the two" },
      },
      { diagnosticEvent: { severity: "error", message: "update failed\n" } },
      { diagnosticEvent: { severity: "debug", message: "noise" } },
    );
    deployment.fails("up");
    const { result, stderr } = deployment.run({ allowDeletes: 1 });
    delete process.env["PLANTED_TOKEN"];
    assert.equal(
      stderr,
      `${BEGIN}created Tag rTag\ndeleted for replacement Job rJob\nrecreated Job rJob\n` +
        "deleted aws:rds/instance:Instance shop\nfailed creating Tag rBad\\u000a\\u001b\n" +
        "warning: slow\nresources/a.json:3:5: warning SHARE_IGNORED one of the two\nerror: POST /tags was refused: [secret]\n",
    );
    assert.match(result, /\nDeployment of dev failed: 2 of 3 changes done in a while\. .*\ncode 1$/);
  });

  it("reports each warning once, even if the plan already showed it", () => {
    const warning = (text: string) => ({
      severity: "warning",
      message: `warning: resources/a.json:3:5: warning ${text}\n`,
    });
    deployment.diagnostics = [warning("LOOKS_LIKE_SECRET one of the two")];
    deployment.preview();
    deployment.events(
      ...["LOOKS_LIKE_SECRET one of the two", "SLOW now", "SLOW now"].map((text) => ({
        diagnosticEvent: warning(text),
      })),
    );
    assert.equal(
      deployment.run().stderr,
      BEGIN.replace("\n", "\nresources/a.json:3:5: warning LOOKS_LIKE_SECRET one of the two\n") +
        "resources/a.json:3:5: warning SLOW now\n",
    );
  });

  it("reports a failed update like a failed creation, without the list that the engine wraps it in", () => {
    const message = "error: 1 error occurred:\n\t* PUT /tags/k was refused\n\n";
    deployment.events({ diagnosticEvent: { severity: "error", message } });
    deployment.fails("up");
    assert.equal(deployment.run().stderr, `${BEGIN}error: PUT /tags/k was refused\n`);
  });

  it("reports after a failure what it deleted for replacement and did not recreate", () => {
    const names = Array.from({ length: 7 }, (_, i) => `r${String(i)}`);
    const made = names.map((name) => steps.replace("Job", name, { JobName: name }, { JobName: `${name}b` }));
    deployment.preview(...made.flat(), steps.delete("Tag", "rGone"));
    deployment.events(
      event("resOutputsEvent", "delete", "Tag", "rGone"),
      ...names.map((name) => event("resOutputsEvent", "delete-replaced", "Job", name)),
      event("resOutputsEvent", "create-replacement", "Job", "r0"),
      event("resOpFailedEvent", "create-replacement", "Job", "r1"),
      // Exists, though its steps failed.
      event("resOpFailedEvent", "create-replacement", "Job", "r6", { status: 1 }),
    );
    deployment.fails("up");
    const { result } = deployment.run({ allowDeletes: 8 });
    assert.ok(
      result.endsWith(
        "\nDeployment of dev failed: 2 of 8 changes done in a while. Deleted for replacement but not recreated: Job r1, Job r2, " +
          "Job r3, Job r4, Job r5; the next run creates what is still defined. Fix the cause and deploy " +
          "again: it continues from there.\ncode 1",
      ),
      result,
    );
  });

  it("reports what is renamed and replaced only under its new name", () => {
    const made = steps.replaceRenamed("Tag", "rOld", "rNew", { TagKey: "k" }, { TagKey: "k2" });
    deployment.preview(...made);
    deployment.events(...made.map(({ op, urn }) => ({ resOutputsEvent: { metadata: { op, urn } } })));
    const { result, stderr } = deployment.run();
    assert.equal(stderr, `${BEGIN}deleted for replacement Tag rNew\nrecreated Tag rNew\n`);
    assert.match(
      result,
      /\nDeployed dev: 0 created, 0 updated, 1 replaced, 0 deleted, 0 unchanged, in a while\ncode 0$/,
    );
  });

  it("exits with 1 if `pulumi up` fails, passes on its error, and clears nothing", () => {
    deployment.fails("up");
    deployment.leaves([], [pending("Tag", "rTag")]);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, stderr, calls], [FAILED, `${BEGIN}error: it does not work\n`, [PREVIEW, UP]]);
  });

  it("clears pending creates whose resources are now in the state, and other pending operations", () => {
    deployment.leaves([resource("Tag", "rTag")], [pending("Tag", "rTag"), pending("Job", "rJob", "deleting")]);
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual(calls, [PREVIEW, UP, CLEAR]);
    assert.equal(result, DONE);
    assert.equal(stderr, `${BEGIN}clearing the pending operations of a killed run, which are all settled by now\n`);
  });

  it("clears the pending create of a block that was renamed in the meantime", () => {
    deployment.leaves([resource("Tag", "rNew", { renamedFrom: ["rOlder", "rOld"] })], [pending("Tag", "rOld")]);
    assert.equal(deployment.run().result, DONE);
  });

  it("reports the pending create of a removed block, escaping control characters, and clears nothing", () => {
    deployment.leaves(
      [resource("Job", "rGone"), resource("Tag", "rNew", { renamedFrom: ["rOld"] })],
      [pending("Tag", "rGone"), pending("Tag", "a::b\u001b"), pending("Tag", "rNew")],
    );
    const { result, stderr, calls } = deployment.run();
    assert.deepEqual([result, calls.length], [DONE.replace("code 0", "code 1"), 2]);
    assert.equal(
      stderr,
      `${BEGIN}error: rGone, a::b\\u001b: a run was killed while it created this, and the definition has since been removed. It may exist in ` +
        "Amorphic without being managed: restore the block and deploy, then remove it and deploy again.\n",
    );
  });

  it("exits with 1 if the clearing fails, and reports an error if the state cannot be read", () => {
    deployment.leaves([resource("Tag", "rTag")], [pending("Tag", "rTag")]);
    deployment.fails("refresh");
    assert.equal(deployment.run().result, DONE.replace("code 0", "code 1"));
    deployment.leaves();
    writeFileSync(join(deployment.directory, "state.json"), "{}");
    assert.equal(
      deployment.run().result,
      `${LINE}\nUserError: The state of dev could not be read: its format has version undefined; only 3 and 4 are known. ` +
        "`amorphic-cicd state restore --stack dev` shows the last good one, and restores it with --yes.",
    );
  });

  it("exits with 1 if the pulumi program does not exist", () => {
    rmSync(join(deployment.directory, "pulumi"));
    const { result, stderr } = deployment.run();
    assert.equal(result, "code 1");
    assert.match(stderr, /ENOENT/);
  });
});
