import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { isEnviron, isReference, looksLikeFunction, parseReference } from "../../providers/definitions";
import { codesOf, dataset, domain, load, problemsOf, type Files } from "./support";

const tag = (description: unknown): Files => ({
  rA: { Type: "Tag", Properties: { TagKey: "a", TagValue: "b", TagDescription: description } },
});

describe("Functions", () => {
  it("stay in the properties as written, at any depth", () => {
    const access = { Owner: [{ DatasetId: { "!DependsOn": "rData.DatasetId" } }], ReadOnly: [] };
    const { definitions, problems } = load(
      {
        "resources/a.json": {
          rJob: {
            Type: "Job",
            Properties: {
              JobName: { "!Environ": "JOB" },
              ETLJobType: "pythonshell",
              DatasetAccess: access,
              DefaultArguments: { "--a": [[{ "!Environ": "SECRET" }]] },
            },
          },
          rData: dataset(),
        },
      },
      { environment: { JOB: "j", SECRET: "s" } },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      [
        ["rData", []],
        ["rJob", ["rData"]],
      ],
    );
    assert.deepEqual(definitions[1]?.properties, {
      JobName: { "!Environ": "JOB" },
      ETLJobType: "pythonshell",
      DatasetAccess: access,
      DefaultArguments: { "--a": [[{ "!Environ": "SECRET" }]] },
    });
  });

  it("are rejected if their name is unknown", () =>
    assert.deepEqual(
      [
        ...problemsOf(tag({ "!Enviorn": "X" })),
        ...problemsOf(tag({ "!dependson": "rA.TagKey" })),
        ...problemsOf(tag({ "!GetAtt": "rA.TagKey" })),
        ...problemsOf(tag({ "!": {} })),
      ],
      [
        '8:9: error UNKNOWN_FUNCTION there is no function "!Enviorn" (did you mean "!Environ"?); use !DependsOn, !Environ or !Secret',
        '8:9: error UNKNOWN_FUNCTION there is no function "!dependson" (did you mean "!DependsOn"?); use !DependsOn, !Environ or !Secret',
        '8:9: error UNKNOWN_FUNCTION there is no function "!GetAtt"; use !DependsOn, !Environ or !Secret',
        '8:9: error UNKNOWN_FUNCTION there is no function "!"; use !DependsOn, !Environ or !Secret',
      ],
    ));

  it("must be the only key of their object, whatever the order of keys", () => {
    const message = "is next to other keys, but a function is an object with a single key; remove the others";
    assert.deepEqual(
      [
        ...problemsOf(tag({ "!Environ": "X", Default: "y" })),
        ...problemsOf(tag({ Default: "y", "!Environ": "X" })),
        ...problemsOf(tag({ "!DependsOn": "rB.X", "!Environ": "X" })),
      ],
      [
        `8:9: error FUNCTION_WITH_OTHER_KEYS !Environ ${message}`,
        `9:9: error FUNCTION_WITH_OTHER_KEYS !Environ ${message}`,
        `8:9: error FUNCTION_WITH_OTHER_KEYS !DependsOn ${message}`,
      ],
    );
  });

  it("take a non-empty string", () =>
    assert.deepEqual(
      [
        ...problemsOf(tag({ "!Environ": ["X"] })),
        ...problemsOf(tag({ "!Environ": "" })),
        ...problemsOf(tag({ "!DependsOn": null })),
        ...problemsOf(tag({ "!DependsOn": { "!Environ": "X" } })),
      ],
      [
        '8:21: error FUNCTION_ARGUMENT !Environ needs a string; write {"!Environ": "NAME_OF_A_VARIABLE"}',
        '8:21: error FUNCTION_ARGUMENT !Environ needs a string; write {"!Environ": "NAME_OF_A_VARIABLE"}',
        '8:23: error FUNCTION_ARGUMENT !DependsOn needs a string; write {"!DependsOn": "LogicalId.Attribute"}',
        '8:23: error FUNCTION_ARGUMENT !DependsOn needs a string; write {"!DependsOn": "LogicalId.Attribute"}',
      ],
    ));

  it("pass every check of the value that they replace", () =>
    assert.deepEqual(
      codesOf(
        {
          rA: dataset({
            DatasetName: { "!Environ": "X" },
            FileType: { "!Environ": "X" },
            DatasetSchema: { "!Environ": "X" },
            Keywords: [{ "!Environ": "X" }],
          }),
        },
        { environment: { X: "x" } },
      ),
      [],
    ));

  it("are recognised in values", () => {
    assert.equal(isReference({ "!DependsOn": "rA.B" }), true);
    assert.equal(isEnviron({ "!Environ": "X" }), true);
    for (const value of [null, "x", [], {}, { "!DependsOn": 1 }, { "!DependsOn": "a", b: 1 }, { "!Environ": ["X"] }]) {
      assert.equal(isReference(value) || isEnviron(value), false);
    }
    assert.equal(looksLikeFunction({ "!DependsOn": 1, b: 2 }), true);
    for (const value of [null, "!x", ["!x"], {}, { a: { "!x": 1 } }]) assert.equal(looksLikeFunction(value), false);
  });
});

