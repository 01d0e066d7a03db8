import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { definitionRules } from "../../../commands/scan/definitions/rules";
import { toSarif } from "../../../commands/scan/sarif";
import { toLines } from "../../../commands/scan/text";
import { Repository } from "./repository";

const block = (Type: string, Properties: object, more: object = {}) => ({ rX: { Type, Properties, ...more } });
const source = (config: object) => block("Datasource", { DatasourceConfig: config });
const url = (JdbcURL: string) => source({ JdbcURL });
const share = (Share: object) => block("Dataset", {}, { Share });

/** By rule: definitions in which it finds something, and definitions that it leaves alone. */
const CASES: Readonly<Record<string, { found: readonly object[]; fine: readonly object[] }>> = {
  "literal-secret": {
    found: [
      source({ Password: "pl4nted" }),
      source({ Nested: [{ clientSecret: "pl4nted" }] }),
      block("Job", { DefaultArguments: { "--db_password": "pl4nted" } }),
      block("NoSuchType", { ApiKey: "pl4nted" }),
      block("Parameter", { ParameterType: "securestring", ParameterValue: "pl4nted" }),
    ],
    fine: [
      source({ Password: { "!Environ": "PW" } }),
      source({ Password: { "!Secret": "db#password" } }),
      source({ Password: "" }),
      block("Parameter", { ParameterType: "String", ParameterValue: "x" }),
      source({ Password: "********" }),
      source({
        SecretArn: "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        TokenUrl: "https://x.test",
        PasswordLength: 12,
      }),
      block("Dataset", { DatasetSchema: [{ name: "password", type: "varchar" }], Description: "password: see wiki" }),
    ],
  },
  "secret-in-url": {
    found: [
      url("jdbc:oracle:thin:@tcps://db:1521/x?user=u&password=pl4nted"),
      source({ Url: "https://u:pl4nted@x.test" }),
    ],
    fine: [url("jdbc:oracle:thin:@tcps://db:1521/x"), source({ Url: "https://x.test/a:b@c" })],
  },
  "secret-argument": {
    found: [
      block("Job", { DefaultArguments: { "--token": { "!Secret": "t" } } }),
      block("Job", { DefaultArguments: { "--api-key": { "!Environ": "K" } } }),
    ],
    fine: [
      block("Job", { DefaultArguments: { "--secret_name": { "!Environ": "N" } } }),
      source({ Token: { "!Environ": "T" } }),
    ],
  },
  "public-database": {
    found: [
      source({ PublicAccessibility: "yes" }),
      source({ PublicAccessibility: true }),
      block("Dataflow", { DataflowConfig: { PubliclyAccessibleInstance: true } }),
    ],
    fine: [source({ PublicAccessibility: "no" }), source({ PublicAccessibility: false })],
  },
  "unencrypted-jdbc": {
    found: [
      url("jdbc:postgresql://db/shop"),
      url("jdbc:postgresql://db/shop?sslmode=prefer"),
      url("jdbc:mysql://db/shop?useSSL=false"),
      url("jdbc:sqlserver://db;databaseName=shop;encrypt=false"),
      url("jdbc:oracle:thin:@db:1521:shop"),
      url("jdbc:redshift://db/shop"),
    ],
    fine: [
      url("jdbc:postgresql://db/shop?sslmode=verify-full"),
      url("jdbc:mysql://db/shop?sslMode=VERIFY_IDENTITY"),
      url("jdbc:sqlserver://db;encrypt=true"),
      url("jdbc:oracle:thin:@tcps://db:1521/x"),
      url("jdbc:unheard-of://db"),
    ],
  },
  "plain-http": {
    found: [source({ ApiUrl: "http://api.test/v1" })],
    fine: [source({ ApiUrl: "https://api.test/v1" }), source({ ApiUrl: "http://localhost:8080" })],
  },
  "wildcard-share": {
    found: [
      share({ Owner: { Users: ["*"] } }),
      share({ ReadOnly: { Tags: ["team#*"] } }),
      share({ ReadOnly: { Users: [{ User: "*" }] } }),
    ],
    fine: [share({ ReadOnly: { Users: ["jane"], Tags: ["team#sales"] } })],
  },
  "wildcard-role": {
    found: [
      block("Role", { RolePermissions: ["datasets.view", "*"] }),
      block("Role", { RolePermissions: ["datasets.*"] }),
    ],
    fine: [block("Role", { RolePermissions: ["datasets.fullaccess"] })],
  },
  "file-outside": {
    found: [
      block("Job", {}, { Artifacts: { Script: "/etc/passwd" } }),
      block("Job", {}, { Artifacts: { Script: "../../other/job.py" } }),
      block("SharedLibraries", {}, { Artifacts: { Library: ["C:\\lib.py"] } }),
      block("Job", {}, { Artifacts: { Script: "link.py" } }),
    ],
    fine: [
      block("Job", {}, { Artifacts: { Script: "resources/job.py" } }),
      block("Job", {}, { Artifacts: { Script: "../job.py" } }),
    ],
  },
};

