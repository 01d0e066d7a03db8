import assert from "node:assert/strict";
import type { Settings } from "../../simulator";
import { bench, brief, dataset, DOMAIN, JOB, PLAIN, refused, stopAll } from "./support";

const NOTHING = { DatasetAccess: { Owner: [], ReadOnly: [] }, ParameterAccess: [], SharedLibraries: [] };

describe("simulator: job access", () => {
  afterEach(stopAll);

  async function withJob(settings: Partial<Settings> = {}) {
    const parts = await bench({ reorder: false, ...settings });
    await parts.call("POST", "/domains", DOMAIN);
    const sales = await parts.make("datasets", dataset("sales"));
    const library = await parts.make("libraries", { LibraryName: "common" });
    const job = await parts.make("jobs", { ...JOB, SharedLibraries: [library], DatasetAccess: { Owner: [] } });
    const ask = (body: unknown) => parts.call("POST", `/jobs/${job}/resourceaccess`, body);
    const access = async () => (await parts.call("GET", `/jobs/${job}/resourceaccess`)).body;
    return { ...parts, sales, library, job, ask, access };
  }

  it("is empty at first, whatever the create contained, and not part of the job", async () => {
    const { access, call, job } = await withJob();
    assert.deepEqual(await access(), { ...NOTHING, Status: "updated" });
    const live = (await call("GET", `/jobs/${job}`)).body;
    assert.ok(!("SharedLibraries" in live) && !("DatasetAccess" in live));
  });

  it("is granted after a while, and a second request is rejected until then", async () => {
    const { access, ask, sales, library, clock, job } = await withJob();
    const wanted = {
      DatasetAccess: { Owner: [{ DatasetId: sales, DatasetName: "sales" }], ReadOnly: [] },
      ParameterAccess: ["SYSTEM.API.URL"],
      SharedLibraries: [library],
    };
    const reply = await ask(wanted);
    assert.deepEqual(brief(reply), { status: 200, body: { Message: "Resource access update started." } });
    assert.deepEqual(await access(), { ...NOTHING, Status: "in_progress" });
    assert.deepEqual(brief(await ask(wanted)), refused("GE-1034", `Resource access of job ${job} is being updated.`));
    clock.now += 5;
    assert.deepEqual(await access(), { ...wanted, Status: "updated" });
    assert.equal((await ask({ ParameterAccess: [] })).status, 200);
    clock.now += 5;
    assert.deepEqual(await access(), { ...wanted, ParameterAccess: [], Status: "updated" });
  });

  it("can be granted after a number of polls", async () => {
    const { access, ask, call, job } = await withJob({ access: { polls: 2 } });
    await ask({ ParameterAccess: ["a"] });
    await call("GET", `/jobs/${job}`); // polls something else
    const seen = [await access(), await access(), await access()].map(({ Status }) => Status);
    assert.deepEqual(seen, ["in_progress", "in_progress", "updated"]);
  });

  it("fails on demand, with a reason, and stays as it was", async () => {
    const { access, ask, simulator, clock } = await withJob();
    simulator.faults.add({
      match: { method: "POST", times: 1 },
      fault: { kind: "fail-access", message: "IAM said no" },
    });
    await ask({ ParameterAccess: ["a"] });
    clock.now += 5;
    assert.deepEqual(await access(), { ...NOTHING, Status: "failed", Message: "IAM said no" });
    await ask({ ParameterAccess: ["a"] });
    clock.now += 5;
    assert.deepEqual(await access(), { ...NOTHING, ParameterAccess: ["a"], Status: "updated" });
  });

  it("includes the names of datasets that were given by id only, unless defaults are off", async () => {
    for (const [settings, entry] of [
      [{}, { DatasetName: "sales" }],
      [PLAIN, {}],
    ] as const) {
      const { access, ask, sales } = await withJob({ ...settings, access: { ms: 0 } });
      await ask({ DatasetAccess: { Owner: [], ReadOnly: [{ DatasetId: sales }] } });
      assert.deepEqual((await access()).DatasetAccess, { Owner: [], ReadOnly: [{ DatasetId: sales, ...entry }] });
    }
  });

  it("rejects datasets and libraries that do not exist", async () => {
    const { ask, sales } = await withJob();
    const owner = (entry: unknown) => ({ DatasetAccess: { Owner: [entry], ReadOnly: [] } });
    for (const [body, text] of [
      [owner({ DatasetId: "x" }), "Invalid DatasetId - x, resource not found."],
      [owner({ DatasetId: "" }), "Invalid DatasetId - , resource not found."],
      [owner({ DatasetId: sales, DatasetName: "sold" }), "Invalid DatasetName - sold, the dataset is sales."],
      [{ SharedLibraries: ["y"] }, "Invalid LibraryId - y, resource not found."],
    ] as const) {
      assert.deepEqual(brief(await ask(body)), refused("IPV-1002", text));
    }
  });

  it("rejects a body that is not in the vendor's format", async () => {
    const { ask, sales } = await withJob();
    for (const [body, text] of [
      [{ Status: "updated" }, "Invalid key Status, it is not part of the resource access."],
      [{ ParameterAccess: [1] }, "Invalid ParameterAccess, expected strings."],
      [{ SharedLibraries: "x" }, "Invalid SharedLibraries, expected strings."],
      [{ DatasetAccess: [] }, "Invalid DatasetAccess, expected object."],
      [{ DatasetAccess: { Editor: [] } }, "Invalid key DatasetAccess.Editor."],
      [{ DatasetAccess: { Owner: sales } }, "Invalid DatasetAccess.Owner, expected a list."],
      [{ DatasetAccess: { Owner: [sales] } }, "Invalid DatasetAccess.Owner, each entry has a DatasetId."],
    ] as const) {
      assert.deepEqual(brief(await ask(body)), refused("IPV-1001", text));
    }
  });

  it("exists only for jobs that exist", async () => {
    const { call } = await bench();
    const missing = refused("IPV-1002", "Invalid Id - x, resource not found.");
    assert.deepEqual(brief(await call("GET", "/jobs/x/resourceaccess")), missing);
    assert.deepEqual(brief(await call("POST", "/jobs/x/resourceaccess", {})), missing);
  });
});
