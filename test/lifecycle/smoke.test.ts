import assert from "node:assert/strict";
import type { Smoke } from "../../providers/catalog/type";
import type { Api, ApiRequest, JsonObject } from "../../providers/client/api";
import { smoke } from "../../providers/lifecycle/smoke";
import { verify } from "../../providers/lifecycle/verify";
import { pages } from "./fake-amorphic";
import { Stage, typeOf, vaultOf } from "./stage";

/** An API that gives these answers, one per call, and has these objects in every list. */
function scripted(answers: readonly JsonObject[], listed: readonly JsonObject[] = []) {
  const calls: string[] = [];
  const left = [...answers];
  const send = ({ method, path, body }: ApiRequest) => {
    calls.push(`${method} ${path}${body ? ` ${JSON.stringify(body)}` : ""}`);
    return Promise.resolve(left.shift() ?? {});
  };
  const list = ({ path }: { path: string }) => {
    calls.push(`list ${path}`);
    return pages(listed);
  };
  const stage = new Stage(typeOf("Job"));
  const platform = {
    ...stage.platform,
    vault: vaultOf(),
    api: () => Promise.resolve({ send, list } as unknown as Api),
  };
  return { calls, platform };
}

const JOB = { logicalId: "rJob", JobName: "daily" };
const RUN: Smoke = { kind: "run", arguments: { "--day": "1" }, timeoutMs: 60_000 };
const runs = (...states: string[]) => ({
  JobExecutions: states.map((JobRunState, i) => ({
    Id: String(states.length - i),
    JobRunState,
    ErrorMessage: "no table\u001b",
  })),
});

describe("A smoke test", () => {
  it("runs a job and waits for that run, ignoring earlier ones", async () => {
    const { calls, platform } = scripted([
      runs("FAILED"),
      {},
      runs("FAILED"),
      runs("RUNNING", "FAILED"),
      runs("SUCCEEDED", "FAILED"),
    ]);
    assert.equal(await smoke(platform, typeOf("Job"), "j/1", JOB, RUN), undefined);
    const [get, start] = ["GET /jobs/j%2F1/executions", 'POST /jobs/j%2F1/executions {"Arguments":{"--day":"1"}}'];
    assert.deepEqual(calls, [get, start, get, get, get]);
  });

  it("reports how a failed run ended, and what to do", async () => {
    const { platform } = scripted([runs(), {}, runs("TIMEOUT")]);
    assert.equal(
      await smoke(platform, typeOf("Job"), "1", JOB, RUN),
      'Job "daily" (rJob) was deployed, but its run ended with JobRunState "TIMEOUT": no table\\u001b. Fix the cause and deploy ' +
        "again; what is deployed stays as it is.",
    );
  });

  it("leaves out a missing error message, and fails if the run cannot be started", async () => {
    const bare = { ...RUN, arguments: {} };
    for (const ErrorMessage of ["", 7, undefined]) {
      const { calls, platform } = scripted([
        {},
        {},
        { JobExecutions: [{ Id: "1", JobRunState: "Failed", ErrorMessage }] },
      ]);
      assert.equal(
        await smoke(platform, typeOf("Job"), "1", JOB, bare),
        'Job "daily" (rJob) was deployed, but its run ended with JobRunState "Failed". Fix the cause and deploy again; what is ' +
          "deployed stays as it is.",
      );
      assert.equal(calls[1], "POST /jobs/1/executions {}");
    }
    const { platform } = scripted([runs()]);
    const api = await platform.api();
    const refused = new Error("refused");
    const send = (request: ApiRequest) => (request.method === "POST" ? Promise.reject(refused) : api.send(request));
    const refusing = { ...platform, api: () => Promise.resolve({ ...api, send }) };
    await assert.rejects(smoke(refusing, typeOf("Job"), "1", JOB, bare), refused);
  });

  it("gives up after its timeout", async () => {
    const { platform } = scripted([runs(), {}]);
    await assert.rejects(smoke(platform, typeOf("Job"), "1", JOB, { ...RUN, timeoutMs: -60_000 }), {
      name: "UserError",
      message:
        'Job "daily" (rJob): its run is still "not visible" after 0 s. Look at it in Amorphic\'s console, or allow a ' +
        "longer Smoke.Timeout.",
    });
  });

  it("runs a query in Athena or Redshift, and waits for its end", async () => {
    const set = { logicalId: "rSet", Domain: "sales", DatasetName: "orders" };
    const query: Smoke = { kind: "query", query: "select ü", timeoutMs: 60_000 };
    const text = Buffer.from("select ü").toString("base64");
    const athena = scripted([{ QueryId: "q" }, { QueryStatus: "RUNNING" }, { QueryStatus: "SUCCEEDED" }]);
    assert.equal(await smoke(athena.platform, typeOf("Dataset"), "1", set, query), undefined);
    assert.deepEqual(athena.calls, [
      `POST /queries {"QueryString":"${text}","Encoding":"base64","WorkGroup":"primary","AssumeRole":"no"}`,
      ...["GET /queries/q", "GET /queries/q"],
    ]);
    const redshift = scripted([{ QueryId: "q" }, { QueryStatus: "FAILED", Message: "no table" }]);
    assert.match(
      (await smoke(redshift.platform, typeOf("Dataset"), "1", set, { ...query, target: "redshift" })) ?? "",
      /^Dataset "sales\.orders" \(rSet\) was deployed, but its query ended with QueryStatus "FAILED": no table\. /,
    );
    assert.match(redshift.calls[0] ?? "", /"QueryTargetLocation":"redshift"\}$/);
  });

  it("fails at once if the answer to a query has no id by which to follow it", async () => {
    const set = { logicalId: "rSet", Domain: "sales", DatasetName: "orders" };
    const { calls, platform } = scripted([{ Message: "started", queryId: "q" }]);
    await assert.rejects(
      smoke(platform, typeOf("Dataset"), "1", set, { kind: "query", query: "select 1", timeoutMs: 60_000 }),
      {
        name: "UserError",
        message:
          'Dataset "sales.orders" (rSet): POST /queries answered without QueryId, so it is unknown how the query ended.',
      },
    );
    assert.equal(calls.length, 1);
  });
});