describe("parseReference", () => {
  const ids = new Set(["rA", "r.b"]);
  const parse = (text: string) => parseReference(text, (id) => ids.has(id));
  it("splits id and attribute at the dot", () => {
    assert.deepEqual(parse("rA.Name"), { logicalId: "rA", attribute: "Name" });
    assert.deepEqual(parse("rNew.Name"), { logicalId: "rNew", attribute: "Name" });
  });
  it("recognises known ids with dots, and otherwise splits at the first dot", () => {
    assert.deepEqual(parse("r.b.Name"), { logicalId: "r.b", attribute: "Name" });
    assert.deepEqual(parse("rA.Config.Url"), { logicalId: "rA", attribute: "Config.Url" });
    assert.deepEqual(parse("rNew.Config.Url"), { logicalId: "rNew", attribute: "Config.Url" });
  });
  it("rejects text without an id or without an attribute", () => {
    for (const text of ["", ".", "rA", "rA.", ".Name"]) assert.equal(parse(text), undefined);
  });
});

describe("!DependsOn", () => {
  const from = (reference: string): Files => ({
    rDomain: domain({ TenantName: "t", Custom: 1 }),
    rData: dataset({ DatasetDescription: { "!DependsOn": reference } }),
  });
  const errors = (reference: string) =>
    problemsOf(from(reference)).filter((line) => line.includes(" error ") && !line.includes("CYCLE"));

  it("accepts a definition's written properties, its type's outputs and parts of its id", () => {
    for (const reference of ["rDomain.DomainName", "rDomain.TenantName", "rDomain.Custom", "rData.DatasetId"]) {
      assert.deepEqual(errors(reference), []);
    }
  });

  it("accepts a part of the id that the other definition leaves out; the error is reported there", () =>
    assert.deepEqual(
      codesOf({
        rTag: { Type: "Tag", Properties: { TagValue: "v" } },
        rA: domain({ DisplayName: { "!DependsOn": "rTag.TagKey" } }),
      }),
      ["4:19: error MISSING_PROPERTY"],
    ));

  it("leads to the id that Amorphic makes, even where another one is written, which is ignored", () => {
    const { definitions } = load({ "resources/a.json": { rA: dataset({ DatasetId: "of-another-environment" }) } });
    assert.deepEqual(definitions[0]?.properties, dataset()["Properties"]);
    const content = { rB: domain({ CreatedBy: "me" }), ...tag({ "!DependsOn": "rB.CreatedBy" }) };
    assert.ok(codesOf(content).some((line) => line.endsWith("error UNKNOWN_ATTRIBUTE")));
  });

  it("lists at most 20 attributes", () => {
    const names = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const wide = (count: number): string =>
      problemsOf({
        rA: {
          Type: "Tag",
          Properties: { TagKey: "k", TagValue: "v", ...Object.fromEntries(names.slice(0, count).map((n) => [n, 1])) },
        },
        rB: domain({ DisplayName: { "!DependsOn": "rA.Nothing" } }),
      })
        .filter((line) => line.includes("UNKNOWN_ATTRIBUTE"))
        .join()
        .replace(/.*it has /, "");
    const shown = ["TagKey", "TagValue", ...names.slice(0, 18)].map((name) => `"${name}"`).join(", ");
    assert.equal(wide(18), shown);
    assert.equal(wide(19), `${shown}, …`);
  });

  it("needs an id and an attribute", () =>
    assert.deepEqual(errors("rDomain"), [
      '21:23: error REFERENCE_FORMAT "rDomain" is not a reference; write "LogicalId.Attribute"',
    ]));

  it("needs a definition with that logical id", () => {
    assert.deepEqual(errors("rDomian.DomainName"), [
      '21:23: error UNKNOWN_LOGICAL_ID no definition has the logical id "rDomian" (did you mean "rDomain"?); correct the reference or add the definition',
    ]);
    assert.deepEqual(errors("toString.DomainName"), [
      '21:23: error UNKNOWN_LOGICAL_ID no definition has the logical id "toString"; correct the reference or add the definition',
    ]);
  });

  it("needs an attribute that exists", () => {
    const has = 'it has "DomainName", "DisplayName", "TenantName", "Custom"';
    assert.deepEqual(
      ["DomainNam", "DomainDescription", "toString", "CreatedBy", "Custom.x"].flatMap((name) =>
        errors(`rDomain.${name}`),
      ),
      [
        `21:23: error UNKNOWN_ATTRIBUTE "rDomain" has no attribute "DomainNam" (did you mean "DomainName"?); ${has}`,
        `21:23: error UNKNOWN_ATTRIBUTE "rDomain" has no attribute "DomainDescription"; ${has}`,
        `21:23: error UNKNOWN_ATTRIBUTE "rDomain" has no attribute "toString"; ${has}`,
        `21:23: error UNKNOWN_ATTRIBUTE "rDomain" has no attribute "CreatedBy"; ${has}`,
        `21:23: error UNKNOWN_ATTRIBUTE "rDomain" has no attribute "Custom.x" (did you mean "Custom"?); ${has}`,
      ],
    );
  });

  it("does not check attributes of a definition whose type is unknown", () =>
    assert.deepEqual(
      codesOf({ rX: { Type: "Viev", Properties: {} }, rA: domain({ DisplayName: { "!DependsOn": "rX.Y" } }) }),
      ["3:13: error UNKNOWN_TYPE"],
    ));

  it("is checked across files, even if the type is unknown", () => {
    const { problems } = load({
      "resources/b/b.json": { rB: { Type: "Viev", Properties: { X: [{ "!DependsOn": "rA.DomainNam" }] } } },
      "resources/a/a.json": { rA: domain() },
    });
    assert.deepEqual(
      problems.map(({ file, line, column, code, logicalId }) => [file, line, column, code, logicalId]),
      [
        ["resources/b/b.json", 3, 13, "UNKNOWN_TYPE", "rB"],
        ["resources/b/b.json", 7, 25, "UNKNOWN_ATTRIBUTE", "rB"],
      ],
    );
  });

  it("is not a dependency if the type of its target is unknown", () => {
    const { definitions } = load({
      "resources/a.json": { rX: { Type: "Viev", Properties: { Y: "y" } }, rA: domain({ X: { "!DependsOn": "rX.Y" } }) },
    });
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      [["rA", []]],
    );
  });
});

