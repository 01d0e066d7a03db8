import assert from "node:assert/strict";
import { Dataset } from "../../providers/catalog/dataset";
import { Domain } from "../../providers/catalog/domain";
import { handlerText } from "../../providers/engine/names";
import { packed } from "../../providers/engine/packing";
import { startSimulator, type Simulator } from "../../simulator";
import { Project } from "../support/project";
import { PartialFailure, type Values } from "../support/provider-call";
import { startProvider, type ProviderProcess } from "../support/provider-process";

const CONFIG = {
  "amorphic:apiUrl": "simulator",
  "amorphic:protect": "[]",
  "amorphic:fingerprintKey": "0123456789abcdef0123456789abcdef",
};
const STAND_IN = /^as in inputs: [0-9a-f]{16}$/;

const columns = (type: string) =>
  Array.from({ length: 12 }, (_, i) => ({ name: `column_${String(i)}`, type: i === 7 ? type : "string" }));

const NO_REPLACEMENT = { replaces: [], deleteBeforeReplace: true };

const grant = (Grantee: string) => ({ AccessType: "owner", GranteeType: "user", Grantee });

const inputsWith = (type: string, more: Values = {}): Values => ({
  ...packed(Dataset, {
    ...{ DatasetName: "orders", Domain: "sales", DatasetDescription: "d", DatasourceType: "api", FileType: "csv" },
    ...{ TargetLocation: "s3athena", TableUpdate: "append", DatasetSchema: columns(type), ...more },
  }),
  logicalId: "rOrders",
  __provider: handlerText(Dataset),
});

