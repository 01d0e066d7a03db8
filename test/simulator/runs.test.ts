import assert from "node:assert/strict";
import { bench, brief, DOMAIN, JOB, refused, stopAll } from "./support";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const ATHENA = { QueryString: base64("select 1"), Encoding: "base64", WorkGroup: "primary", AssumeRole: "no" };

describe("simulator: runs and queries", () => {
  afterEach(stopAll);

  it("of a job finish after a while, are listed newest first, and fail on demand", async () => {
    const { simulator, make, call, clock } = await bench();
    const id = await make("jobs", JOB);
    const states = async () => {
      const { JobExecutions: runs } = (await call("GET", `/jobs/${id}/executions`)).body;
      return (runs as Record<string, unknown>[]).map(({ JobRunState, ErrorMessage }) => [JobRunState, ErrorMessage]);
    };
    assert.deepEqual(await states(), []);
    assert.equal((await call("POST", `/jobs/${id}/executions`, {})).status, 200);
    assert.deepEqual(await states(), [["RUNNING", undefined]]);
    clock.now += 5;
    assert.deepEqual(await states(), [["SUCCEEDED", undefined]]);
    simulator.faults.add({ fault: { kind: "fail-run", message: "no such table" } });
    await call("POST", `/jobs/${id}/executions`, { Arguments: { "--day": "1" } });
    clock.now += 5;
    assert.deepEqual(await states(), [
      ["FAILED", "no such table"],
      ["SUCCEEDED", undefined],
    ]);
  });

  it("of a job are rejected if it does not exist or the body is invalid", async () => {
    const { make, call } = await bench();
    const id = await make("jobs", JOB);
    assert.equal((await call("POST", "/jobs/none/executions", {})).status, 400);
    const start = async (body: unknown) => brief(await call("POST", `/jobs/${id}/executions`, body));
    assert.deepEqual(
      await start({ Args: {} }),
      refused("IPV-1001", "Invalid key Args, it is not part of an execution."),
    );
    const wrong = refused("IPV-1001", "Invalid Arguments, expected an object of strings.");
    assert.deepEqual(await start({ Arguments: { a: 1 } }), wrong);
  });

  it("in Athena and Redshift finish after a given number of polls, and fail on demand", async () => {
    const { simulator, call } = await bench({ runs: { polls: 1 } });
    await call("POST", "/domains", DOMAIN);
    for (const body of [
      ATHENA,
      { QueryString: ATHENA.QueryString, Encoding: "base64", QueryTargetLocation: "redshift" },
    ]) {
      const { QueryId: id } = (await call("POST", "/queries", body)).body;
      const look = async () => (await call("GET", `/queries/${String(id)}`)).body;
      assert.deepEqual(await look(), { QueryStatus: "RUNNING" });
      const { ResultsDownloadLink: link, ...rest } = await look();
      assert.deepEqual([typeof link, rest], ["string", { QueryStatus: "SUCCEEDED" }]);
    }
    simulator.faults.add({ fault: { kind: "fail-run", message: "syntax error" } });
    const { QueryId: id } = (await call("POST", "/queries", ATHENA)).body;
    await call("GET", `/queries/${String(id)}`);
    assert.deepEqual((await call("GET", `/queries/${String(id)}`)).body, {
      QueryStatus: "FAILED",
      Message: "syntax error",
    });
  });

  it("are rejected if the vendor's clients would not send them", async () => {
    const { call } = await bench();
    const codes = [
      { ...ATHENA, Encoding: "text" },
      { ...ATHENA, QueryString: "select 1" },
      { ...ATHENA, AssumeRole: true },
      { ...ATHENA, QueryTargetLocation: "redshift" },
      { QueryString: ATHENA.QueryString, Encoding: "base64" },
    ].map(async (body) => (await call("POST", "/queries", body)).status);
    assert.deepEqual(await Promise.all(codes), [400, 400, 400, 400, 400]);
    assert.deepEqual(
      brief(await call("GET", "/queries/x")),
      refused("IPV-1002", "Invalid QueryId - x, resource not found."),
    );
  });
});
