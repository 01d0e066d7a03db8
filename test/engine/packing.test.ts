import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Dataset as type } from "../../providers/catalog/dataset";
import { Parameter } from "../../providers/catalog/parameter";
import { Dataset } from "../../providers/engine/classes/dataset";
import { packed, packedLike, unpacked } from "../../providers/engine/packing";

const columns = [
  { name: "id", type: "bigint" },
  { name: 'a "b"\n', type: "double" },
];

describe("What passes the engine", () => {
  it("is JSON text where the catalog has a list or an object, and comes back as it was", () => {
    const values = {
      DatasetName: "orders",
      DatasetSchema: columns,
      SkipRowCount: { header: 1 },
      Keywords: [],
      DataClassification: null,
      SkipTrash: true,
      logicalId: "rOrders",
    };
    const passed = packed(type, values);
    assert.deepEqual(passed, {
      ...values,
      DatasetSchema: JSON.stringify(columns),
      SkipRowCount: '{"header":1}',
      Keywords: "[]",
    });
    assert.deepEqual(unpacked(type, passed), values);
  });

  it("stays as it is where the engine must look into it: outputs, promises and assets, however deep", () => {
    for (const inner of [
      pulumi.output("a"),
      pulumi.secret("b"),
      Promise.resolve("c"),
      new pulumi.asset.StringAsset(""),
    ]) {
      const DatasetSchema = [{ name: inner }];
      assert.equal(packed(type, { DatasetSchema })["DatasetSchema"], DatasetSchema);
    }
  });

  it("stays as it is where the catalog knows of no list or object, or of a text as well", () => {
    assert.deepEqual(packed(type, { Other: [1] }), { Other: [1] });
    assert.deepEqual(packed(Parameter, { ParameterValue: ["a"] }), { ParameterValue: ["a"] });
    assert.deepEqual(unpacked(Parameter, { ParameterValue: '["a"]' }), { ParameterValue: '["a"]' });
    assert.deepEqual(unpacked(type, { DatasetDescription: "[1]", Other: "{}" }), {
      DatasetDescription: "[1]",
      Other: "{}",
    });
  });

  it("is left alone where a text is none of ours", () => {
    const odd = { DatasetSchema: "[1", Keywords: "a", SkipRowCount: pulumi.runtime.unknownValue };
    assert.deepEqual(unpacked(type, odd), odd);
  });

  it("is answered in the form in which it was asked, so that what could be secret in it stays marked as such", () => {
    const answer = { DatasetSchema: columns, Keywords: ["a"], DatasetName: "x" };
    assert.deepEqual(packedLike(type, { DatasetSchema: "[]", Keywords: [] }, answer), {
      ...answer,
      DatasetSchema: JSON.stringify(columns),
    });
    assert.deepEqual(packedLike(type, {}, answer), answer);
  });

  it("is a list again to a program that asks a resource for it", async () => {
    const registered: Record<string, unknown>[] = [];
    await pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ name, inputs }) => {
        registered.push(inputs as Record<string, unknown>);
        return { id: name, state: inputs as object };
      },
    });
    const dataset = new Dataset("rOrders", {
      ...{ DatasetName: "orders", Domain: "sales", DatasourceType: "api", FileType: "csv" },
      ...{ TargetLocation: "s3athena", TableUpdate: "append", DatasetSchema: columns },
    });
    const told = await new Promise((resolve) =>
      pulumi.all([dataset.DatasetSchema, dataset.DatasetName]).apply((values) => resolve(values)),
    );
    assert.deepEqual(told, [columns, "orders"]);
    assert.equal(registered[0]?.["DatasetSchema"], JSON.stringify(columns));
  });
});
