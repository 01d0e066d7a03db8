import assert from "node:assert/strict";
import { bench, brief, DATAFLOW, dataset, DOMAIN, PLAIN, refused, SOURCE, STAMP, stopAll, type Bench } from "./support";

describe("simulator: dataflows", () => {
  afterEach(stopAll);

  async function withSources(settings: Parameters<typeof bench>[0] = PLAIN) {
    const parts = await bench(settings);
    const a = await parts.make("datasources", SOURCE);
    const b = await parts.make("datasources", { ...SOURCE, DatasourceName: "other" });
    return { ...parts, a, b, path: `/datasources/${a}/dataflows` };
  }

  const list = async (call: Bench["call"], path: string) => (await call("GET", path)).body.dataflows;

  it("are created, read, listed and deleted below their datasource, and contain its id", async () => {
    const { call, a, b, path } = await withSources();
    const created = await call("POST", path, DATAFLOW);
    const { DataflowId } = created.body;
    assert.deepEqual(created.body, { Message: "Dataflow created successfully.", DataflowId });
    const one = `${path}/${String(DataflowId)}`;
    const server = { CreatedBy: "service-user", CreationTime: STAMP };
    const live = { ...DATAFLOW, DataflowId, DatasourceId: a, ...server };
    assert.deepEqual((await call("GET", one)).body, { ...live, LastModifiedBy: "service-user", LastModified: STAMP });
    assert.deepEqual(await list(call, path), [(await call("GET", one)).body]);
    assert.deepEqual(await list(call, `${path}?limit=1`), [(await call("GET", one)).body]);
    assert.deepEqual(await list(call, `/datasources/${b}/dataflows`), []);
    assert.equal((await call("DELETE", one)).status, 200);
    assert.deepEqual(await list(call, path), []);
  });

  it("are not found below another datasource", async () => {
    const { call, make, path, b } = await withSources();
    const id = await make(path.slice(1), DATAFLOW);
    const missing = refused("IPV-1002", `Invalid DataflowId - ${id}, resource not found.`);
    for (const method of ["GET", "DELETE"]) {
      assert.deepEqual(brief(await call(method, `/datasources/${b}/dataflows/${id}`)), missing);
    }
    assert.equal((await call("GET", `${path}/${id}`)).status, 200);
    assert.equal((await call("GET", "/dataflows")).status, 403);
    assert.equal((await call("GET", `/datasources//dataflows`)).status, 403);
  });

  it("need an existing datasource in every call", async () => {
    const { call } = await withSources();
    const missing = refused("IPV-1002", "Invalid DatasourceId - x, resource not found.");
    for (const [method, path, body] of [
      ["POST", "/datasources/x/dataflows", DATAFLOW],
      ["GET", "/datasources/x/dataflows", undefined],
      ["GET", "/datasources/x/dataflows/y", undefined],
      ["DELETE", "/datasources/x/dataflows/y", undefined],
    ] as const) {
      assert.deepEqual(brief(await call(method, path, body)), missing);
    }
  });

  it("prevent their datasource from being deleted", async () => {
    const { call, make, path, a } = await withSources();
    const id = await make(path.slice(1), DATAFLOW);
    const used = refused("GE-1034", `Datasource ${a} cannot be deleted, Dataflow ${a}.full uses it.`);
    assert.deepEqual(brief(await call("DELETE", `/datasources/${a}`)), used);
    await call("DELETE", `${path}/${id}`);
    assert.equal((await call("DELETE", `/datasources/${a}`)).status, 200);
  });

  it("reject a DatasourceId or an id in the payload", async () => {
    const { call, path, a } = await withSources();
    for (const [key, text] of [
      ["DatasourceId", "it is part of the path."],
      ["DataflowId", "it is set by Amorphic."],
    ] as const) {
      const reply = await call("POST", path, { ...DATAFLOW, [key]: a });
      assert.deepEqual(brief(reply), refused("IPV-1001", `Invalid key ${key}, ${text}`));
    }
  });

  it("have unique names within their datasource", async () => {
    const { call, make, path, a, b } = await withSources();
    await make(path.slice(1), DATAFLOW);
    assert.equal((await call("POST", `/datasources/${b}/dataflows`, DATAFLOW)).status, 200);
    assert.deepEqual(
      brief(await call("POST", path, DATAFLOW)),
      refused("IPV-1018", `DatasourceId ${a}, DataflowName full is not unique.`),
    );
  });

  it("need fields of the right types, and datasets that exist", async () => {
    const { call, make, path } = await withSources();
    for (const [more, code, text] of [
      ...Object.keys(DATAFLOW).map((key) => [{ [key]: "" }, "IPV-1001", `Missing ${key}.`] as const),
      [{ CreateDataset: 1 }, "IPV-1001", "Invalid CreateDataset, expected flag."],
      [{ DatasetDetails: {} }, "IPV-1001", "Invalid DatasetDetails, expected array."],
      [{ DataflowConfig: "x" }, "IPV-1001", "Invalid DataflowConfig, expected object."],
      [{ DatasetDetails: [{ DatasetId: "x" }] }, "IPV-1002", "Invalid DatasetId - x, resource not found."],
    ] as const) {
      assert.deepEqual(brief(await call("POST", path, { ...DATAFLOW, ...more })), refused(code, text));
    }
    await call("POST", "/domains", DOMAIN);
    const DatasetId = await make("datasets", dataset("sales"));
    const DatasetDetails = [{ TableName: "t", DatasetId }, { TableName: "u" }];
    const id = await make(path.slice(1), { ...DATAFLOW, DatasetDetails });
    assert.deepEqual((await call("GET", `${path}/${id}`)).body.DatasetDetails, DatasetDetails);
  });

  it("can be deleted slowly; only polls of their own datasource count", async () => {
    const { call, make, path, b } = await withSources({ slowDelete: true, deletion: { polls: 1 } });
    const id = await make(path.slice(1), DATAFLOW);
    await call("DELETE", `${path}/${id}`);
    await call("GET", `/datasources/${b}/dataflows`);
    assert.equal(((await list(call, path)) as unknown[]).length, 1);
    assert.deepEqual(await list(call, path), []);
  });
});
