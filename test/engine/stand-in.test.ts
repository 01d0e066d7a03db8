import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Dataflow } from "../../providers/catalog/dataflow";
import { Dataset as type } from "../../providers/catalog/dataset";
import { Parameter } from "../../providers/catalog/parameter";
import { urnType } from "../../providers/engine/names";
import {
  asRecorded,
  withoutUnresolved,
  withStandIns,
  unpackedOf,
  resolveStandIns,
  wholeOutputs,
} from "../../providers/engine/stand-in";

const columns = (last: string) => [
  ...Array.from({ length: 9 }, (_, i) => ({ name: `c${String(i)}`, type: "int" })),
  { name: last },
];
const text = JSON.stringify(columns("a"));
const other = JSON.stringify(columns("b"));
const digest = (of: string) => `as in inputs: ${createHash("sha256").update(of).digest("hex").slice(0, 16)}`;
const urn = `urn:pulumi:dev::amorphic::${urnType(type)}::rOrders`;

describe("Outputs in state", () => {
  const DatasetSchema = text;

  it("contain a stand-in for a long list in the inputs, which differs if the list does", () => {
    assert.ok(text.length > 200);
    assert.deepEqual(withStandIns(type, { DatasetName: "x", DatasetSchema }, { DatasetSchema }), {
      DatasetName: "x",
      DatasetSchema: digest(text),
    });
    assert.notEqual(digest(text), digest(other));
  });

  it("contain in full what the inputs have in another wording, or not at all", () => {
    for (const inputs of [{ DatasetSchema: other }, { DatasetSchema: columns("a") }, {}]) {
      assert.deepEqual(withStandIns(type, { DatasetSchema }, inputs), { DatasetSchema });
    }
  });

  it("contain in full what is short, fixed, not a list or object, or has a secret", () => {
    const secret = JSON.stringify({ Password: { "!Environ": "DB_PASSWORD", fingerprint: "f".repeat(200) } });
    for (const values of [
      { DatasetSchema: '[{"name":"id"}]' },
      { DatasetSchema: columns("a") },
      { DatasetDescription: text },
      { Unknown: text },
      { PartitionKeys: text },
      { SkipRowCount: secret },
      { SkipRowCount: secret.replace("!Environ", "!Secret") },
      { DatasetSchema: "as in inputs: ".repeat(20) },
    ]) {
      assert.deepEqual(withStandIns(type, values, values), values);
    }
    assert.deepEqual(withStandIns(Dataflow, { DataflowConfig: text }, { DataflowConfig: text }), {
      DataflowConfig: text,
    });
    assert.deepEqual(withStandIns(Parameter, { ParameterValue: text }, { ParameterValue: text }), {
      ParameterValue: text,
    });
  });

  it("are resolved from their inputs, which mean the same even if their wording has changed", () => {
    const outputs = { DatasetName: "x", DatasetSchema: digest(text) };
    assert.deepEqual(resolveStandIns(type, outputs, { DatasetSchema }), { DatasetName: "x", DatasetSchema });
    assert.deepEqual(wholeOutputs(urn, { inputs: { DatasetSchema: other }, outputs }), {
      DatasetName: "x",
      DatasetSchema: other,
    });
    assert.deepEqual(unpackedOf(urn, { inputs: { DatasetSchema }, outputs }), {
      inputs: { DatasetSchema: columns("a") },
      outputs: { DatasetName: "x", DatasetSchema: columns("a") },
    });
  });

  it("stay unchanged if an earlier version wrote them, or for resources that are not Amorphic's", () => {
    const earlier = { DatasetSchema: other };
    assert.deepEqual(resolveStandIns(type, earlier, { DatasetSchema }), earlier);
    const stack = "urn:pulumi:dev::amorphic::pulumi:pulumi:Stack::amorphic-dev";
    const values = { inputs: { DatasetSchema }, outputs: { DatasetSchema: digest(text) } };
    assert.deepEqual(unpackedOf(stack, values), values);
    assert.deepEqual(wholeOutputs(stack, values), values.outputs);
  });

  it("do not mistake an author's text for a stand-in", () => {
    const values = { DatasetDescription: digest(text), DatasetSchema: `${digest(text)}.` };
    assert.deepEqual(resolveStandIns(type, values, { DatasetDescription: "x", DatasetSchema }), values);
  });

  it("omit stand-ins that cannot be resolved, unless the value returns in the same wording", () => {
    const outputs = { DatasetName: "x", DatasetSchema: digest(text) };
    assert.deepEqual(withoutUnresolved(type, outputs, {}), { DatasetName: "x" });
    assert.deepEqual(withoutUnresolved(type, outputs, { DatasetSchema: other }), { DatasetName: "x" });
    assert.deepEqual(withoutUnresolved(type, outputs, { DatasetSchema }), { DatasetName: "x", DatasetSchema });
  });
});

describe("The result of a refresh", () => {
  const answer = (recorded: object, inputs: object, live: object) => {
    const olds = resolveStandIns(type, { ...recorded }, { ...inputs });
    return asRecorded(type, { ...recorded }, olds, { inputs: { ...live }, props: { ...live, DatasetId: "1" } });
  };

  it("is as recorded if nothing differs, also from an earlier version or in another wording", () => {
    const live = { DatasetSchema: text };
    for (const recorded of [digest(text), digest(other), text]) {
      assert.deepEqual(answer({ DatasetSchema: recorded }, live, live), {
        inputs: live,
        props: { DatasetSchema: recorded, DatasetId: "1" },
        uncompared: [],
      });
    }
  });

  it("contains in full what differs", () => {
    const live = { DatasetSchema: other };
    assert.deepEqual(answer({ DatasetSchema: digest(text) }, { DatasetSchema: text }, live), {
      inputs: live,
      props: { ...live, DatasetId: "1" },
      uncompared: [],
    });
  });

  it("without inputs is as recorded if the digest matches, and is otherwise marked as not compared", () => {
    const recorded = { DatasetSchema: digest(text) };
    assert.deepEqual(answer(recorded, {}, { DatasetSchema: text }), {
      inputs: { DatasetSchema: text },
      props: { ...recorded, DatasetId: "1" },
      uncompared: [],
    });
    for (const live of [other, digest(text)]) {
      assert.deepEqual(answer(recorded, {}, { DatasetSchema: live }), {
        inputs: {},
        props: { ...recorded, DatasetId: "1" },
        uncompared: ["DatasetSchema"],
      });
    }
  });
});
