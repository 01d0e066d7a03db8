import assert from "node:assert/strict";
import { dataset, domain, job, load, problemsOf } from "./support";

const smokeOf = (block: object): unknown => {
  const { definitions, problems } = load({ "resources/a.json": { rA: block } });
  assert.deepEqual(problems, []);
  assert.ok(definitions[0] && !("Smoke" in definitions[0].properties), "it is not part of the object");
  return definitions[0].smoke;
};

/** The code and the message of each mistake. */
const wrong = (Smoke: unknown, block: object = job({})): string[] =>
  problemsOf({ rA: { ...block, Smoke } }).map((line) => line.replace(/^\d+:\d+: error /, ""));

describe("Smoke", () => {
  it("runs a job, with arguments and a timeout", () => {
    assert.equal(smokeOf(job({})), undefined);
    assert.deepEqual(smokeOf({ ...job({}), Smoke: { Run: true } }), { kind: "run", arguments: {}, timeoutMs: 600_000 });
    const full = { Run: true, Arguments: { "--day": "1" }, Timeout: "90s" };
    assert.deepEqual(smokeOf({ ...job({}), Smoke: full }), {
      kind: "run",
      arguments: { "--day": "1" },
      timeoutMs: 90_000,
    });
  });

  it("queries a dataset, in Athena or in Redshift", () => {
    const asked = (more: object) => smokeOf({ ...dataset(), Smoke: { Query: "select 1", Timeout: "2h", ...more } });
    const query = { kind: "query", query: "select 1", timeoutMs: 7_200_000 };
    assert.deepEqual(asked({}), query);
    assert.deepEqual(asked({ WorkGroup: "team" }), { ...query, workGroup: "team" });
    assert.deepEqual(asked({ QueryTargetLocation: "redshift" }), { ...query, target: "redshift" });
  });

  it("reports all mistakes at once", () => {
    assert.deepEqual(wrong({ Run: false, Argument: {}, Arguments: { a: 1 }, Timeout: "5" }), [
      'SMOKE_VALUE "Run" must be true; remove Smoke if the job should not be run',
      'UNKNOWN_KEY "Smoke" of a Job has no key "Argument" (did you mean "Arguments"?); use Run, Arguments, Timeout',
      'SMOKE_VALUE "Arguments" must be an object of strings, without functions',
      'SMOKE_VALUE "Timeout" must be a time such as "90s", "10m" or "1h"',
    ]);
    assert.deepEqual(wrong({ QueryTargetLocation: "athena" }, dataset()), [
      'SMOKE_VALUE "Smoke" needs "Query", which must be a non-empty string',
      'SMOKE_VALUE "QueryTargetLocation" must be "redshift", or left out for Athena',
    ]);
    // It would be sent as written.
    assert.deepEqual(wrong({ Run: true, Arguments: { "!Environ": "PASSWORD" } }), [
      'SMOKE_VALUE "Arguments" must be an object of strings, without functions',
    ]);
    assert.deepEqual(wrong([]), ['SMOKE_NOT_OBJECT "Smoke" must be an object with "Run"']);
    assert.deepEqual(wrong({ Run: true }, domain()), ['SMOKE_NOT_POSSIBLE a Domain cannot be tested; remove "Smoke"']);
  });

  it("takes a timeout in seconds, minutes or hours, and rejects an empty query", () => {
    const times = ["45s", "3m", "1h"].map((Timeout) => smokeOf({ ...job({}), Smoke: { Run: true, Timeout } }));
    assert.deepEqual(
      times.map((smoke) => (smoke as { timeoutMs: number }).timeoutMs),
      [45_000, 180_000, 3_600_000],
    );
    for (const Timeout of ["in 10m", "10m1", "0s", "1.5h", "m"]) {
      assert.match(wrong({ Run: true, Timeout }).join(), /^SMOKE_VALUE "Timeout" /, Timeout);
    }
    assert.match(wrong({ Query: "" }, dataset()).join(), /^SMOKE_VALUE "Query" /);
  });
});
