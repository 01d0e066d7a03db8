import assert from "node:assert/strict";
import { compose } from "../../../../commands/import/write/compose";
import type { Live } from "../../../../commands/import/write/object";
import type { JsonObject } from "../../../../providers/client/api";
import { dataset, domain, live, NOTHING_TAKEN } from "./objects";

const composed = (objects: Live[], context = NOTHING_TAKEN) => compose(objects, context);

/** The properties of the only object of its type. */
function propertiesOf(type: string, objects: Live[]): JsonObject {
  const [found] = composed(objects).composed.filter(({ live }) => live.type.name === type);
  assert.ok(found);
  return found.block["Properties"] as JsonObject;
}

const WORDS = { DatasourceType: "api", FileType: "csv", TargetLocation: "s3athena", TableUpdate: "append" };
const GIVEN = { DatasetName: "orders", Domain: "sales", ...WORDS };

describe("A written definition", () => {
  it("leaves out what Amorphic owns, fills in or leaves empty, and has the catalog's words and order", () => {
    const made = dataset("sales", "orders", {
      CreatedBy: "jane",
      RegistrationStatus: "completed",
      Keywords: [],
      DatasetDescription: "",
      LifeCyclePolicyStatus: "disabled",
      DatasetType: null,
      SkipFileHeader: false,
      SerDe: "",
    });
    const properties = propertiesOf("Dataset", [made]);
    assert.deepEqual(properties, { ...GIVEN, SkipFileHeader: false });
    assert.deepEqual(Object.keys(properties).slice(0, 3), ["DatasetName", "Domain", "DatasourceType"]);
  });

  it("has numbers and booleans where the platform shows their texts", () => {
    const shown = {
      SkipFileHeader: "True",
      IsDataCleanupEnabled: "no",
      DatasetSchema: [{ name: "a", type: "int", is_not_null: "yes" }],
    };
    const written = {
      SkipFileHeader: true,
      IsDataCleanupEnabled: false,
      DatasetSchema: [{ name: "a", type: "int", is_not_null: true }],
    };
    assert.deepEqual(propertiesOf("Dataset", [dataset("sales", "orders", shown)]), { ...GIVEN, ...written });
    const odd = composed([dataset("sales", "orders", { SkipFileHeader: "maybe" })]).notes;
    assert.match(odd[0]?.reason ?? "", /"SkipFileHeader" is a string, but must be a boolean/);
  });

  it("does not depend on the order in which the platform lists objects", () => {
    const DatasetSchema = [
      { type: "int", name: "z" },
      { name: "a", type: "int" },
    ];
    const one = [
      domain("b"),
      domain("a"),
      dataset("a", "day", { Keywords: ["y", "x"], DatasetSchema, SkipRowCount: { header: 1, footer: 0 } }),
    ];
    const other = [
      dataset("a", "day", { SkipRowCount: { footer: 0, header: 1 }, DatasetSchema, Keywords: ["x", "y"] }),
      domain("a"),
      domain("b"),
    ];
    const text = (objects: Live[]) =>
      JSON.stringify(composed(objects).composed.map(({ names, block }) => [names, block]));
    assert.equal(text(one), text(other));
    assert.match(text(one), /"DatasetSchema":\[\{"name":"z","type":"int"\},\{"name":"a".*"Keywords":\["x","y"\]/);
  });

  it("refers to what else is written: by id anywhere, by name where the catalog says so or beside an id", () => {
    const orders = dataset("sales", "orders");
    const job = live("Job", {
      JobName: "sales",
      ETLJobType: "spark",
      DefaultArguments: { "--id": orders.id, "--name": "orders", "--domain": "sales" },
      DatasetAccess: { Owner: [{ DatasetId: orders.id, DatasetName: "orders" }], ReadOnly: [] },
      ParameterAccess: ["p", "SYSTEM.X"],
    });
    const parameter = live("Parameter", { ParameterKey: "p", ParameterType: "string", ParameterValue: "sales" });
    const all = [orders, job, parameter, domain("sales")];
    assert.deepEqual(propertiesOf("Dataset", all)["Domain"], { "!DependsOn": "rDomainSales.DomainName" });
    const id = { "!DependsOn": "rDatasetSalesOrders.DatasetId" };
    assert.deepEqual(propertiesOf("Job", all), {
      JobName: "sales",
      ETLJobType: "spark",
      DefaultArguments: { "--domain": "sales", "--id": id, "--name": "orders" },
      DatasetAccess: {
        Owner: [{ DatasetId: id, DatasetName: { "!DependsOn": "rDatasetSalesOrders.DatasetName" } }],
        ReadOnly: [],
      },
      ParameterAccess: ["SYSTEM.X", { "!DependsOn": "rParameterP.ParameterKey" }],
    });
    assert.equal((propertiesOf("Job", [job])["DefaultArguments"] as JsonObject)["--id"], orders.id);
  });

  it("refers to what was already defined, and never in a circle", () => {
    const sales = domain("sales");
    const defined = [{ ...sales, logicalId: "rMine" }];
    const [made] = composed([dataset("sales", "orders")], { ...NOTHING_TAKEN, defined } as never).composed;
    assert.deepEqual((made?.block["Properties"] as JsonObject)["Domain"], { "!DependsOn": "rMine.DomainName" });

    const [a, b] = [live("Job", { JobName: "job_a" }), live("Job", { JobName: "job_b" })];
    const withArgument = (job: Live, value: string): Live => ({
      ...job,
      object: { ...job.object, ETLJobType: "spark", DefaultArguments: { next: value } },
    });
    const blocks = composed([withArgument(a, b.id), withArgument(b, a.id)]).composed;
    assert.deepEqual(
      blocks.map(({ block }) => ((block["Properties"] as JsonObject)["DefaultArguments"] as JsonObject)["next"]),
      [{ "!DependsOn": "rJobJobB.Id" }, a.id],
    );
  });

  it("recognizes short ids only under their own key", () => {
    const orders = { ...dataset("sales", "orders"), id: "7" };
    const job = live("Job", { JobName: "j", ETLJobType: "spark", DefaultArguments: { n: "7", DatasetId: "7" } });
    assert.deepEqual(propertiesOf("Job", [orders, job])["DefaultArguments"], {
      DatasetId: { "!DependsOn": "rDatasetSalesOrders.DatasetId" },
      n: "7",
    });
  });

  it("takes every credential from a variable: known ones, masked ones, and what looks like one", () => {
    const objects = [
      live("Datasource", {
        DatasourceName: "erp",
        DatasourceType: "jdbc",
        DatasourceConfig: {
          Username: "in the clear",
          Password: "",
          Url: "jdbc:x://h;user=u;password=p",
          Other: "*****",
        },
      }),
      live("Parameter", { ParameterKey: "p", ParameterType: "securestring", ParameterValue: "in the clear" }),
      live("Parameter", { ParameterKey: "db_password", ParameterType: "String", ParameterValue: "in the clear" }),
      live("Parameter", { ParameterKey: "db_password_url", ParameterType: "String", ParameterValue: "https://h/" }),
      live("Job", {
        JobName: "j",
        ETLJobType: "spark",
        DefaultArguments: {
          "--db-password": "p",
          "--url": "https://u:p@h/",
          "--all": "*",
          "--tokens_table": "t",
          "--n": 1,
        },
      }),
      live("View", {
        Domain: "d",
        ViewName: "v",
        ViewType: "Standard",
        TargetLocation: "athena",
        SqlStatement: "SELECT 1 WHERE token='x'",
      }),
    ];
    const { composed: blocks } = composed(objects);
    assert.deepEqual(blocks.flatMap(({ variables }) => variables.map(({ name, field }) => `${name} ${field}`)).sort(), [
      "DATASOURCE_ERP_OTHER DatasourceConfig.Other",
      "DATASOURCE_ERP_URL DatasourceConfig.Url",
      "DATASOURCE_ERP_USERNAME DatasourceConfig.Username",
      "JOB_J_DB_PASSWORD DefaultArguments.--db-password",
      "JOB_J_URL DefaultArguments.--url",
      "PARAMETER_DB_PASSWORD_PARAMETER_VALUE ParameterValue",
      "PARAMETER_P_PARAMETER_VALUE ParameterValue",
    ]);
    const written = JSON.stringify(blocks.map(({ block }) => block));
    assert.doesNotMatch(written, /in the clear|password=p|u:p@|\*\*|Password/);
    assert.match(
      written,
      /"--all":"\*","--db-password":\{"!Environ":"JOB_J_DB_PASSWORD"\},"--n":1,"--tokens_table":"t"/,
    );
  });

  it("is not created for an object that contains a function or is invalid, and nothing refers to it", () => {
    const hostile = domain("evil", { DomainDescription: "x" });
    const withFunction: Live = {
      ...hostile,
      object: { ...hostile.object, DisplayName: { "!Environ": "AWS_SECRET_ACCESS_KEY" } },
    };
    const odd = live("Domain", { DomainName: "odd", DisplayName: 7 });
    const { composed: blocks, notes } = composed([withFunction, odd, dataset("odd", "orders")]);
    assert.deepEqual(
      blocks.map(({ block }) => block["Properties"]),
      [{ ...GIVEN, Domain: "odd" }],
    );
    assert.deepEqual(
      notes.map(({ name, kind, reason }) => `${kind} ${name ?? ""}: ${reason}`),
      [
        'unclear evil: It contains the key "!Environ", which a definition would read as a function.',
        'unclear odd: It cannot be written as a definition: "DisplayName" is a number, but must be a string; write text in double quotes.',
      ],
    );
  });

  it("comes with notes on fields that are not in the catalog, and on access that cannot be expressed", () => {
    const grant = (AccessType: string, GranteeType: string, Grantee: string) => ({ AccessType, GranteeType, Grantee });
    const shared: Live = {
      ...domain("sales", { Colour: "red" }),
      grants: [
        grant("READ-ONLY", "User", "b"),
        grant("read-only", "user", "a"),
        grant("owner", "tag", "k#v"),
        grant("viewer", "user", "c"),
        grant("editor", "user", "a"),
      ],
    };
    const { composed: blocks, notes } = composed([shared]);
    assert.deepEqual(blocks[0]?.block["Share"], { Owner: { Tags: ["k#v"] }, ReadOnly: { Users: ["a", "b"] } });
    assert.deepEqual(
      notes.map(({ kind, reason }) => [kind, reason]),
      [
        ["incomplete", '"viewer" access of "user" "c" cannot be expressed in "Share", so it is left as it is.'],
        ["incomplete", '"editor" access of "user" "a" cannot be expressed in "Share", so it is left as it is.'],
        ["incomplete", 'Left out, as not in the catalog: "Colour".'],
      ],
    );
  });

  it("keeps required properties even if they are empty", () => {
    const role = live("Role", { RoleName: "r", RolePermissions: [], UsersAttached: [] });
    assert.deepEqual(propertiesOf("Role", [role]), { RoleName: "r", RolePermissions: [] });
  });
});