/** The real service of Pulumi's SDK with our handlers, and what the engine would store of its responses. */
describe("What the engine stores of a dataset", function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let project: Project;
  let provider: ProviderProcess;
  let entry: { id: string; inputs: Values; outputs: Values };

  before(async () => {
    simulator = await startSimulator({ settings: { registration: { polls: 0 }, access: { polls: 0 } } });
    project = new Project(simulator);
  });
  after(async () => {
    await simulator.close();
    project.remove();
  });

  const start = (isForeign: boolean) => startProvider({ project: project.directory, config: CONFIG, isForeign });

  beforeEach(async () => {
    simulator.restore({});
    simulator.faults.clear();
    project.forgetJournal();
    provider = await start(false);
    await provider.create({
      ...{ DomainName: "sales", DisplayName: "Sales" },
      ...{ logicalId: "rSales", __provider: handlerText(Domain) },
    });
    const inputs = inputsWith("int");
    entry = { inputs, ...(await provider.create(inputs)) };
  });
  afterEach(() => provider.stop());

  const standIn = () => String(entry.outputs["DatasetSchema"]);
  const byHand = (changes: Values) => {
    const [dataset] = simulator.store.all("datasets");
    assert.ok(dataset);
    simulator.store.put({ ...dataset, properties: { ...dataset.properties, ...(changes as object) } });
  };
  const fullOutputs = () => ({ ...entry.outputs, DatasetSchema: entry.inputs["DatasetSchema"] });

  it("contains its columns once, after a create or an update, and the same columns are no difference", async () => {
    const { inputs, outputs, id } = entry;
    assert.match(standIn(), STAND_IN);
    assert.deepEqual(
      { ...outputs, DatasetSchema: inputs["DatasetSchema"], DatasetId: id },
      { ...inputs, DatasetId: id },
    );
    assert.equal((await provider.diff(id, entry, inputs)).changes, false);

    const news = inputsWith("bigint");
    assert.equal((await provider.diff(id, entry, news)).changes, true);
    const updated = await provider.update(id, entry, news);
    assert.match(String(updated["DatasetSchema"]), STAND_IN);
    assert.notEqual(updated["DatasetSchema"], standIn());
    assert.deepEqual(simulator.store.all("datasets")[0]?.properties["DatasetSchema"], columns("bigint"));
    assert.equal((await provider.diff(id, { inputs: news, outputs: updated }, news)).changes, false);
  });

  it("can be the full outputs of an earlier version: nothing differs, is sent or changes in a refresh", async () => {
    const { inputs, id } = entry;
    const earlier = { inputs, outputs: fullOutputs() };
    assert.equal((await provider.diff(id, earlier, inputs)).changes, false);
    assert.deepEqual(await provider.read(id, earlier), { id, ...earlier });
    simulator.clearLog();
    assert.deepEqual(await provider.update(id, earlier, inputs), entry.outputs);
    assert.deepEqual(simulator.log, []);
  });

  it("is compared by meaning if the definition changes only its wording, and stays as recorded", async () => {
    const reworded = inputsWith("int", { Keywords: [] });
    const turned = columns("int").map(({ name, type }) => ({ type, name }));
    const news = { ...reworded, DatasetSchema: JSON.stringify(turned) };
    const before = { ...entry, outputs: { ...entry.outputs, Keywords: "[]" } };
    assert.equal((await provider.diff(entry.id, before, news)).changes, false);
    // What the engine stores if nothing differs: new inputs beside old outputs.
    const after = { inputs: news, outputs: before.outputs };
    assert.equal((await provider.diff(entry.id, after, inputsWith("int", { Keywords: [] }))).changes, false);
    assert.equal((await provider.diff(entry.id, after, inputsWith("bigint", { Keywords: [] }))).changes, true);
    assert.deepEqual(await provider.read(entry.id, after), { id: entry.id, ...after });
  });

  it("is not drift if the definition has changed only its wording since, without an update", async () => {
    const { id, inputs, outputs } = entry;
    const words = { Keywords: '["b","a"]', grants: [grant("u2"), grant("u1")], DatasetDescription: "d" };
    const recorded = { ...inputs, ...words, TableUpdate: "Append", logicalId: "rRenamed" };
    const confirmed = { ...outputs, Keywords: '["a","b"]', grants: [grant("u1"), grant("u2")] };
    byHand({ Keywords: ["b", "a"] });
    const [dataset] = simulator.store.all("datasets");
    if (dataset) simulator.store.put({ ...dataset, grants: [grant("u2"), grant("u1")] });
    const after = { inputs: recorded, outputs: confirmed };
    assert.equal((await provider.diff(id, after, recorded)).changes, false);
    assert.deepEqual(await provider.read(id, after), { id, ...after });

    byHand({ Keywords: ["b", "a", "c"], TableUpdate: "reload" });
    await provider.stop();
    provider = await start(false);
    const { inputs: live } = await provider.read(id, after);
    assert.deepEqual(live, { ...recorded, Keywords: '["a","b","c"]', TableUpdate: "Reload" });
  });

  it("is not drift either if only a correction of the catalog says that the wording does not count", async () => {
    const correction = { Dataset: { fields: { DatasetDescription: { caseInsensitive: true } } } };
    project.write("amorphic.catalog.json", JSON.stringify(correction));
    try {
      await provider.stop();
      provider = await start(false);
      const after = { inputs: { ...entry.inputs, DatasetDescription: "D" }, outputs: entry.outputs };
      assert.equal((await provider.diff(entry.id, after, after.inputs)).changes, false);
      assert.deepEqual(await provider.read(entry.id, after), { id: entry.id, ...after });
    } finally {
      project.write("amorphic.catalog.json", "{}");
    }
  });

  it("is what was confirmed after half an update: the old columns in full, as the new inputs lack them", async () => {
    const news = inputsWith("bigint", { DatasetDescription: "new" });
    simulator.faults.add({
      match: { method: "PUT", path: "/datasets/", nth: 2 },
      fault: { kind: "status", status: 400, body: { Message: "IPV-1001 - no" } },
    });
    const failure = await provider.update(entry.id, entry, news).catch((error: unknown) => error);
    assert.ok(failure instanceof PartialFailure, String(failure));
    assert.deepEqual(failure.properties["pendingSteps"], ["registerSchema"]);
    assert.equal(failure.properties["DatasetDescription"], "new");
    assert.equal(failure.properties["DatasetSchema"], entry.inputs["DatasetSchema"]);

    simulator.faults.clear();
    const stored = { inputs: news, outputs: failure.properties };
    assert.equal((await provider.diff(entry.id, stored, news)).changes, true);
    assert.match(String((await provider.update(entry.id, stored, news))["DatasetSchema"]), STAND_IN);
    assert.deepEqual(simulator.store.all("datasets")[0]?.properties["DatasetSchema"], columns("bigint"));
  });

  it("stays as recorded in a refresh, or becomes the live value in full if somebody changed it", async () => {
    const { id, inputs, outputs } = entry;
    assert.deepEqual(await provider.read(id, entry), { id, inputs, outputs });
    byHand({ DatasetSchema: columns("double") });
    await provider.stop();
    provider = await start(false);
    const DatasetSchema = JSON.stringify(columns("double"));
    const live = await provider.read(id, entry);
    assert.deepEqual(live, { id, inputs: { ...inputs, DatasetSchema }, outputs: { ...outputs, DatasetSchema } });
    assert.equal((await provider.diff(id, live, inputs)).changes, true);
    assert.equal((await provider.diff(id, live, inputsWith("double"))).changes, false);
  });

  it("is ignored once it is removed from the definition, and updated if it returns with another value", async () => {
    const { DatasetSchema: _, ...without } = entry.inputs;
    assert.deepEqual(await provider.diff(entry.id, entry, without), { ...NO_REPLACEMENT, changes: true });
    simulator.clearLog();
    const outputs = await provider.update(entry.id, entry, without);
    assert.deepEqual(simulator.log, []);
    assert.deepEqual(outputs, { ...without, DatasetId: entry.id });
    const after = { inputs: without, outputs };
    assert.equal((await provider.diff(entry.id, after, without)).changes, false);
    assert.equal((await provider.diff(entry.id, after, inputsWith("bigint"))).changes, true);
    byHand({ DatasetSchema: columns("double") });
    assert.deepEqual(await provider.read(entry.id, after), { id: entry.id, ...after });
  });

  it("of an earlier version keeps removed properties, without drift, until an update forgets those with known values", async () => {
    const { DatasetSchema: _, ...without } = entry.inputs;
    const lost = { inputs: without, outputs: entry.outputs };
    assert.equal((await provider.diff(entry.id, lost, without)).changes, false);
    assert.equal((await provider.diff(entry.id, lost, inputsWith("int"))).changes, false);
    assert.equal((await provider.diff(entry.id, lost, inputsWith("bigint"))).changes, true);
    byHand({ DatasetSchema: columns("double"), FileDelimiter: "," });
    assert.deepEqual(await provider.read(entry.id, lost), { id: entry.id, ...lost });
    const held = { inputs: entry.inputs, outputs: { ...entry.outputs, FileDelimiter: "," } };
    assert.equal((await provider.read(entry.id, held)).inputs["FileDelimiter"], undefined);
    assert.deepEqual(await provider.diff(entry.id, held, entry.inputs), { ...NO_REPLACEMENT, changes: true });
    assert.deepEqual(await provider.update(entry.id, held, entry.inputs), entry.outputs);
  });

  it("is enough to delete the dataset, without its columns", async () => {
    await provider.delete(entry.id, entry.outputs);
    assert.deepEqual(simulator.store.all("datasets"), []);
  });

  describe("by a process without our preloaded module", () => {
    beforeEach(async () => {
      await provider.stop();
      provider = await start(true);
    });

    it("stays as recorded if its digest matches", async () => {
      const { id, inputs, outputs } = entry;
      assert.deepEqual(await provider.read(id, entry), { id, inputs, outputs });
      await provider.stop();
      assert.equal(provider.stderr(), "");
    });

    it("is not compared if the first request is a refresh, which says so and keeps its stored value", async () => {
      byHand({ DatasetSchema: columns("double"), DatasetDescription: "other" });
      const first = await provider.read(entry.id, entry);
      assert.deepEqual(first, {
        ...{ id: entry.id, inputs: {} },
        outputs: { ...entry.outputs, DatasetDescription: "other" },
      });
      const second = await provider.read(entry.id, entry);
      assert.equal(second.outputs["DatasetSchema"], JSON.stringify(columns("double")));
      assert.deepEqual(second.inputs["DatasetSchema"], second.outputs["DatasetSchema"]);
      await provider.stop();
      assert.equal(
        provider.stderr(),
        'Dataset "sales.orders" (rOrders): DatasetSchema could not be compared with what is live, as `pulumi` was run by ' +
          "hand. `amorphic-cicd drift` compares everything.\n",
      );
    });

    it("is compared as usual if the first request is another one", async () => {
      const { id, inputs } = entry;
      await provider.check(inputs, inputs);
      assert.equal((await provider.diff(id, entry, inputs)).changes, false);
    });
  });

  it("is not replaced if the new name is taken, though a refresh may show the replacement", async () => {
    const { id } = entry;
    const other = { ...inputsWith("int", { DatasetName: "invoices" }), logicalId: "rInvoices" };
    await provider.create(other);
    const renamed = { ...entry.inputs, DatasetName: "invoices" };
    const refusal = /Amorphic already has one with .* so the present object would be deleted/;
    await assert.rejects(provider.diff(id, entry, renamed), refusal);
    await provider.read(id, entry);
    assert.deepEqual((await provider.diff(id, entry, renamed)).replaces, ["DatasetName"]);
    await provider.check(entry.inputs, renamed);
    await assert.rejects(provider.diff(id, entry, renamed), refusal);
  });
});