describe("the rules for definitions", () => {
  const found = async (definition: object): Promise<string[]> => {
    const repository = new Repository({ "resources/a.json": definition, "job.py": "", "resources/job.py": "" });
    symlinkSync("/etc/hostname", join(repository.directory, "resources/link.py"));
    try {
      const scan = await repository.scan(["definitions"]);
      const all = JSON.stringify([toSarif(scan), toLines(scan)]);
      assert.equal(all.includes("pl4nted"), false, "a secret is shown");
      assert.deepEqual(scan.runs[0]?.failures, []);
      return scan.runs.flatMap(({ findings }) => findings.map(({ rule }) => rule.id));
    } finally {
      repository.remove();
    }
  };

  it("all have test cases here", () => {
    assert.deepEqual(definitionRules.map(({ id }) => id).sort(), Object.keys(CASES).sort());
  });

  for (const [rule, cases] of Object.entries(CASES)) {
    it(`detect ${rule}, and leave harmless definitions alone`, async () => {
      for (const definition of cases.found)
        assert.deepEqual(await found(definition), [rule], JSON.stringify(definition));
      for (const definition of cases.fine) assert.deepEqual(await found(definition), [], JSON.stringify(definition));
    });
  }

  it("see both values of a duplicate key, and definitions behind a link", async () => {
    const repository = new Repository({
      "resources/twice.json": '{"rX":{"Type":"Role","Properties":{"ApiKey":"pl4nted","ApiKey":{"!Environ":"K"}}}}',
      "shared/linked.json": source({ Password: "pl4nted" }),
    });
    symlinkSync("../shared", join(repository.directory, "resources/link"));
    const scan = await repository.scan(["definitions"]);
    assert.deepEqual(
      scan.runs.map(({ files, failures, findings }) => ({ files, failures, found: findings.map(({ file }) => file) })),
      [{ files: 2, failures: [], found: ["resources/link/linked.json", "resources/twice.json"] }],
    );
    repository.remove();
  });

  it("use the project's corrections of the catalog, and report mistakes in them", async () => {
    const repository = new Repository({
      "resources/a.json": block("Datasource", { Passcheck: "pl4nted" }),
      "amorphic.catalog.json": { Datasource: { fields: { Passcheck: { type: "string", secret: true } } } },
    });
    const lines = async () => toLines(await repository.scan(["definitions"]));
    assert.match((await lines())[0] ?? "", /literal-secret "Passcheck" of "rX" contains a secret in plain text$/);
    repository.write("amorphic.catalog.json", { Datasource: { feilds: {} } });
    assert.match((await lines())[0] ?? "", /^not run: definitions: The corrections of the catalog have mistakes:/);
    repository.remove();
  });

  it("report positions, also in central sharing, and name what could not be read", async () => {
    const repository = new Repository({
      "resources/a.json": source({ Password: "pl4nted", PublicAccessibility: "yes" }),
      "resources/broken.json": '{"rB": {',
      "access-management/dev/all.json": { rX: { ReadOnly: { Users: ["jane", "*"] } } },
    });
    assert.deepEqual(toLines(await repository.scan(["definitions"])), [
      'access-management/dev/all.json:6:9: high definitions/wildcard-share "Share.ReadOnly.Users[1]" of "rX" gives access to everybody',
      'resources/a.json:6:21: critical definitions/literal-secret "DatasourceConfig.Password" of "rX" contains a secret in plain text',
      'resources/a.json:7:32: high definitions/public-database "DatasourceConfig.PublicAccessibility" of "rX" makes the database reachable from the Internet',
      'not run: definitions: resources/broken.json:1:9: the file ends, but the "{" at 1:8 is not closed; close it',
      "Scan: 1 critical, 2 high, 0 medium, 0 low; 0 scanners ran, 1 did not",
    ]);
    repository.remove();
  });
});
