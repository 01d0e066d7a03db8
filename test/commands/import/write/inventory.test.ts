import assert from "node:assert/strict";
import { listEnvironment, readAll } from "../../../../commands/import/write/inventory";
import { nameOf } from "../../../../commands/import/write/object";
import { catalog } from "../../../../providers/catalog";
import { connect } from "../../../../providers/engine/connect";
import { parseConfig } from "../../../../providers/engine/config";
import { Lifecycle } from "../../../../providers/lifecycle";
import { startSimulator, type Simulator } from "../../../../simulator";
import { makeByHand } from "../../../e2e/hand-made";

/** With the real client. */
function lifecyclesOf({ url, roleId, token }: Simulator): Map<string, Lifecycle> {
  const settings: Record<string, string> = { apiUrl: url, roleId, journal: "file:///nowhere", maxConcurrency: "20" };
  const platform = connect(
    parseConfig((key) => settings[key]),
    { AMORPHIC_AUTHORIZATION_TOKEN: token },
  );
  return new Map([...catalog.values()].map((type) => [type.name, new Lifecycle(type, platform)]));
}

describe("Reading an environment", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
    await makeByHand(simulator);
  });
  afterEach(() => simulator.close());

  const progress = () => undefined;

  it("reads lists and whole objects, even if lists contain only summaries", async () => {
    const whole = await listEnvironment(lifecyclesOf(simulator), progress);
    Object.assign(simulator.settings, { summaryLists: true, reorder: false });
    const lifecycles = lifecyclesOf(simulator);
    const { candidates, notes } = await listEnvironment(lifecycles, progress);
    assert.deepEqual([candidates.length, notes], [63, []]);
    assert.deepEqual(candidates.map(nameOf), whole.candidates.map(nameOf));
    const { objects } = await readAll(candidates, lifecycles);
    const job = objects.find((each) => nameOf(each) === "daily_revenue") ?? assert.fail();
    assert.deepEqual(job.object["ParameterAccess"], ["erp.url", "SYSTEM.API.URL", "currencies"]);
    assert.deepEqual(job.grants, [{ AccessType: "Editor", GranteeType: "Tag", Grantee: "sales#readers" }]);
    const flow = objects.find((each) => nameOf(each) === "erp.facts_0") ?? assert.fail();
    assert.equal(flow.object["DatasourceId"], simulator.store.find("datasources", { DatasourceName: "erp" })?.id);
  });

  it("continues without a type, object or file that is refused, and says so; stops if the token is rejected", async () => {
    simulator.faults.add(
      { match: { path: "^/views$" }, fault: { kind: "status", status: 403, body: { Message: "AUTH-1 - no" } } },
      { match: { path: "^/domains/sales$" }, fault: { kind: "status", status: 403, body: { Message: "AUTH-1 - no" } } },
      { match: { method: "GET", path: "/script$" }, fault: { kind: "status", status: 403, body: { message: "no" } } },
    );
    const lifecycles = lifecyclesOf(simulator);
    const { candidates, notes } = await listEnvironment(lifecycles, progress);
    assert.deepEqual(
      [candidates.length, notes.map(({ type, name, kind }) => [type, name, kind])],
      [60, [["View", undefined, "unclear"]]],
    );
    const read = await readAll(candidates, lifecycles);
    assert.deepEqual(
      [read.objects.length, read.notes.map(({ type, name, kind }) => [type, name, kind])],
      [59, [["Domain", "sales", "unclear"]]],
    );
    const job = read.objects.find((each) => nameOf(each) === "daily_revenue") ?? assert.fail();
    const { files, reasons } = (await lifecycles.get("Job")?.readFiles(job.id, job.object)) ?? assert.fail();
    assert.deepEqual([files, reasons], [[], ["GET /jobs/{id}/script returned no Script (HTTP 403)."]]);

    simulator.expireToken();
    await assert.rejects(listEnvironment(lifecyclesOf(simulator), progress), /Amorphic does not accept the token/);
  });

  it("reads the files of a library unchanged", async () => {
    const lifecycles = lifecyclesOf(simulator);
    const { candidates } = await listEnvironment(lifecycles, progress);
    const library = candidates.find((each) => nameOf(each) === "finance") ?? assert.fail();
    const { files, reasons } =
      (await lifecycles.get("SharedLibraries")?.readFiles(library.id, library.listed)) ?? assert.fail();
    assert.deepEqual(reasons, []);
    assert.deepEqual(files.map(({ artifact, name, bytes }) => `${artifact} ${name} ${bytes.toString("hex")}`).sort(), [
      "Library finance.py 5000fffe80",
      "Library rates.whl 5000fffe80",
    ]);
  });
});
