import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { codesOf, domain, load, problemsOf } from "./support";

const TYPES = `use one of ${[...catalog.keys()].join(", ")}`;

describe("Blocks of a file", () => {
  it("become definitions with all their keys and the name of their file", () => {
    const text = `{
  "$schema": "x",
  "rTag": {"Type": "Tag", "RenamedFrom": ["rOld", "rOlder"], "Artifacts": {},
    "Properties": {"TagKey": "cicd", "TagValue": "admins"}}, "rDomain": {
    "Type": "Domain", "Properties": {"DomainName": "states", "DisplayName": "States"}, "Share": {}}
}`;
    assert.deepEqual(load({ "resources/tags/a.json": text }), {
      definitions: [
        {
          logicalId: "rTag",
          type: "Tag",
          properties: { TagKey: "cicd", TagValue: "admins" },
          artifacts: {},
          renamedFrom: ["rOld", "rOlder"],
          file: "resources/tags/a.json",
          dependsOn: [],
        },
        {
          logicalId: "rDomain",
          type: "Domain",
          properties: { DomainName: "states", DisplayName: "States" },
          artifacts: {},
          renamedFrom: [],
          grants: [],
          file: "resources/tags/a.json",
          dependsOn: [],
        },
      ],
      problems: [],
      files: { all: 1, read: 1 },
    });
  });

  it("must be objects with a logical id", () =>
    assert.deepEqual(problemsOf('{"rA": "x",\n"rB": [], "": 1}'), [
      '1:8: error NOT_A_DEFINITION "rA" is not a definition, which must be an object; write {"Type": …, "Properties": {…}}, or remove it',
      '2:7: error NOT_A_DEFINITION "rB" is not a definition, which must be an object; write {"Type": …, "Properties": {…}}, or remove it',
      "2:11: error EMPTY_LOGICAL_ID the logical id is empty, so nothing can refer to it; give it a name",
      '2:15: error NOT_A_DEFINITION "" is not a definition, which must be an object; write {"Type": …, "Properties": {…}}, or remove it',
    ]));

  it("must have a known Type", () =>
    assert.deepEqual(
      problemsOf(`{
"rA": {"Properties": {}},
"rB": {"Type": 1, "Properties": {}},
"rC": {"Type": "Datset", "Properties": {}},
"rD": {"Type": "toString", "Properties": {}},
"rE": {"Type": "domain", "Properties": {}}}`),
      [
        `2:7: error MISSING_TYPE "Type" is missing; ${TYPES}`,
        `3:16: error TYPE_NOT_STRING "Type" must be a string; ${TYPES}`,
        `4:16: error UNKNOWN_TYPE there is no type "Datset" (did you mean "Dataset"?); ${TYPES}`,
        `5:16: error UNKNOWN_TYPE there is no type "toString"; ${TYPES}`,
        `6:16: error UNKNOWN_TYPE there is no type "domain" (did you mean "Domain"?); ${TYPES}`,
      ],
    ));

  it("must have Properties that are an object, not a function", () =>
    assert.deepEqual(
      problemsOf(`{
"rA": {"Type": "Tag"},
"rB": {"Type": "Tag", "Properties": []},
"rC": {"Type": "Tag", "Properties": null},
"rD": {"Type": "Tag", "Properties": {"!Environ": "TAG"}}}`),
      [
        '2:7: error MISSING_PROPERTIES "Properties" is missing, so the resource cannot be created; add "Properties": {…}',
        '3:37: error PROPERTIES_NOT_OBJECT "Properties" must be an object; write {"Name": value, …}',
        '4:37: error PROPERTIES_NOT_OBJECT "Properties" must be an object; write {"Name": value, …}',
        '5:37: error FUNCTION_NOT_ALLOWED a function cannot replace "Properties" as a whole; write it as the value of a property',
      ],
    ));

  it("have no other keys", () =>
    assert.deepEqual(
      problemsOf(`{"rA": {"Type": "Tag", "Properties": {"TagKey": "a", "TagValue": "b"},
"Artefacts": {}, "DeletionPolicy": "Retain", "share": {},
"__proto__": {}, "constructor": 1}}`),
      [
        '2:1: error UNKNOWN_KEY a definition has no key "Artefacts" (did you mean "Artifacts"?); properties of the resource belong in "Properties"',
        '2:18: error UNKNOWN_KEY a definition has no key "DeletionPolicy"; properties of the resource belong in "Properties"',
        '2:46: error UNKNOWN_KEY a definition has no key "share" (did you mean "Share"?); properties of the resource belong in "Properties"',
        '3:1: error UNKNOWN_KEY a definition has no key "__proto__"; properties of the resource belong in "Properties"',
        '3:18: error UNKNOWN_KEY a definition has no key "constructor"; properties of the resource belong in "Properties"',
      ],
    ));

  it("need unique logical ids across all files; the error names both places, and the first block counts", () => {
    const one = (name: string) => `{"Type": "Domain", "Properties": {"DomainName": "${name}", "DisplayName": "x"}}`;
    const { problems, definitions } = load({
      "resources/b.json": `{"rA": ${one("c")}}`,
      "resources/a.json": `{"rA": ${one("a")},\n "rA": ${one("b")}}`,
    });
    const message =
      'the logical id "rA" is already used by the definition at resources/a.json:1:2; rename one of the two';
    const common = { severity: "error", code: "DUPLICATE_LOGICAL_ID", message, logicalId: "rA" };
    assert.deepEqual(problems, [
      { file: "resources/a.json", line: 2, column: 2, ...common },
      { file: "resources/b.json", line: 1, column: 2, ...common },
    ]);
    assert.deepEqual(
      definitions.map(({ properties }) => properties.DomainName),
      ["a"],
    );
  });

  it("may be named like members of Object, and may have properties named so", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const blocks = names.map(
      (name) => `"${name}": {"Type": "Tag", "Properties": {"TagKey": "${name}", "TagValue": "v",
        "TagDescription": {"!DependsOn": "__proto__.TagKey"}, "constructor": {"polluted": true}, "toString": 1}}`,
    );
    const text = `{${blocks.join(",\n")}}`.replace('{"!DependsOn": "__proto__.TagKey"}', '"x"');
    const { definitions, problems } = load({ "resources/a.json": text });
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      names.map((name, index) => [name, index === 0 ? [] : ["__proto__"]]),
    );
    for (const { properties } of definitions) {
      assert.deepEqual(Object.keys(properties), ["TagKey", "TagValue", "TagDescription", "constructor", "toString"]);
      assert.deepEqual(properties.constructor, { polluted: true });
    }
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(new Set(problems.map(({ code }) => code)), new Set(["UNKNOWN_PROPERTY"]));
  });

  it("are shown with control characters escaped and long names cut", () => {
    const id = "r\u001b[31m\u202e\n\u{e0001}\ud800";
    assert.deepEqual(problemsOf({ [id]: 1 }).slice(1), [
      String.raw`2:33: error NOT_A_DEFINITION "r\u001b[31m\u202e\n\u{e0001}\ud800" is not a definition, which must be an object; write {"Type": …, "Properties": {…}}, or remove it`.replace(
        "2:33",
        `2:${JSON.stringify(id).length + 5}`,
      ),
    ]);
    const [line] = problemsOf({ rA: { Type: "x".repeat(5_000), Properties: {} } });
    assert.equal(line, `3:13: error UNKNOWN_TYPE there is no type "${"x".repeat(120)}…"; ${TYPES}`);
  });

  it("have their problems reported at the key or at the value, whichever is wrong", () =>
    assert.deepEqual(
      codesOf('{"rA": {"Type": "Tag", "Properties": {"TagKey": "a", "TagValue":\n1, "TagValeu":\n1}}}'),
      ["2:1: error WRONG_JSON_TYPE", "2:4: warning UNKNOWN_PROPERTY"],
    ));

  it("of an unknown type get only the checks that apply to every type", () => {
    const artifacts = { Script: "x.py" };
    const block = {
      Type: "Jbo",
      Properties: { JobName: { "!Environ": "NAME" }, X: { "!Secret": "#" } },
      Artifacts: artifacts,
    };
    assert.deepEqual(codesOf({ rA: block }), [
      "3:13: error UNKNOWN_TYPE",
      "6:21: warning SECRET_NOT_SET",
      "9:20: error SECRET_FORMAT",
    ]);
  });

  it("without Properties are known to references, which report only the missing attribute", () =>
    assert.deepEqual(
      codesOf({ rA: { Type: "Domain" }, rB: domain({ DisplayName: { "!DependsOn": "rA.DisplayName" } }) }),
      ["2:9: error MISSING_PROPERTIES", "10:23: error UNKNOWN_ATTRIBUTE"],
    ));
});

