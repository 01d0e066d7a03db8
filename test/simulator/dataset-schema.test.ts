import assert from "node:assert/strict";
import type { JsonObject, Settings } from "../../simulator";
import { asText, bench, brief, dataset, DOMAIN, refused, stopAll } from "./support";

const SCHEMA = [
  { name: "id", type: "int" },
  { name: "state", type: "varchar(64)" },
];

describe("simulator: dataset schema", () => {
  afterEach(stopAll);

  async function withDataset(settings: Partial<Settings> = {}, more: JsonObject = {}) {
    const parts = await bench(settings);
    await parts.call("POST", "/domains", DOMAIN);
    const id = await parts.make("datasets", dataset("sales", more));
    const register = (body: unknown) => parts.call("PUT", `/datasets/${id}`, body);
    const live = async () => (await parts.call("GET", `/datasets/${id}`)).body;
    return { ...parts, id, register, live };
  }

  it("is registered in a second step, which takes time", async () => {
    const { register, live, clock } = await withDataset({}, { DatasetSchema: SCHEMA });
    const first = await live();
    assert.deepEqual([first.RegistrationStatus, first.DatasetSchema], ["pending", undefined]);
    const reply = await register({ DatasetSchema: SCHEMA });
    assert.deepEqual(brief(reply), { status: 200, body: { Message: "Dataset schema registration started." } });
    clock.now += 4;
    assert.equal((await live()).RegistrationStatus, "in_progress");
    clock.now += 1;
    const last = await live();
    assert.deepEqual([last.RegistrationStatus, last.DatasetSchema], ["completed", SCHEMA]);
  });

  it("can be registered after a number of polls, by reads or lists", async () => {
    const { register, live, call } = await withDataset({ registration: { polls: 3 } });
    await register({ DatasetSchema: SCHEMA });
    const seen = [(await live()).RegistrationStatus, (await live()).RegistrationStatus];
    const { datasets } = (await call("GET", "/datasets")).body as { datasets: JsonObject[] };
    seen.push(datasets[0]?.RegistrationStatus, (await live()).RegistrationStatus);
    assert.deepEqual(seen, ["in_progress", "in_progress", "in_progress", "completed"]);
  });

  it("fails on demand, with a reason, and can be retried", async () => {
    const { register, live, clock, simulator, id } = await withDataset();
    const fault = { kind: "fail-registration", message: "Glue said no" } as const;
    simulator.faults.add({ match: { path: `^/datasets/${id}$`, nth: 1 }, fault });
    await register({ DatasetSchema: SCHEMA });
    clock.now += 5;
    const failed = await live();
    assert.deepEqual([failed.RegistrationStatus, failed.Message], ["failed", "Glue said no"]);
    await register({ DatasetSchema: SCHEMA });
    clock.now += 5;
    const good = await live();
    assert.deepEqual([good.RegistrationStatus, good.Message], ["completed", undefined]);
  });

  it("lists the loaded files of the dataset", async () => {
    const { call, simulator, id } = await withDataset();
    assert.deepEqual((await call("GET", `/datasets/${id}/files`)).body, { files: [] });
    const stored = simulator.store.get("datasets", id);
    assert.ok(stored);
    simulator.store.put({ ...stored, files: { "a.csv": { sha256: "", size: 1 } } });
    assert.deepEqual((await call("GET", `/datasets/${id}/files`)).body, {
      files: [{ FileName: "a.csv", CurrentState: "loaded" }],
    });
    assert.equal((await call("GET", "/datasets/none/files")).status, 400);
  });

  it("keeps the order of columns", async () => {
    const { register, live } = await withDataset({ registration: { ms: 0 } });
    await register({ DatasetSchema: SCHEMA });
    for (let i = 0; i < 3; i++) assert.deepEqual((await live()).DatasetSchema, SCHEMA);
  });

  it("rejects other keys, and columns without a name or type or with a duplicate name", async () => {
    const { register } = await withDataset();
    for (const [body, text] of [
      [{ DatasetSchema: SCHEMA, Keywords: [] }, "Invalid key Keywords, expected DatasetSchema and PartitionKeys."],
      [{}, "Invalid DatasetSchema, expected a list of columns."],
      [{ DatasetSchema: {} }, "Invalid DatasetSchema, expected a list of columns."],
      [{ DatasetSchema: [] }, "Invalid DatasetSchema, it has no column."],
      [{ DatasetSchema: [{ name: "id" }] }, "Invalid DatasetSchema, each column has a name and a type."],
      [{ DatasetSchema: ["id"] }, "Invalid DatasetSchema, each column has a name and a type."],
      [
        { DatasetSchema: [...SCHEMA, { name: "ID", type: "int" }] },
        "Invalid DatasetSchema, column ID is listed twice.",
      ],
      [{ DatasetSchema: SCHEMA, PartitionKeys: "day" }, "Invalid PartitionKeys, expected a list of columns."],
    ] as const) {
      assert.deepEqual(brief(await register(body)), refused("IPV-1001", text));
    }
  });

  it("has partitions only if the target has them, and they cannot be changed once registered", async () => {
    const { register, live, clock, call } = await withDataset();
    const PartitionKeys = [{ name: "day", type: "date", rank: 1 }];
    await register({ DatasetSchema: SCHEMA, PartitionKeys });
    clock.now += 5;
    assert.deepEqual((await live()).PartitionKeys, PartitionKeys);
    const kept = refused("IPV-1001", "Invalid PartitionKeys, it cannot be changed.");
    assert.deepEqual(brief(await register({ DatasetSchema: SCHEMA })), kept);
    assert.equal((await register({ DatasetSchema: SCHEMA.slice(1), PartitionKeys })).status, 200);

    const other = await call("POST", "/datasets", dataset("sold", { TargetLocation: "redshift" }));
    const reply = await call("PUT", `/datasets/${asText(other.body.DatasetId)}`, {
      DatasetSchema: SCHEMA,
      PartitionKeys,
    });
    const text = "Invalid PartitionKeys, expected TargetLocation s3athena or lakeformation.";
    assert.deepEqual(brief(reply), refused("IPV-1001", text));
  });

  it("is not changed by a metadata update", async () => {
    const { register, live, call, id } = await withDataset({ registration: { ms: 0 } });
    await register({ DatasetSchema: SCHEMA });
    const body = dataset("sales", { DatasetSchema: [], RegistrationStatus: "pending" });
    assert.equal((await call("PUT", `/datasets/${id}/updatemetadata`, body)).status, 200);
    const { DatasetSchema, RegistrationStatus } = await live();
    assert.deepEqual([DatasetSchema, RegistrationStatus], [SCHEMA, "completed"]);
  });

  it("is rejected for a dataset that does not exist", async () => {
    const { call } = await bench();
    assert.deepEqual(
      brief(await call("PUT", "/datasets/x", { DatasetSchema: SCHEMA })),
      refused("IPV-1002", "Invalid DatasetId - x, resource not found."),
    );
  });
});
