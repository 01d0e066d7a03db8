import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { domain, lineOf, load, makeRepository, type Files } from "./support";

const definitions = {
  "resources/a.json": { rA: domain(), rOwn: domain({ DomainName: "own" }, { Share: { Owner: { Users: ["eve"] } } }) },
  "resources/t.json": { rTag: { Type: "Tag", Properties: { TagKey: "a", TagValue: "b" } } },
};

/** Loads the definitions with central files of this content. */
function access(files: Files, more: Files = definitions) {
  const central = Object.entries(files).map(([name, content]) => [`access/dev/${name}`, content] as const);
  const repository = makeRepository({ ...more, ...Object.fromEntries(central) });
  return load(repository, { access: join(repository, "access/dev") });
}
const linesOf = (files: Files): string[] => access(files).problems.map(lineOf);
const read = (...users: string[]): Files => ({ ReadOnly: { Users: users } });

describe("Central sharing", () => {
  it("grants access by logical id, in files at any depth", () => {
    const { definitions, problems } = access({
      "a.json": { $schema: "x", rA: read("ann") },
      "deep/b.json": {},
      "README.md": "no JSON",
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      definitions.map(({ logicalId, grants }) => [logicalId, grants]),
      [
        ["rTag", undefined],
        ["rA", [{ AccessType: "read-only", GranteeType: "user", Grantee: "ann" }]],
        ["rOwn", [{ AccessType: "owner", GranteeType: "user", Grantee: "eve" }]],
      ],
    );
  });

  it("gives nobody access with an empty object", () =>
    assert.deepEqual(access({ "a.json": { rA: {} } }).definitions[1]?.grants, []));

  it("is ignored, with a warning, for a definition with its own Share, even an empty one", () => {
    const own = { "resources/a.json": { rOwn: domain({}, { Share: {} }) } };
    const { definitions, problems } = access({ "a.json": { rOwn: { Ower: 1 } } }, own);
    assert.deepEqual(problems.map(lineOf), [
      'access/dev/a.json:2:3: warning SHARE_IGNORED "rOwn" has a "Share" of its own, so this one is ignored; remove one of the two',
    ]);
    assert.equal(problems[0]?.logicalId, "rOwn");
    assert.deepEqual(definitions[0]?.grants, []);
  });

  it("is not read unless a directory is configured", () => {
    const repository = makeRepository({ ...definitions, "access/dev/a.json": "no JSON" });
    assert.deepEqual(load(repository).problems, []);
  });

  it("reports a logical id that occurs twice, in one file or in two, with both places", () =>
    assert.deepEqual(linesOf({ "a.json": '{"rA": {},\n "rA": {}}', "b.json": { rA: read("ann") } }), [
      'access/dev/a.json:2:2: error DUPLICATE_SHARE "rA" is already shared at access/dev/a.json:1:2; merge the two',
      'access/dev/b.json:2:3: error DUPLICATE_SHARE "rA" is already shared at access/dev/a.json:1:2; merge the two',
    ]));

  it("reports logical ids that do not exist", () =>
    assert.deepEqual(linesOf({ "a.json": { ra: {}, constructor: {}, __proto: {} }, "b.json": '{"__proto__": {}}' }), [
      'access/dev/a.json:2:3: error UNKNOWN_LOGICAL_ID no definition has the logical id "ra" (did you mean "rA"?); correct or remove it',
      'access/dev/a.json:3:3: error UNKNOWN_LOGICAL_ID no definition has the logical id "constructor"; correct or remove it',
      'access/dev/a.json:4:3: error UNKNOWN_LOGICAL_ID no definition has the logical id "__proto"; correct or remove it',
      'access/dev/b.json:1:2: error UNKNOWN_LOGICAL_ID no definition has the logical id "__proto__"; correct or remove it',
    ]));

  it("is checked like a Share, references included, and mistakes are reported where they are", () =>
    assert.deepEqual(
      linesOf({
        "a.json": { rA: { Ower: {}, Editor: { Users: [{ "!DependsOn": "nobody.Y" }] } }, rTag: {} },
        "b.json": [],
      }),
      [
        'access/dev/a.json:3:5: error UNKNOWN_ACCESS there is no access level "Ower" (did you mean "Owner"?); use Owner, Editor, ReadOnly',
        'access/dev/a.json:7:25: error UNKNOWN_LOGICAL_ID no definition has the logical id "nobody"; correct the reference or add the definition',
        "access/dev/a.json:12:3: error NOT_SHAREABLE type Tag cannot be shared; remove it",
        "access/dev/b.json:1:1: error NOT_AN_OBJECT a file of central sharing must be an object that maps logical ids to shares; wrap it in { }",
      ],
    ));

  it("adds its references to the graph", () => {
    const { definitions } = access({
      "a.json": { rA: { Owner: { Users: [{ "!DependsOn": "rOwn.DomainName" }] } } },
    });
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      [
        ["rTag", []],
        ["rOwn", []],
        ["rA", ["rOwn"]],
      ],
    );
  });

  it("needs files that are JSON, in UTF-8 and inside the repository, like those of definitions", () => {
    const outside = makeRepository({ "a.json": {} });
    const repository = makeRepository({
      "access/a.json": "",
      "access/b.json": Buffer.from("{}", "utf16le"),
      "access/c.json": '{"rA": {"Owner": {}, "Owner": {}},}',
    });
    symlinkSync(join(outside, "a.json"), join(repository, "access/d.json"));
    const { problems } = load(repository, { access: join(repository, "access") });
    assert.deepEqual(
      problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`),
      [
        "access/a.json:1:1 EMPTY_FILE",
        "access/b.json:1:1 NOT_UTF8",
        "access/c.json:1:34 JSON_SYNTAX",
        "access/d.json:1:1 OUTSIDE_REPOSITORY",
      ],
    );
  });

  it("needs an existing directory inside the repository", () => {
    const repository = makeRepository({ "x.json": {} });
    const refused = (directory: string, message: string): void =>
      assert.throws(
        () => load(repository, { access: join(repository, directory) }),
        (error: unknown) => error instanceof UserError && error.message === message,
      );
    const missing = "is not a directory, so there are no shares to read; correct the path";
    refused("acces", `"acces" ${missing}`);
    refused("x.json", `"x.json" ${missing}`);
    refused("..", '".." is outside the repository; name a directory of shares inside it');
  });

  it("accepts only variables that are set and not reserved for the run itself", () => {
    const users = ["U", "UNSET", "GITHUB_TOKEN"].map((name) => ({ "!Environ": name }));
    const central = { "access/a.json": { rA: { Owner: { Users: users } } } };
    const repository = makeRepository({ ...definitions, ...central });
    const environment = { U: "ann", GITHUB_TOKEN: "eyJsecret" };
    assert.deepEqual(
      load(repository, { access: join(repository, "access"), environment }).problems.map(
        ({ line, code, logicalId }) => `${line} ${code} ${logicalId}`,
      ),
      ["9 VARIABLE_NOT_SET rA", "12 RESERVED_VARIABLE rA"],
    );
  });
});
