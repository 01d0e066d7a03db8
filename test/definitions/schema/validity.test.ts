import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { catalog } from "../../../providers/catalog";
import { Tag } from "../../../providers/catalog/tag";
import { accessSchema, definitionsSchema, problemsSchema } from "../../../providers/definitions/schema";
import { dataset, domain, job, load, makeRepository, type Files } from "../support";

const REPOSITORY = resolve(__dirname, "../../..");

// VS Code's own keywords are not part of the standard.
const ajv = new Ajv({ strict: false, allErrors: true, ownProperties: true });
const former = { ...Tag, name: "Mapping", formerNames: ["OldMapping"] };
const definitions = ajv.compile(definitionsSchema(new Map([...catalog, ["Mapping", former]])));
const access = ajv.compile(accessSchema());
const problems = ajv.compile(problemsSchema());

/** Where a value is wrong, as JSON pointers. */
function wrong(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))];
}

const parameter = (ParameterType: unknown, ParameterValue: unknown): Files => ({
  Type: "Parameter",
  Properties: { ParameterKey: "p", ParameterType, ParameterValue },
});

const source = (config: unknown, more: Files = {}): Files => ({
  Type: "Datasource",
  Properties: { DatasourceName: "s", DatasourceType: "jdbc", DatasourceConfig: config, ...more },
});

describe("The schema of definitions", () => {
  it("accepts the sample project", () => {
    const project = load(REPOSITORY, { environment: { SALES_DB_USERNAME: "u", SALES_DB_PASSWORD: "p" } });
    const files = [...new Set(project.definitions.map(({ file }) => file))];
    assert.ok(files.length > 4);
    for (const file of files) {
      assert.deepEqual(wrong(definitions, JSON.parse(readFileSync(join(REPOSITORY, file), "utf8"))), [], file);
    }
  });

  const good: [string, Files][] = [
    ["every key of a block", domain({}, { Artifacts: {}, RenamedFrom: ["rOld"], Share: { Owner: { Users: ["u"] } } })],
    [
      "allowed values in any case",
      dataset({ FileType: "CSV", TargetLocation: "S3Athena", TableUpdate: "Latest Record" }),
    ],
    ["unknown properties", dataset({ New: { Deep: [{ "!DependsOn": "rA.B" }, null] } })],
    [
      "functions for all kinds of values",
      dataset({ FileType: { "!Environ": "X" }, DatasetSchema: { "!Secret": "x#y" }, Keywords: [{ "!Environ": "X" }] }),
    ],
    [
      "!Environ and !DependsOn for names",
      dataset({ DatasetName: { "!Environ": "X" }, Domain: { "!DependsOn": "r.b.C" } }),
    ],
    [
      "secrets",
      source({
        Password: { "!Environ": "X" },
        Token: { "!Secret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x#k" },
        Url: 1,
      }),
    ],
    ["a secret in a parameter", parameter("SecureString", { "!Secret": "x" })],
    ["a literal in a parameter that is not a secret", parameter("String", "x")],
    ["a literal in a parameter whose type is unknown", parameter({ "!Environ": "T" }, "x")],
    ["a list of one path where one path is expected", job({ Script: ["x.py"] })],
    [
      "a former name of a type",
      { Type: "OldMapping", Properties: { TagKey: "k", TagValue: { "!DependsOn": "rRole.RoleId" } } },
    ],
  ];
  for (const [what, block] of good) {
    it(`accepts ${what}`, () => assert.deepEqual(wrong(definitions, { $schema: "x", rA: block }), []));
  }

  const bad: [string, unknown, string][] = [
    ["a block that is not an object", "x", ""],
    ["an unknown type", { Type: "Datset", Properties: {} }, "/Type"],
    ["a block without properties", { Type: "Tag" }, ""],
    ["an unknown key of a block", domain({}, { DependsOn: [] }), ""],
    ["a reserved property", domain({ id: "x" }), "/Properties/id"],
    ["a missing property", { Type: "Tag", Properties: { TagKey: "k" } }, "/Properties"],
    ["a wrong JSON type", domain({ DisplayName: 1 }), "/Properties/DisplayName"],
    ["a value that is not allowed", dataset({ FileType: "doc" }), "/Properties/FileType"],
    ["a literal secret", source({ Password: "hunter2" }), "/Properties/DatasourceConfig/Password"],
    ["a literal in a parameter that is a secret", parameter("secureSTRING", "hunter2"), "/Properties/ParameterValue"],
    ["a secret for a name", source({}, { DatasourceName: { "!Secret": "x" } }), "/Properties/DatasourceName"],
    ["an unknown function", domain({ X: [{ "!GetAtt": "x" }] }), "/Properties/X/0"],
    ["a function with other keys", domain({ X: { "!Environ": "x", Y: 1 } }), "/Properties/X"],
    ["an empty variable", domain({ X: { "!Environ": "" } }), "/Properties/X/!Environ"],
    ["a reference without an attribute", domain({ X: { "!DependsOn": "rA" } }), "/Properties/X/!DependsOn"],
    ["a broken ARN", domain({ X: { "!Secret": "arn:aws:ssm" } }), "/Properties/X/!Secret"],
    ["a column without a name", dataset({ DatasetSchema: [{ type: "int" }] }), "/Properties/DatasetSchema/0"],
    ["an unknown artifact", job({ Skript: "x" }), "/Artifacts"],
    ["two scripts", job({ Script: ["x", "y"] }), "/Artifacts/Script"],
    [
      "a share for a type that cannot be shared",
      { Type: "Tag", Properties: { TagKey: "k", TagValue: "v" }, Share: {} },
      "/Share",
    ],
    ["an unknown access level", domain({}, { Share: { owner: {} } }), "/Share"],
    ["a tag without a value", domain({}, { Share: { Owner: { Tags: ["x"] } } }), "/Share/Owner/Tags/0"],
    ["a secret as a user", domain({}, { Share: { Owner: { Users: [{ "!Secret": "x" }] } } }), "/Share/Owner/Users/0"],
  ];
  for (const [what, block, place] of bad) {
    it(`rejects ${what}, as the tool does`, () => {
      const places = wrong(definitions, { rA: block });
      assert.ok(places.includes(`/rA${place}`), places.join(" "));
      const { problems } = load({ "resources/a.json": { rA: block } });
      assert.ok(problems.some(({ severity }) => severity === "error"));
    });
  }

  it("rejects an empty logical id", () => assert.deepEqual(wrong(definitions, { "": domain() }), [""]));

  for (const type of catalog.values()) {
    it(`has all properties of ${type.name}, and requires the required ones`, () => {
      interface Keys {
        properties: object;
        required?: string[];
      }
      const parts = definitionsSchema(catalog).definitions as Record<
        string,
        { properties: { Properties: Keys | { allOf: [Keys] } } }
      >;
      const written = parts[type.name]!.properties.Properties;
      const { properties, required = [] } = "allOf" in written ? written.allOf[0] : written;
      const known = Object.entries(properties).filter(([, schema]) => schema !== false);
      assert.deepEqual(
        known.map(([name]) => name),
        Object.keys(type.fields),
      );
      assert.deepEqual(
        required,
        Object.keys(type.fields).filter((name) => type.fields[name]?.required),
      );
    });
  }
});

