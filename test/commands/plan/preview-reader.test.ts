import assert from "node:assert/strict";
import type { Preview } from "../../../commands/plan/preview";
import { PreviewReader } from "../../../commands/plan/preview-reader";
import { foreign, foreignUrn, linesOf, previewOf, steps, urnOf, type Step } from "./preview";

const read = (...lines: string[]): PreviewReader => {
  const reader = new PreviewReader();
  for (const line of lines) reader.line(line);
  return reader;
};

/** The same events with their keys in reverse order: the reader must not depend on Go's order of keys. */
const turned = (line: string): string =>
  JSON.stringify(
    JSON.parse(line, (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ),
  );

const secret = { "!Environ": "DB_PASSWORD", fingerprint: "0123" };
type Values = Readonly<Record<string, unknown>>;
const columns = (type: string) => JSON.stringify([{ name: "id", type }]);

const MADE = [
  steps.refresh("Dataset", "rSame", { DatasetSchema: columns("int") }),
  steps.refresh(
    "Dataset",
    "rEqual",
    { DatasetSchema: columns("int") },
    { DatasetSchema: '[{"type":"int","name":"id"}]' },
  ),
  steps.refresh("Dataset", "rDrifted", { DatasetSchema: columns("int") }, { DatasetSchema: columns("bigint") }),
  steps.refresh("Job", "rGone", { JobName: "daily" }, null),
  steps.same("Dataset", "rSame", { DatasetSchema: columns("int") }),
  steps.same("Datasource", "rShop", { DatasourceConfig: { Password: secret }, Host: "db" }),
  steps.update("Dataset", "rDrifted", { DatasetSchema: columns("bigint") }, { DatasetSchema: columns("int") }),
  steps.create("Job", "rGone", { JobName: "daily" }),
  { op: "same", urn: "urn:pulumi:dev::amorphic::pulumi:pulumi:Stack::amorphic-dev", old: null, new: {} },
  { op: "create", urn: "urn:pulumi:dev::amorphic::acme:Team::team", old: null, new: { inputs: {} } },
  { op: "update", urn: "urn:pulumi:dev::amorphic::pulumi:providers:aws::default", new: { custom: true } },
  foreign("refresh", "aws:rds/instance:Instance", "shop"),
  foreign("same", "aws:s3/bucket:Bucket", "data"),
];
const SAID = {
  config: { "amorphic:roleId": "role" },
  diagnostics: [{ severity: "warning", prefix: "warning: ", message: "old" }],
};

describe("The reader of a preview", () => {
  const preview = previewOf(MADE, SAID);
  const state = (name: string, inputs: object, outputs: object = inputs) => ({
    inputs: { __provider: "text", logicalId: name, ...inputs },
    outputs: { __provider: "text", logicalId: name, ...outputs },
  });

  it("keeps each change as a whole, and unpacks the lists and objects of packed properties", () => {
    const [int, bigint] = ["int", "bigint"].map((type) => ({ DatasetSchema: [{ name: "id", type }] }));
    assert.deepEqual(
      preview.steps.filter(({ op }) => op !== "same"),
      [
        {
          op: "update",
          urn: urnOf("Dataset", "rDrifted"),
          old: state("rDrifted", bigint!),
          new: state("rDrifted", int!),
        },
        { op: "create", urn: urnOf("Job", "rGone"), new: state("rGone", { JobName: "daily" }) },
      ],
    );
  });

  it("keeps only the name and the secrets of what is unchanged", () => {
    assert.deepEqual(
      preview.steps.filter(({ op }) => op === "same"),
      [
        { op: "same", urn: urnOf("Dataset", "rSame") },
        {
          op: "same",
          urn: urnOf("Datasource", "rShop"),
          new: { inputs: { DatasourceConfig: { Password: secret } }, outputs: {} },
        },
        { op: "same", urn: foreignUrn("aws:s3/bucket:Bucket", "data") },
      ],
    );
  });

  it("keeps the names but no values of what differs in other providers' resources", () => {
    const more = { diffs: ["tags", "engine"], keys: ["engine", "kmsKey"] };
    const none = { inputs: {}, outputs: {} };
    assert.deepEqual(previewOf([foreign("replace", "aws:rds/instance:Instance", "shop", more)]).steps, [
      {
        op: "replace",
        urn: foreignUrn("aws:rds/instance:Instance", "shop"),
        old: none,
        new: none,
        diffs: ["tags", "engine", "engine", "kmsKey"],
        keys: ["engine", "kmsKey"],
      },
    ]);
  });

  it("tells whether the state differs from what is live, for every provider", () => {
    const refresh = foreign("refresh", "aws:rds/instance:Instance", "shop");
    const live = { ...refresh.new, outputs: { password: "changed" } };
    const job = { JobName: "daily" };
    const isStale = (...made: Step[]) => previewOf(made).isStale;
    assert.equal(isStale(refresh, steps.refresh("Job", "rJob", job)), false);
    assert.equal(isStale({ ...refresh, new: live }), true);
    assert.equal(isStale({ ...refresh, new: null }), true);
    assert.equal(isStale(steps.refresh("Job", "rJob", job, null)), true);
  });

  it("keeps of each refresh only the drift that it found", () => {
    const found = (type: string, name: string) => ({
      urn: urnOf(type, name),
      type,
      logicalId: name,
      id: `id of ${name}`,
    });
    const [recorded, live] = ["int", "bigint"].map(
      (type) => state("rDrifted", { DatasetSchema: [{ name: "id", type }] }).inputs,
    );
    assert.deepEqual(preview.refreshed, [
      found("Dataset", "rSame"),
      found("Dataset", "rEqual"),
      { ...found("Dataset", "rDrifted"), drift: { recorded, live } },
      { ...found("Job", "rGone"), drift: { recorded: state("rGone", { JobName: "daily" }).inputs } },
    ]);
  });

  it("finds no drift in what a run that failed halfway did, or did not do", () => {
    const half = (outputs: Values) => ({ logicalId: "rJob", ...outputs, pendingSteps: ["setAccess"] });
    const of = (inputs: Values, confirmed: Values, found: Values) =>
      previewOf([
        {
          ...{ op: "refresh", urn: urnOf("Job", "rJob") },
          old: { id: "1", inputs, outputs: half(confirmed) },
          new: { id: "1", inputs: found, outputs: half(found) },
        },
      ]);
    const [wanted, made] = [{ JobName: "daily", ParameterAccess: ["a"] }, { JobName: "daily" }];
    const unmade = of(wanted, made, made);
    assert.deepEqual([unmade.refreshed[0]?.drift, unmade.isStale], [undefined, true]);
    const before = { ...made, Description: "x" };
    const done = { ...made, Description: "y" };
    assert.equal(of(before, done, done).refreshed[0]?.drift, undefined);
    const byHand = { ...made, Description: "z" };
    assert.deepEqual(of(before, done, byHand).refreshed[0]?.drift, { recorded: done, live: byHand });
  });

  it("restores long lists where the outputs only refer to the inputs", () => {
    const standIn = { DatasetSchema: "as in inputs: 0123456789abcdef" };
    const [int, bigint] = ["int", "bigint"].map((type) => ({ DatasetSchema: columns(type) }));
    const urn = urnOf("Dataset", "rLong");
    const refresh = (live: object, outputs: object) => ({
      ...{ op: "refresh", urn },
      old: { id: "1", inputs: int!, outputs: standIn },
      new: { id: "1", inputs: live as Values, outputs: outputs as Values },
    });
    const drift = (...told: Parameters<typeof refresh>) => previewOf([refresh(...told)]).refreshed[0]?.drift;
    const [recorded, live] = ["int", "bigint"].map((type) => ({ DatasetSchema: [{ name: "id", type }] }));
    assert.equal(drift(int!, standIn), undefined);
    assert.equal(drift(int!, int!), undefined);
    assert.deepEqual(drift(bigint!, bigint!), { recorded, live });
    const [step] = previewOf([steps.update("Dataset", "rLong", int!, bigint!, standIn)]).steps;
    assert.deepEqual(step?.old?.outputs["DatasetSchema"], recorded?.DatasetSchema);
  });

  it("keeps the configuration and the messages, except ephemeral ones and those for debugging", () => {
    const { diagnostics } = previewOf([], {
      diagnostics: [
        ...SAID.diagnostics,
        { severity: "info", message: "working", ephemeral: true },
        { severity: "debug", message: "Registering resource" },
      ],
    });
    assert.deepEqual([preview.config, diagnostics], [SAID.config, [{ severity: "warning", message: "warning: old" }]]);
  });

  it("does not depend on the order of keys, nor on spaces", () => {
    const same = (change: (line: string) => string): Preview => read(...linesOf(MADE, SAID).map(change)).preview;
    assert.deepEqual(same(turned), preview);
    assert.deepEqual(
      same((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll("\n", " ")),
      preview,
    );
  });
});

describe("A preview", () => {
  it("is complete if it has a summary", () => {
    const lines = linesOf(MADE);
    assert.equal(read(...lines).isComplete, true);
    assert.equal(read(...lines.slice(0, -2)).isComplete, false);
    assert.equal(read().isComplete, false);
  });

  it("that never began leaves what was printed instead", () => {
    for (const line of ["error: no stack named 'dev' found", "3", '"x"', "null", "{"]) {
      const { preview, said, isComplete } = read("first", line, "");
      assert.deepEqual([said, isComplete], [line, false]);
      assert.deepEqual(preview, { config: {}, steps: [], refreshed: [], isStale: false, diagnostics: [] });
    }
  });
});