describe("RenamedFrom", () => {
  it("must be a list of logical ids", () =>
    assert.deepEqual(
      problemsOf(`{"rA": {"Type": "Tag", "Properties": {"TagKey": "a", "TagValue": "b"},
"RenamedFrom": "rOld"},
"rB": {"Type": "Tag", "Properties": {"TagKey": "a", "TagValue": "c"},
"RenamedFrom": ["rOld", 1, "", ["x"]]}}`),
      [
        '2:16: error RENAMED_FROM_NOT_LIST "RenamedFrom" must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]',
        '4:25: error RENAMED_FROM_NOT_STRING "RenamedFrom" must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]',
        '4:28: error RENAMED_FROM_NOT_STRING "RenamedFrom" must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]',
        '4:32: error RENAMED_FROM_NOT_STRING "RenamedFrom" must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]',
      ],
    ));

  it("must not name a definition that still exists, including its own", () =>
    assert.deepEqual(
      codesOf({
        rA: domain({}, { RenamedFrom: ["rA"] }),
        rB: domain({ DomainName: "b" }, { RenamedFrom: ["rA", "rFree"] }),
      }),
      ["9:7: error RENAMED_FROM_EXISTS", "19:7: error RENAMED_FROM_EXISTS"],
    ));

  it("says where the existing definition is", () =>
    assert.deepEqual(problemsOf({ rA: domain({}, { RenamedFrom: ["rA"] }) }), [
      '9:7: error RENAMED_FROM_EXISTS "rA" is still the logical id of a definition at resources/a.json:2:3; remove it from "RenamedFrom"',
    ]));

  it("must not claim an id twice, in one definition or in two", () =>
    assert.deepEqual(
      problemsOf({
        rA: domain({}, { RenamedFrom: ["rOld", "rOld"] }),
        rB: domain({ DomainName: "b" }, { RenamedFrom: ["__proto__", "rOld"] }),
      }),
      [
        '10:7: error RENAMED_FROM_TWICE "rOld" is also claimed by "rA" at resources/a.json:9:7; remove it from one of them',
        '21:7: error RENAMED_FROM_TWICE "rOld" is also claimed by "rA" at resources/a.json:9:7; remove it from one of them',
      ],
    ));
});
