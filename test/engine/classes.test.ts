import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { catalog } from "../../providers/catalog";
import { checkProperties } from "../../providers/catalog/check";
import {
  Dataset,
  type DatasetArgs,
  Datasource,
  type DatasourceArgs,
  type JobArgs,
} from "../../providers/engine/classes";
import type { AmorphicResource, CommonArgs } from "../../providers/engine/resource";

/** `tsc` compiles this file, and fails if a line below `@ts-expect-error` compiles. */
describe("The arguments of a class", () => {
  const secret = { "!Secret": "shop#password" };
  const later = pulumi.output("later");

  let registered: Record<string, unknown> = {};
  before(() =>
    pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ name, inputs }) => {
        registered = inputs as Record<string, unknown>;
        return { id: name, state: registered };
      },
    }),
  );
  const isRegistered = ({ urn }: AmorphicResource) => new Promise((resolve) => urn.apply(resolve));

  /** Where the same check at run time finds errors. */
  const refused = (type: string, args: readonly object[]) => {
    const isFunction = (value: unknown) => pulumi.Output.isInstance(value) || value === secret;
    const found = catalog.get(type);
    assert.ok(found);
    return args.map((each) =>
      checkProperties(found, { ...each }, isFunction)
        .filter(({ code, severity }) => severity === "error" && code !== "MISSING_PROPERTY")
        .map(({ path }) => path.join(".")),
    );
  };

  it("may be values, outputs or references at any depth, with other keys and other spellings", () => {
    const datasets: Partial<DatasetArgs>[] = [
      { FileType: "CSV", TargetLocation: "s3athena", TableUpdate: later, DatasourceType: secret },
      { DatasetSchema: [{ name: "id", type: "bigint", comment: "another key" }] },
      { DatasetSchema: [{ name: later, type: secret, is_not_null: pulumi.output(true) }] },
      { DatasetSchema: [pulumi.output({ name: "id", type: "bigint" })] },
      { DatasetSchema: pulumi.output([{ name: "id", type: "bigint" }]) },
      { Keywords: ["orders", later, secret] },
    ];
    const datasources: Partial<DatasourceArgs>[] = [
      { DatasourceConfig: { JdbcURL: later, Username: secret, Password: pulumi.secret("value") } },
      { DatasourceConfig: secret },
    ];
    const jobs: Partial<JobArgs>[] = [
      { IsDataLineageEnabled: "yes", DatasetAccess: { Owner: [], ReadOnly: [{ DatasetId: later }] } },
    ];
    for (const [type, args] of Object.entries({ Dataset: datasets, Datasource: datasources, Job: jobs })) {
      assert.deepEqual(
        refused(type, args).filter((paths) => paths.length > 0),
        [],
      );
    }
  });

  it("may be the outputs of another resource", async () => {
    const DatasourceConfig = { JdbcURL: "jdbc:postgresql://shop.example.test", Password: secret };
    const one = new Datasource("a", { DatasourceName: "a", DatasourceType: "jdbc", DatasourceConfig });
    await isRegistered(
      new Datasource("b", { DatasourceName: "b", DatasourceType: "jdbc", DatasourceConfig: one.DatasourceConfig }),
    );
    assert.deepEqual(registered["DatasourceConfig"], DatasourceConfig);
  });

  it("do not compile if the run would refuse them", () => {
    const datasets: Partial<DatasetArgs>[] = [
      // @ts-expect-error a number, not text
      { FileType: 1 },
      // @ts-expect-error an object, not a list
      { DatasetSchema: { name: "id", type: "bigint" } },
      // @ts-expect-error texts, not columns
      { DatasetSchema: ["id"] },
      // @ts-expect-error a number in a column
      { DatasetSchema: [{ name: 1, type: "bigint" }] },
      // @ts-expect-error text for a boolean, after a column that is an output
      { DatasetSchema: [pulumi.output({ name: "id", type: "bigint" }), { name: "b", type: "int", is_not_null: "no" }] },
      // @ts-expect-error a number in a list
      { Keywords: ["orders", 1] },
    ];
    assert.deepEqual(refused("Dataset", datasets), [
      ...[["FileType"], ["DatasetSchema"], ["DatasetSchema.0"], ["DatasetSchema.0.name"]],
      ...[["DatasetSchema.1.is_not_null"], ["Keywords.1"]],
    ]);
    const jobs: Partial<JobArgs>[] = [
      // @ts-expect-error a list, not an object
      { DomainAccess: ["sales"] },
      // @ts-expect-error text, not a list, in an object
      { DatasetAccess: { ReadOnly: "orders" } },
    ];
    assert.deepEqual(refused("Job", jobs), [["DomainAccess"], ["DatasetAccess.ReadOnly"]]);
  });

  it("do not compile if a column lacks a key that the catalog requires", () => {
    const DatasetSchema: DatasetArgs["DatasetSchema"][] = [
      // @ts-expect-error without a type
      [{ name: "id" }],
      // @ts-expect-error with a typo in type
      [{ name: "id", typ: "bigint" }],
      // @ts-expect-error an output without a type
      pulumi.output([{ name: "id" }]),
    ];
    assert.equal(DatasetSchema.length, 3);
  });

  it("grant access, with inputs at any depth; what is no grant does not compile", async () => {
    const jane = { AccessType: "owner", GranteeType: "user", Grantee: "jane", Note: "another key" } as const;
    const right = [
      jane,
      pulumi.output(jane),
      { ...jane, Grantee: later, AccessType: pulumi.output("editor" as const) },
    ];
    const dataset = new Dataset("rOrders", {
      ...{ DatasetName: "orders", Domain: "sales", DatasourceType: "api", FileType: "csv" },
      ...{ TargetLocation: "s3athena", TableUpdate: "append" },
      Grants: right,
    });
    await isRegistered(dataset);
    assert.deepEqual(registered["grants"], [jane, jane, { ...jane, Grantee: "later", AccessType: "editor" }]);

    const wrong: CommonArgs["Grants"][] = [
      // @ts-expect-error no such level of access
      [{ ...jane, AccessType: "writer" }],
      // @ts-expect-error no such kind of grantee
      [{ ...jane, GranteeType: "group" }],
      // @ts-expect-error a number, not a name
      [{ ...jane, Grantee: 1 }],
      // @ts-expect-error without a grantee
      [{ AccessType: "owner", GranteeType: "user" }],
    ];
    assert.equal(wrong.length, 4);
  });
});
