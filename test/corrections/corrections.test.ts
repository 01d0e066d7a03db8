import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../providers/catalog";
import { CORRECTIONS_FILE, loadCatalog, projectCatalog } from "../../providers/corrections";
import { UserError } from "../../providers/errors";
import { dataset, domain, load, makeRepository } from "../definitions/support";

/** What is wrong with a file: place, code and message. */
function problemsOf(content: unknown): string[] {
  const directory = makeRepository();
  writeFileSync(join(directory, CORRECTIONS_FILE), typeof content === "string" ? content : JSON.stringify(content));
  const { catalog: made, problems } = loadCatalog(directory);
  if (problems.length > 0) assert.equal(made, catalog, "a faulty file corrects nothing");
  return problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

/** Corrections of one type, each with the beginning of the only problem that it has. */
const REFUSED: readonly [string, object, RegExp][] = [
  ["Domain", { raed: {} }, /UNKNOWN_KEY "raed" is not among the keys of type Domain \(did you mean "read"\?\)/],
  [
    "Domain",
    { fields: { DisplayNam: { immutable: true } } },
    /UNKNOWN_KEY "DisplayNam" .*"DisplayName".* needs a "type"$/,
  ],
  ["Domain", { keys: { DisplayNam: "x" } }, /UNKNOWN_KEY "DisplayNam" .*did you mean "DisplayName"/],
  ["Job", { steps: { uploadScrpt: {} } }, /UNKNOWN_KEY "uploadScrpt" .*did you mean "uploadScript"/],
  ["Job", { steps: { uploadScript: { linc: "x" } } }, /UNKNOWN_KEY "linc" .*did you mean "link"/],
  ...(
    [
      [{ call: { method: "POST" } }, /WRONG_VALUE "method" is "POST", but must be one of GET/],
      [{ call: { path: "/jobs/script" } }, /WRONG_PATH .*must say which object it is about: with {id}/],
      [
        { call: { path: "/jobs/{id}/{FileNam}" } },
        /WRONG_PATH .*did you mean "FileName".*; it may contain .*{FileName}/,
      ],
    ] as const
  ).map(([download, said]): [string, object, RegExp] => ["Job", { steps: { uploadScript: { download } } }, said]),
  ["Domain", { read: { path: "/domains/{id}/{FileName}" } }, /WRONG_PATH .*has no value for {FileName}/],
  ["Domain", { id: [] }, /WRONG_VALUE "id" is an empty list, but must not be empty/],
  ["Domain", { naturalKey: ["Name"] }, /WRONG_IDENTITY there is no property "Name"/],
  ["Domain", { fields: { DomainName: { required: false } } }, /WRONG_IDENTITY .*must be required and immutable/],
  ["Domain", { fields: { DomainName: { immutable: false } } }, /WRONG_IDENTITY .*must be required and immutable/],
  ["Domain", { fields: { DomainName: { writeOnly: true } } }, /WRONG_IDENTITY .*neither secret nor writeOnly/],
  [
    "Datasource",
    { fields: { DatasourceConfig: { fields: { Password: { secret: false } } } } },
    /WRONG_VALUE "secret" is false, but must stay true: it is a credential/,
  ],
  ["Domain", { read: { method: "DELETE" } }, /WRONG_VALUE "method" is "DELETE", but must be one of GET/],
  [
    "Domain",
    { delete: { method: "GET" } },
    /WRONG_VALUE "method" is "GET", but must be one of POST, PUT, PATCH, DELETE/,
  ],
  ["Domain", { read: { path: "https://evil.test/{id}" } }, /WRONG_VALUE .*must begin with \/ and be below/],
  ["Domain", { read: { path: "//evil.test/{id}" } }, /WRONG_PATH .*must begin with a single \//],
  ["Domain", { read: { path: "/a/../{id}" } }, /WRONG_PATH .*must not contain empty, \. or \.\. segments/],
  ["Domain", { read: { path: "/%2e%2e/{id}" } }, /WRONG_PATH .*contains characters that no path needs/],
  ["Domain", { read: { path: "/…/{id}" } }, /WRONG_PATH .*contains characters that no path needs/],
  ["Domain", { delete: { path: "/domains" } }, /WRONG_PATH .*must say which object it is about: with {id}/],
  ["Domain", { list: { path: "/domains/{id}" } }, /WRONG_PATH .*has no value for {id}/],
  ["Domain", { read: { path: "/d/{DomainNam}" } }, /WRONG_PATH .*did you mean "DomainName"/],
  ["Domain", { read: { path: "/d/{id" } }, /WRONG_PATH .*has an unmatched brace/],
  ["Domain", { keys: { DisplayName: "DomainName" } }, /AMBIGUOUS "DomainName" already stands for something else/],
  ["Dataset", { values: { TableUpdate: { append: "x", reload: "X" } } }, /AMBIGUOUS "X" already stands/],
  ["Dataset", { fields: { DatasetName: { pattern: { matches: "(" } } } }, /WRONG_VALUE/],
  [
    "Parameter",
    { fields: { ParameterScope: { default: "Globl" } } },
    /WRONG_VALUE the default is not allowed: "ParameterScope" is "Globl", .* \(did you mean "Global"\?\); use one of Global, Private$/,
  ],
  [
    "Domain",
    { fields: { DomainDescription: { default: 5 } } },
    /WRONG_VALUE the default is not allowed: .* is a number/,
  ],
  [
    "Dataset",
    { fields: { DatasetName: { pattern: { matches: "(", says: "x" } } } },
    /WRONG_VALUE "\(" is not a valid JavaScript regular expression; correct it$/,
  ],
  ...[{ call: { path: "/jobs" } }, { read: { path: "/jobs" } }, { wait: { call: { path: "/jobs" } } }].map(
    (setAccess): [string, object, RegExp] => [
      "Job",
      { steps: { setAccess } },
      /WRONG_PATH .*must say which object it is about: with {id}/,
    ],
  ),
  ["Job", { steps: { uploadScript: { call: { path: "/jobs" } } } }, /WRONG_PATH .*must say which object/],
  ["Job", { share: { revoke: { path: "/jobs" } } }, /WRONG_PATH .*must say which object/],
  ["Dataset", { read: { path: "/d/{Domain}" } }, /WRONG_PATH .*must say which object/],
  ["Domain", { read: { path: "/d//{id}" } }, /WRONG_PATH .*must not contain empty/],
  ["Domain", { read: { path: "/d/{id}?x=…" } }, /WRONG_PATH .*contains characters that no path needs/],
  ["Domain", { read: { path: "/d/{id}?x=…&y" } }, /WRONG_PATH .*contains characters that no path needs/],
  ["Domain", { read: { path: "/d/{id}?x?…" } }, /WRONG_PATH .*contains characters that no path needs/],
  ["Domain", { keys: { DisplayName: "domainname" } }, /AMBIGUOUS "domainname" already stands/],
  ["Job", { share: { keys: { Grantee: "a", GranteeType: "A" } } }, /AMBIGUOUS "A" already stands/],
  ["Job", { share: { values: { AccessType: { owner: "a", editor: "A" } } } }, /AMBIGUOUS "A" already stands/],
  ["Domain", { fields: { DomainName: { secret: true } } }, /WRONG_IDENTITY .*neither secret nor writeOnly/],
  ["Dataset", { fields: { Keywords: { items: { pattern: { matches: "(", says: "x" } } } } }, /WRONG_VALUE "\(" is no/],
  [
    "Datasource",
    { fields: { DatasourceConfig: { fields: { X: { type: "string", pattern: { matches: "(", says: "x" } } } } } },
    /WRONG_VALUE "\(" is not a valid JavaScript regular expression/,
  ],
];

describe("amorphic.catalog.json", () => {
  it("is optional", () => {
    assert.equal(projectCatalog(makeRepository()), catalog);
  });

  for (const [type, correction, problem] of REFUSED) {
    it(`is refused with ${JSON.stringify({ [type]: correction })}`, () => {
      const problems = problemsOf({ [type]: correction });
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", problem);
    });
  }

  it("has all its mistakes reported at once, each with its place", () => {
    const text = `{
  "$schema": "schemas/catalog.schema.json",
  "Domian": {},
  "Tag": {
    "read": { "path": "/tags" },
    "list": { "items": "" }
  },
  "Tag": { "delete": { "path": "/tags" } }
}`;
    assert.deepEqual(
      problemsOf(text).map((problem) => problem.split(" ").slice(0, 2).join(" ")),
      ["3:3 UNKNOWN_TYPE", "8:3 DUPLICATE_KEY", "8:32 WRONG_PATH"],
    );
  });

  it("may add sharing to a type that has none, if it is complete", () => {
    const whole = (method: string) => ({ method, path: "/tags/{id}/access" });
    const share = { read: whole("GET"), grant: whole("POST"), revoke: whole("DELETE"), grants: "Grants" };
    assert.deepEqual(problemsOf({ Tag: { share } }), []);
    assert.match(
      problemsOf({ Tag: { share: { ...share, grants: undefined } } })[0] ?? "",
      /MISSING_KEY "grants" is missing/,
    );
  });

  it("may replace or remove the pattern of a name", () => {
    const problems = (pattern: unknown) => {
      const directory = makeRepository({ "resources/a.json": { rD: dataset({ DatasetName: "a-b" }), rE: domain() } });
      writeFileSync(
        join(directory, CORRECTIONS_FILE),
        JSON.stringify({ Dataset: { fields: { DatasetName: { pattern } } } }),
      );
      return load(directory, { catalog: projectCatalog(directory) }).problems.map(({ message }) => message);
    };
    assert.deepEqual(problems(null), []);
    assert.deepEqual(problems({ matches: "^[a-z-]+$", says: "lower-case letters and dashes" }), []);
    assert.deepEqual(problems({ matches: "^[a-z]+$", says: "lower-case letters" }), [
      '"DatasetName" is "a-b", but must be lower-case letters; correct it, or the pattern in amorphic.catalog.json',
    ]);
  });

  it("is refused if it is invalid JSON, not an object or not a file", () => {
    assert.match(problemsOf("{")[0] ?? "", /^1:2 JSON_SYNTAX/);
    assert.match(problemsOf("[]")[0] ?? "", /^1:1 NOT_AN_OBJECT/);
    assert.match(problemsOf('{"__proto__": {}}')[0] ?? "", /UNKNOWN_TYPE "__proto__"/);
    const directory = makeRepository();
    mkdirSync(join(directory, CORRECTIONS_FILE));
    assert.throws(
      () => projectCatalog(directory),
      new UserError("amorphic.catalog.json cannot be read (EISDIR); make it a readable file."),
    );
  });

  it("may identify the object of a call by its natural key too, and use dots within path segments", () => {
    assert.deepEqual(problemsOf({ Dataset: { read: { path: "/d/{Domain}/{DatasetName}" } } }), []);
    assert.deepEqual(problemsOf({ Dataset: { read: { path: "/d..e/..f/{id}.?like=..&x=." } } }), []);
  });

  it("stops whatever needs the catalog, and lists all its mistakes", () => {
    const directory = makeRepository();
    writeFileSync(join(directory, CORRECTIONS_FILE), JSON.stringify({ Domian: {}, Tga: {} }));
    assert.throws(
      () => projectCatalog(directory),
      /^UserError: The corrections of the catalog have mistakes:\n.*"Domian".*\n.*"Tga"/,
    );
  });
});