describe("What Pulumi would lose", () => {
  const pair = "half of a surrogate pair, which is no character and would be lost; write both halves";

  it("is rejected as a key at any depth, in a share too", () => {
    const text = `{"rA": {"Type": "Job", "Properties": {"JobName": "j", "ETLJobType": "spark",
"__proto__": {"a": 1},
"DefaultArguments": {"--a": [{
"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
"half \\ud83d": 1}]}},
"Share": {"Owner": {"Users": [{"User": "ann",
"__proto__": 1}]}}}}`;
    assert.deepEqual(
      problemsOf(text).filter((line) => line.includes("LOST")),
      [
        '2:1: error LOST_KEY Pulumi cannot pass on the key "__proto__"; rename or remove it',
        '4:1: error LOST_KEY Pulumi cannot pass on the key "4dabf18193072939515e22adb298388d"; rename or remove it',
        `5:1: error LOST_KEY the key "half \\ud83d" contains ${pair}`,
        '7:1: error LOST_KEY Pulumi cannot pass on the key "__proto__"; rename or remove it',
      ],
    );
  });

  it("is rejected as a text: half a character, and Pulumi's marks of unknown values", () => {
    assert.deepEqual(problemsOf(tag("\ud83d\ude00 whole")), []);
    assert.deepEqual(problemsOf(tag("\ud83d half")), [`7:25: error LOST_TEXT the text contains ${pair}`]);
    assert.deepEqual(problemsOf(tag(runtime.unknownValue)), [
      `7:25: error LOST_TEXT Pulumi uses "${runtime.unknownValue}" to mark unknown values and cannot pass it on; change it`,
    ]);
    const shared = domain({}, { Share: { Owner: { Users: ["ann", "\ud83d half"] } } });
    assert.deepEqual(problemsOf({ rA: shared }), [`12:11: error LOST_TEXT the text contains ${pair}`]);
    assert.deepEqual(problemsOf('{"r\\udc00": {"Type": "Tag", "Properties": {"TagKey": "a", "TagValue": "b"}}}'), [
      `1:2: error LOST_TEXT the text contains ${pair}`,
    ]);
  });
});