describe("The schema of central sharing", () => {
  it("accepts shares by logical id, and nothing else", () => {
    const share = { Owner: { Users: ["u", { "!Environ": "U" }], Tags: [{ Tag: "a#b", Until: 2030 }] }, ReadOnly: {} };
    assert.deepEqual(wrong(access, { $schema: "x", rA: share, rB: {} }), []);
    assert.deepEqual(wrong(access, { rA: [], rB: { Owner: { Groups: [] } } }), ["/rA", "/rB/Owner"]);
    for (const grantee of [1, "", { Users: "u" }, { User: "u", Tag: "a#b" }, { "!Enviorn": "U" }]) {
      assert.notDeepEqual(wrong(access, { rA: { Owner: { Users: [grantee] } } }), []);
    }
  });
});

describe("The schema of problems", () => {
  it("accepts real problems, but none with a missing or an extra key or an invalid line", () => {
    const repository = makeRepository({
      "resources/a.json": { rA: { Type: "Tga" }, rB: domain() },
      "resources/b.json": "",
    });
    const found = load(repository).problems;
    assert.ok(found.length > 2);
    assert.deepEqual(wrong(problems, found), []);
    const { message: _, ...cut } = found[0]!;
    assert.deepEqual(wrong(problems, [cut]), ["/0"]);
    assert.deepEqual(wrong(problems, [{ ...found[0], more: 1 }]), ["/0"]);
    assert.deepEqual(wrong(problems, [{ ...found[0], line: 0 }]), ["/0/line"]);
  });
});