describe("Verifying a resource", () => {
  const set = {
    logicalId: "rSet",
    Domain: "sales",
    DatasetName: "orders",
    DatasetSchema: [{ name: "id", type: "int" }],
  };

  it("accepts a good status, and any status if the definition has no step that changes it", async () => {
    const well = scripted([{ DatasetId: "1", RegistrationStatus: "Completed" }]);
    assert.deepEqual(await verify(well.platform, typeOf("Dataset"), "1", set), []);
    const bare = scripted([{ DatasetId: "1", RegistrationStatus: "pending" }]);
    const { DatasetSchema: _, ...without } = set;
    assert.deepEqual(await verify(bare.platform, typeOf("Dataset"), "1", without), []);
  });

  it("trusts a list only if it shows a good status, and otherwise asks for the object", async () => {
    const looked = async (listed: JsonObject, own: JsonObject = {}) => {
      const { platform, calls } = scripted([own], [listed]);
      const problems = await verify(platform, typeOf("Dataset"), "1", set, new Map());
      return [problems.length, ...calls];
    };
    const [well, behind] = [{ RegistrationStatus: "completed" }, { RegistrationStatus: "in_progress" }];
    const asked = ["list /datasets", "GET /datasets/1"];
    assert.deepEqual(await looked({ DatasetId: "1", ...well }), [0, "list /datasets"]);
    assert.deepEqual(await looked({ DatasetId: "1", ...behind }, well), [0, ...asked]);
    assert.deepEqual(await looked({ DatasetId: "1", ...behind }, behind), [1, ...asked]);
    assert.deepEqual(await looked({ DatasetId: "1" }, well), [0, ...asked]);
    assert.deepEqual(await looked({ DatasetId: "2", ...well }, well), [0, ...asked]);
  });

  it("does not ask for a status that another call returns, since the step has just waited for it", async () => {
    const { platform, calls } = scripted([{ Id: "1" }]);
    const job = { ...JOB, DatasetAccess: { Owner: ["1"], ReadOnly: [] } };
    assert.deepEqual([await verify(platform, typeOf("Job"), "1", job), calls], [[], ["GET /jobs/1"]]);
  });

  it("reads one list for all resources", async () => {
    const listed = ["1", "2"].map((DatasetId) => ({ DatasetId, RegistrationStatus: "completed" }));
    const { platform, calls } = scripted([], listed);
    const lists = new Map();
    const problems = listed.map(({ DatasetId }) => verify(platform, typeOf("Dataset"), DatasetId, set, lists));
    assert.deepEqual([await Promise.all(problems), calls], [[[], []], ["list /datasets"]]);
  });

  it("reports a bad status or a missing object", async () => {
    for (const [Message, why] of [
      ["no role", " (no role)"],
      ["", ""],
      [7, ""],
    ] as const) {
      const failed = scripted([{ DatasetId: "1", RegistrationStatus: "failed", Message }]);
      assert.deepEqual(await verify(failed.platform, typeOf("Dataset"), "1", set), [
        `Dataset "sales.orders" (rSet) was deployed, but its RegistrationStatus is "failed"${why}. Look at it in Amorphic's console.`,
      ]);
    }
    const stage = new Stage(typeOf("Tag"));
    assert.deepEqual(
      await verify(stage.platform, stage.type, "k#v", { logicalId: "rTag", TagKey: "k", TagValue: "v" }),
      ['Tag "k.v" (rTag) was deployed, but Amorphic does not show it (id k#v). Run deploy again.'],
    );
  });
});
