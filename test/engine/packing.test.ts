import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Dataset as type } from "../../providers/catalog/dataset";
import { Parameter } from "../../providers/catalog/parameter";
import { Dataset } from "../../providers/engine/classes/dataset";
import { packed, packedLike, unpacked } from "../../providers/engine/packing";

const columns = [
  { name: "id", type: "bigint" },
  { name: 'a "b"\n', type: "double" },
];

describe("A value that passes through the engine", () => {
  it("is packed as JSON text if the catalog expects a list or an object, and is unpacked unchanged", () => {
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

  it("is not packed if it contains outputs, promises or assets at any depth, which the engine must see", () => {
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

  it("is not packed if the catalog expects no list or object there, or also allows a string", () => {
    assert.deepEqual(packed(type, { Other: [1] }), { Other: [1] });
    assert.deepEqual(packed(Parameter, { ParameterValue: ["a"] }), { ParameterValue: ["a"] });
    assert.deepEqual(unpacked(Parameter, { ParameterValue: '["a"]' }), { ParameterValue: '["a"]' });
    assert.deepEqual(unpacked(type, { DatasetDescription: "[1]", Other: "{}" }), {
      DatasetDescription: "[1]",
      Other: "{}",
    });
  });

  it("is not unpacked if it is not valid packed text", () => {
    const odd = { DatasetSchema: "[1", Keywords: "a", SkipRowCount: pulumi.runtime.unknownValue };
    assert.deepEqual(unpacked(type, odd), odd);
  });

  it("is returned in the form in which it was passed, so that secrets in it stay marked", () => {
    const answer = { DatasetSchema: columns, Keywords: ["a"], DatasetName: "x" };
    assert.deepEqual(packedLike(type, { DatasetSchema: "[]", Keywords: [] }, answer), {
      ...answer,
      DatasetSchema: JSON.stringify(columns),
    });
    assert.deepEqual(packedLike(type, {}, answer), answer);
  });

  describe("is a list again for a program that reads it from a resource", () => {
    /** What state contains, where it differs from what was registered. */
    let recorded: Record<string, unknown>;
    let registered: Record<string, unknown> | undefined;
    before(() =>
      pulumi.runtime.setMocks({
        call: () => ({}),
        newResource: ({ name, inputs }) => {
          registered = inputs as Record<string, unknown>;
          return { id: name, state: { ...registered, ...recorded } };
        },
      }),
    );
    const asked = (DatasetSchema: pulumi.Input<typeof columns>, options?: pulumi.CustomResourceOptions) => {
      const dataset = new Dataset(
        "rOrders",
        {
          ...{ DatasetName: "orders", Domain: "sales", DatasourceType: "api", FileType: "csv" },
          ...{ TargetLocation: "s3athena", TableUpdate: "append", DatasetSchema },
        },
        options,
      );
      const values = pulumi.all([dataset.DatasetSchema, dataset.DatasetName]);
      // The promise of an output is not part of its types.
      return (values as unknown as { promise(): Promise<unknown> }).promise();
    };
    const standIn = "as in inputs: 0123456789abcdef";

    it("if it was passed as text", async () => {
      recorded = {};
      assert.deepEqual(await asked(columns), [columns, "orders"]);
      assert.equal(registered?.["DatasetSchema"], JSON.stringify(columns));
    });

    it("if state has it only in the inputs: the program's own value is used", async () => {
      recorded = { DatasetSchema: standIn };
      assert.deepEqual(await asked(columns), [columns, "orders"]);
      // The previous run had it as a plain value, not as an output.
      assert.deepEqual(await asked(pulumi.output(columns)), [columns, "orders"]);
    });

    it("unless its changes are ignored and state has another value: that is an error", async () => {
      recorded = { DatasetSchema: standIn };
      for (const path of ["*", "DatasetSchema", "DatasetSchema[0].type"]) {
        await assert.rejects(asked(columns, { ignoreChanges: [path] }), {
          message:
            "DatasetSchema is not known to the program: its changes are ignored (ignoreChanges), so its " +
            "present value is only in the state. Write the value where it is used, or remove the property from ignoreChanges.",
        });
      }
      assert.deepEqual(await asked(columns, { ignoreChanges: ["DatasetName"] }), [columns, "orders"]);
      const digest = createHash("sha256").update(JSON.stringify(columns)).digest("hex").slice(0, 16);
      recorded = { DatasetSchema: `as in inputs: ${digest}` };
      assert.deepEqual(await asked(columns, { ignoreChanges: ["DatasetSchema"] }), [columns, "orders"]);
    });
  });
});
