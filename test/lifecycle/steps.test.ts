import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialSteps, runSteps, sha256 } from "../../providers/lifecycle/steps";
import type { Properties } from "../../providers/lifecycle/inputs";
import type { SendStep } from "../../providers/catalog/type";
import type { JsonObject } from "../../providers/client/api";
import { Stage, typeOf, vaultOf } from "./stage";

describe("The steps of a new object", () => {
  it("are those for which the definition has values", () => {
    const steps = (type: string, inputs: object) => initialSteps(typeOf(type), inputs as Properties);
    assert.deepEqual(steps("Tag", { TagKey: "a" }), []);
    assert.deepEqual(steps("Dataset", { DatasetName: "a" }), []);
    assert.deepEqual(steps("Dataset", { PartitionKeys: [] }), ["registerSchema"]);
    assert.deepEqual(steps("Job", { SharedLibraries: [], Artifacts: { Script: [] } }), ["uploadScript", "setAccess"]);
    assert.deepEqual(steps("Job", { Artifacts: { Other: [] } }), []);
  });
});

describe("Running steps", () => {
  let directory = "";
  const path = (name: string) => join(directory, name);
  const file = (name: string) => ({ path: path(name), sha256: sha256(readFileSync(path(name))) });
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "steps-"));
    for (const name of ["a.py", "b.py"]) writeFileSync(path(name), name);
  });
  after(() => rmSync(directory, { recursive: true }));

  const JOB = { logicalId: "rJob", JobName: "daily", SharedLibraries: ["id-7"] };
  function stageOf(type: string): Stage & { readonly id: string } {
    const stage = new Stage(typeOf(type));
    return Object.assign(stage, { id: stage.amorphic.make({ JobName: "daily" }, "us") });
  }
  const run = (stage: Stage & { id: string }, inputs: object, names: string[], more: object = {}) =>
    runSteps(
      {
        api: stage.amorphic,
        vault: vaultOf({ SECRET: "hunter22" }),
        type: stage.type,
        id: stage.id,
        inputs: inputs as Properties,
        policy: {},
        mayBeBusy: false,
        ...more,
      },
      names,
    );

  it("follows the order of the catalog: uploads before access", async () => {
    const stage = stageOf("Job");
    const inputs = { ...JOB, Artifacts: { Script: [file("a.py")] } };
    assert.deepEqual(await run(stage, inputs, ["setAccess", "uploadScript"]), { pending: [] });
    assert.deepEqual(stage.amorphic.calls, [
      "POST /jobs/{id}/script",
      "PUT upload",
      "POST /jobs/{id}/resourceaccess",
      "GET /jobs/{id}/resourceaccess",
    ]);
    assert.deepEqual(stage.amorphic.bodies[0]?.[1], { FileName: "a.py" });
  });

  it("waits first if an earlier call may still be in progress", async () => {
    const stage = stageOf("Job");
    await run(stage, JOB, ["setAccess"], { mayBeBusy: true });
    assert.deepEqual(stage.amorphic.calls, [
      "GET /jobs/{id}/resourceaccess",
      "POST /jobs/{id}/resourceaccess",
      "GET /jobs/{id}/resourceaccess",
    ]);
  });

  it("repeats a call without an answer once the platform is idle, and sends it at most three times", async () => {
    const [POST, GET] = ["POST", "GET"].map((method) => `${method} /jobs/{id}/resourceaccess`);
    const [lost, refused] = ["lost answer", "refused"] as const;
    const cases = [
      { fault: lost, times: 1, calls: [POST, GET, GET, POST, GET], pending: [], message: undefined },
      {
        fault: lost,
        times: 3,
        calls: [POST, GET, POST, GET, POST],
        pending: ["setAccess"],
        message: `${String(POST)}: no answer`,
      },
      { fault: refused, times: 1, calls: [POST], pending: ["setAccess"], message: `${String(POST)}: refused` },
    ];
    for (const { fault, times, calls, ...expected } of cases) {
      const stage = stageOf("Job");
      const { amorphic } = stage;
      let [posts, polls] = [0, 0];
      amorphic.fault = (name) => (name === POST && posts++ < times ? fault : undefined);
      const send = amorphic.send.bind(amorphic);
      const repeatable: (boolean | undefined)[] = [];
      amorphic.send = async (request) => {
        if (request.method === "POST") repeatable.push(request.repeatable);
        const answer = await send(request);
        return request.method === "GET" && polls++ === 0 && times === 1 ? { Status: "in_progress" } : answer;
      };
      const { pending, error } = await run(stage, JOB, ["setAccess"]);
      assert.deepEqual({ pending, message: error?.message }, expected);
      assert.deepEqual(amorphic.calls, calls);
      assert.ok(repeatable.every((each) => each === false));
    }
  });

  it("leaves repetition to the client if a step has no status to wait for", async () => {
    const [step, ...others] = typeOf("Job").steps.filter(({ kind }) => kind === "send");
    const { wait, ...without } = step as SendStep;
    const stage = new Stage({ ...typeOf("Job"), steps: [without] });
    const id = stage.amorphic.make({ JobName: "daily" }, "us");
    const send = stage.amorphic.send.bind(stage.amorphic);
    const sent: (boolean | undefined)[] = [];
    stage.amorphic.send = (request) => (sent.push(request.repeatable), send(request));
    const go = () => run(Object.assign(stage, { id }), JOB, ["setAccess"]);
    assert.deepEqual(await go(), { pending: [] });
    assert.deepEqual(sent, [true]);
    assert.deepEqual(stage.amorphic.bodies, [["POST /jobs/{id}/resourceaccess", { SharedLibraries: ["id-7"] }]]);
    stage.amorphic.fault = () => "uncertain";
    assert.deepEqual((await go()).pending, ["setAccess"]);
    assert.deepEqual([wait?.field, others], ["Status", []]);
  });

  it("sends the defaults of removed properties, and no others", async () => {
    const stage = stageOf("Job");
    await run(stage, JOB, ["setAccess"], { removed: ["ParameterAccess", "Description", "NoField"] });
    assert.deepEqual(stage.amorphic.bodies[0]?.[1], { ParameterAccess: [], SharedLibraries: ["id-7"] });
  });

  it("stops at the first failure, and returns every step still to be done", async () => {
    const stage = stageOf("Job");
    stage.amorphic.fault = (name) => (name === "POST /jobs/{id}/script" ? "refused" : undefined);
    const inputs = { ...JOB, Artifacts: { Script: [file("a.py")] } };
    const { pending, error } = await run(stage, inputs, ["uploadScript", "setAccess"]);
    assert.deepEqual([pending, error?.message], [["uploadScript", "setAccess"], "POST /jobs/{id}/script: refused"]);
    assert.deepEqual(stage.amorphic.calls, ["POST /jobs/{id}/script"]);
    stage.amorphic.fault = (name) => (name === "POST /jobs/{id}/resourceaccess" ? "refused" : undefined);
    assert.deepEqual((await run(stage, inputs, ["uploadScript", "setAccess"])).pending, ["setAccess"]);
    stage.amorphic.upload = () => Promise.reject(new Error("not taken"));
    assert.deepEqual((await run(stage, inputs, ["uploadScript", "setAccess"])).pending, ["uploadScript", "setAccess"]);
  });

  it("quotes why the platform failed, without secrets or control characters", async () => {
    const stage = stageOf("Job");
    const send = stage.amorphic.send.bind(stage.amorphic);
    stage.amorphic.send = async (request): Promise<JsonObject> =>
      request.method === "GET" ? { Status: "Failed", Message: "bad \u001b[2J hunter22" } : send(request);
    const inputs = { ...JOB, ParameterAccess: [{ "!Environ": "SECRET" }] };
    const { pending, error } = await run(stage, inputs, ["setAccess"]);
    assert.deepEqual(pending, ["setAccess"]);
    const told = (why: string) =>
      `Job "daily" (rJob): setAccess ended with Status "Failed"${why} Fix the cause and run again: this step is then repeated.`;
    assert.equal(error?.message, told(": bad \\u001b[2J [secret]."));
    for (const Message of ["", undefined, 7]) {
      stage.amorphic.send = ({ method }) => Promise.resolve(method === "GET" ? { Status: "Failed", Message } : {});
      assert.equal((await run(stage, inputs, ["setAccess"])).error?.message, told("."));
    }
  });

  it("does not upload a file that changed since it was hashed", async () => {
    const stage = stageOf("Job");
    const script = { ...file("a.py"), sha256: "0".repeat(64) };
    const { error } = await run(stage, { ...JOB, Artifacts: { Script: [script] } }, ["uploadScript"]);
    assert.equal(
      error?.message,
      `Job "daily" (rJob): ${script.path} changed during the run, so it was not uploaded. Run again.`,
    );
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("reports a missing file as an error of its step", async () => {
    const stage = stageOf("Job");
    const script = { path: path("none.py"), sha256: "0" };
    const { pending, error } = await run(stage, { ...JOB, Artifacts: { Script: [script] } }, ["uploadScript"]);
    assert.deepEqual(pending, ["uploadScript"]);
    assert.match(String(error), /ENOENT/);
  });

  it("reports that the response contains no upload link", async () => {
    const stage = stageOf("Job");
    stage.amorphic.send = () => Promise.resolve({ UploadLink: 7 });
    const { error } = await run(stage, { ...JOB, Artifacts: { Script: [file("b.py")] } }, ["uploadScript"]);
    assert.equal(
      error?.message,
      `Job "daily" (rJob): POST /jobs/{id}/script answered without UploadLink, so ${path("b.py")} could not be uploaded.`,
    );
  });
});
