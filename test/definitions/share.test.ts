import assert from "node:assert/strict";
import { resolveGrants, type Grant } from "../../providers/definitions";
import { UserError } from "../../providers/errors";
import { domain, load, problemsOf, type Files, type Options } from "./support";

const shared = (share: unknown, more: Files = {}): Files => ({ ...more, rA: domain({}, { Share: share }) });

/** The grants of a definition without mistakes. */
function grantsOf(share: unknown, options: Options = {}): readonly Grant[] | undefined {
  const { definitions, problems } = load({ "resources/a.json": shared(share) }, options);
  assert.deepEqual(problems, []);
  return definitions[0]?.grants;
}
const of = (share: unknown, options: Options = {}): string[] => problemsOf(shared(share), options);

describe("Share", () => {
  it("gives users and tags one of three access levels", () =>
    assert.deepEqual(
      grantsOf({
        Owner: { Users: ["ann"], Tags: ["cicd#admins"] },
        Editor: { Tags: ["team#a#b"] },
        ReadOnly: { Users: ["bob", "__proto__"], Tags: [] },
      }),
      [
        { AccessType: "owner", GranteeType: "user", Grantee: "ann" },
        { AccessType: "owner", GranteeType: "tag", Grantee: "cicd#admins" },
        { AccessType: "editor", GranteeType: "tag", Grantee: "team#a#b" },
        { AccessType: "read-only", GranteeType: "user", Grantee: "bob" },
        { AccessType: "read-only", GranteeType: "user", Grantee: "__proto__" },
      ],
    ));

  it("gives nobody access if it is empty, and leaves access alone if it is absent", () => {
    assert.deepEqual(grantsOf({}), []);
    assert.deepEqual(grantsOf({ Owner: {}, Editor: { Users: [] } }), []);
    const [definition] = load({ "resources/a.json": { rA: domain() } }).definitions;
    assert.equal(definition && "grants" in definition, false);
  });

  it("passes on other keys of a grant, even constructor", () => {
    const grants = grantsOf(
      JSON.parse(
        '{"Owner": {"Users": [{"User": "ann", "Until": {"Year": 2030}, "constructor": 1}], "Tags": [{"Tag": "a#b"}]}}',
      ),
    );
    assert.deepEqual(Object.entries(grants?.[0] ?? {}), [
      ["Until", { Year: 2030 }],
      ["constructor", 1],
      ["AccessType", "owner"],
      ["GranteeType", "user"],
      ["Grantee", "ann"],
    ]);
    assert.deepEqual(grants?.[1], { AccessType: "owner", GranteeType: "tag", Grantee: "a#b" });
  });

  it("keeps functions as written, also inside a grant", () => {
    const [plain, note] = [{ "!Environ": "U" }, { "!DependsOn": "rB.DisplayName" }];
    const blocks = shared(
      { Owner: { Users: [plain, { User: { "!Environ": "V" }, Note: note }] } },
      { rB: domain({ DomainName: "b" }) },
    );
    const { definitions, problems } = load({ "resources/a.json": blocks }, { environment: { U: "ann", V: "bob" } });
    assert.deepEqual(problems, []);
    assert.deepEqual(definitions[1]?.grants, [
      { AccessType: "owner", GranteeType: "user", Grantee: plain },
      { Note: note, AccessType: "owner", GranteeType: "user", Grantee: { "!Environ": "V" } },
    ]);
  });

  it("rejects unknown keys and wrong types, and suggests the nearest name", () => {
    assert.deepEqual(of([]), [
      '8:14: error SHARE_NOT_OBJECT who has access must be an object; write {"ReadOnly": {"Users": ["id"], "Tags": ["key#value"]}}',
    ]);
    assert.deepEqual(of({ owner: {}, "Read-Only": {}, "!Environ": "X", constructor: {}, __proto: 1 }), [
      '9:7: error UNKNOWN_ACCESS there is no access level "owner" (did you mean "Owner"?); use Owner, Editor, ReadOnly',
      '10:7: error UNKNOWN_ACCESS there is no access level "Read-Only" (did you mean "ReadOnly"?); use Owner, Editor, ReadOnly',
      '11:7: error UNKNOWN_ACCESS there is no access level "!Environ"; use Owner, Editor, ReadOnly',
      '12:7: error UNKNOWN_ACCESS there is no access level "constructor"; use Owner, Editor, ReadOnly',
      '13:7: error UNKNOWN_ACCESS there is no access level "__proto"; use Owner, Editor, ReadOnly',
    ]);
    assert.deepEqual(of({ Owner: ["ann"] }), [
      '9:16: error SHARE_NOT_OBJECT "Owner" must be an object; write {"Users": ["id"], "Tags": ["key#value"]}',
    ]);
    assert.deepEqual(of({ Owner: { User: ["ann"], "!DependsOn": "rA.X", Tags: "a#b", Users: {} } }), [
      '10:9: error UNKNOWN_GRANTEES access cannot be given to "User" (did you mean "Users"?); use Users, Tags',
      '13:9: error UNKNOWN_GRANTEES access cannot be given to "!DependsOn"; use Users, Tags',
      '14:17: error GRANTEES_NOT_LIST "Tags" must be a list; write ["key#value"]',
      '15:18: error GRANTEES_NOT_LIST "Users" must be a list; write ["id"]',
    ]);
  });

  it("needs a string or a function for each grantee", () => {
    assert.deepEqual(of({ Owner: { Users: ["", 1, ["ann"], { User: null }, {}, { user: "ann" }] } }), [
      '11:11: error GRANTEE_FORMAT a user must be a string or a function; write "id"',
      '12:11: error GRANTEE_FORMAT a user must be a string or a function; write "id"',
      '13:11: error GRANTEE_FORMAT a user must be a string or a function; write "id"',
      '17:21: error GRANTEE_FORMAT a user must be a string or a function; write "id"',
      '19:11: error MISSING_GRANTEE "User" is missing, so nobody is named; add it',
      '20:11: error MISSING_GRANTEE "User" is missing, so nobody is named (is "user" a typo?); add it',
    ]);
    assert.deepEqual(of({ Owner: { Tags: [7, { User: "ann" }] } }), [
      '11:11: error GRANTEE_FORMAT a tag must be a string or a function; write "key#value"',
      '12:11: error MISSING_GRANTEE "Tag" is missing, so nobody is named; add it',
    ]);
  });

  it("says that AccessType and the like follow from where a grant is written", () =>
    assert.deepEqual(of({ Owner: { Users: [{ User: "ann", Tag: "a#b", AccessType: "owner" }] } }), [
      '13:13: error GRANT_KEY_TAKEN "Tag" follows from where the grant is written, so it cannot be set next to "User"; remove it',
      '14:13: error GRANT_KEY_TAKEN "AccessType" follows from where the grant is written, so it cannot be set next to "User"; remove it',
    ]));

  it("rejects AccessType, GranteeType, Grantee and the other grantee's key in a grant", () => {
    const grant = { AccessType: 1, GranteeType: 1, Grantee: 1, Tag: 1, Note: 1 };
    assert.equal(of({ Owner: { Users: [{ User: "ann", ...grant }] } }).length, 4);
    assert.equal(of({ Owner: { Tags: [{ Tag: "a#b", User: 1 }] } }).length, 1);
  });

  it("does not report invalid grantees as duplicates", () => assert.equal(of({ Owner: { Users: [1, 1] } }).length, 2));

  it("needs a key in every tag, also if a function gives the tag", () => {
    const tags = ["finance", "#readers", { "!Environ": "T" }, { "!DependsOn": "rTag.TagKey" }, { Tag: "x" }];
    const tag = { rTag: { Type: "Tag", Properties: { TagKey: "cicd", TagValue: "v" } } };
    assert.deepEqual(problemsOf(shared({ Owner: { Tags: tags } }, tag), { environment: { T: "y" } }), [
      '18:11: error TAG_FORMAT "finance" is not a tag; write "key#value"',
      '19:11: error TAG_FORMAT "#readers" is not a tag; write "key#value"',
      '20:11: error TAG_FORMAT "y" is the value of the function, but not a tag; write "key#value"',
      '23:11: error TAG_FORMAT "cicd" is the value of the function, but not a tag; write "key#value"',
      '27:20: error TAG_FORMAT "x" is not a tag; write "key#value"',
    ]);
    assert.deepEqual(grantsOf({ Owner: { Users: ["finance"], Tags: ["finance#"] } })?.length, 2);
  });

  it("rejects a grantee that is named twice, across access levels and also through functions", () => {
    const rest = "already has owner access, given at resources/a.json:11:11; name each one once";
    const again = ["ann", { User: "ann" }, { "!Environ": "U" }, { "!DependsOn": "rB.DomainName" }];
    assert.deepEqual(
      problemsOf(
        {
          ...shared({ Owner: { Users: ["ann", "Ann"] }, Editor: { Tags: ["ann#x"], Users: again } }),
          rB: domain({ DomainName: "ann" }),
        },
        { environment: { U: "ann" } },
      ),
      [
        `20:11: error DUPLICATE_GRANTEE user "ann" ${rest}`,
        `22:21: error DUPLICATE_GRANTEE user "ann" ${rest}`,
        `24:11: error DUPLICATE_GRANTEE user "ann" ${rest}`,
        `27:11: error DUPLICATE_GRANTEE user "ann" ${rest}`,
      ],
    );
    assert.deepEqual(of({ Owner: { Tags: [{ "!Environ": "T" }, { "!Environ": "T" }] } }), [
      '12:25: error VARIABLE_NOT_SET environment variable "T" is not set, but the plan needs it for "Share.Owner.Tags[0]"; set it',
      "14:11: error DUPLICATE_GRANTEE this tag already has owner access, given at resources/a.json:11:11; name each one once",
      '15:25: error VARIABLE_NOT_SET environment variable "T" is not set, but the plan needs it for "Share.Owner.Tags[1]"; set it',
    ]);
  });

  it("rejects secrets, because the plan needs to know who has access", () => {
    const message = (place: string) =>
      `who has access is not secret, and the plan needs it, so !Secret is not allowed in "${place}"; write the name, or an !Environ`;
    assert.deepEqual(of({ Owner: { Users: [{ "!Secret": "x" }, { User: "u", Note: [{ "!Secret": "x" }] }] } }), [
      `12:24: error SECRET_IN_SHARE ${message("Share.Owner.Users[0]")}`,
      `18:28: error SECRET_IN_SHARE ${message("Share.Owner.Users[1].Note[0]")}`,
    ]);
    const secret = { rB: domain({ DomainName: "b", DisplayName: { "!Secret": "x" } }) };
    assert.deepEqual(problemsOf(shared({ Owner: { Users: [{ "!DependsOn": "rB.DisplayName" }] } }, secret)), [
      "20:11: error SECRET_IN_SHARE the reference leads to a secret, but the plan needs to know who has access; write the name",
    ]);
  });

  it("rejects variables that are reserved for the run itself, and does not show their values", () => {
    const tags = { Owner: { Tags: [{ "!Environ": "GITHUB_TOKEN" }] } };
    const message =
      'error RESERVED_VARIABLE environment variable "GITHUB_TOKEN" is reserved for the run itself, so "Share.Owner.Tags[0]" cannot use it; set the value in another variable';
    assert.deepEqual(of(tags, { environment: { GITHUB_TOKEN: "eyJsecret" } }), [`12:25: ${message}`]);
  });

  it("rejects a variable with a secret-sounding name, because everybody may see who has access", () => {
    const users = { Owner: { Users: [{ "!Environ": "MY_PASSWORD" }] } };
    const message =
      'error SECRET_IN_PLAIN by its name, environment variable "MY_PASSWORD" is secret, but "Share.Owner.Users[0]" is readable in plans, in the state and on the platform; use another variable, or list this one in amorphic:plainEnv';
    assert.deepEqual(of(users, { environment: { MY_PASSWORD: "p" } }), [`12:25: ${message}`]);
  });

  it("never shows the value of such a variable, whatever else is wrong with the grant", () => {
    const secret = { "!Environ": "MY_PASSWORD" };
    const given = { environment: { MY_PASSWORD: "hunter2" } };
    const problems = [
      ...of({ Owner: { Tags: [secret] } }, given),
      ...of({ Owner: { Users: [secret, secret] } }, given),
    ];
    assert.deepEqual(
      problems.map((line) => line.split(" ")[2]),
      ["SECRET_IN_PLAIN", "SECRET_IN_PLAIN", "DUPLICATE_GRANTEE", "SECRET_IN_PLAIN"],
    );
    assert.doesNotMatch(problems.join(), /hunter2/);
  });

  it("rejects variables that are not set, and wrong references", () => {
    assert.deepEqual(of({ Owner: { Users: [{ "!Environ": "U" }] } }, { environment: { U: "" } }), [
      '12:25: error VARIABLE_NOT_SET environment variable "U" is empty, but the plan needs it for "Share.Owner.Users[0]"; set it',
    ]);
    assert.deepEqual(of({ Owner: { Users: [{ "!DependsOn": "rAA.X" }, { "!Enviorn": "U" }] } }), [
      '12:27: error UNKNOWN_LOGICAL_ID no definition has the logical id "rAA" (did you mean "rA"?); correct the reference or add the definition',
      '15:13: error UNKNOWN_FUNCTION there is no function "!Enviorn" (did you mean "!Environ"?); use !DependsOn, !Environ or !Secret',
    ]);
  });

  it("adds its references to the graph, as dependencies and in cycles", () => {
    const by = (target: string) => ({
      Share: { Owner: { Users: [{ User: "u", Note: { "!DependsOn": `${target}.DomainName` } }] } },
    });
    const { definitions } = load({ "resources/a.json": { rA: domain({}, by("rB")), rB: domain({ DomainName: "b" }) } });
    assert.deepEqual(
      definitions.map(({ logicalId, dependsOn }) => [logicalId, dependsOn]),
      [
        ["rB", []],
        ["rA", ["rB"]],
      ],
    );
    const circle = {
      rA: domain({}, by("rB")),
      rB: domain({ DomainName: "b", DisplayName: { "!DependsOn": "rA.DomainName" } }),
    };
    assert.deepEqual(problemsOf(circle), [
      "26:23: error CYCLE rA -> rB -> rA is a cycle, so none of them can be created first; remove one of these references",
    ]);
  });

  it("is rejected for types that cannot be shared", () =>
    assert.deepEqual(problemsOf({ rT: { Type: "Tag", Properties: { TagKey: "a", TagValue: "b" }, Share: {} } }), [
      "8:5: error NOT_SHAREABLE type Tag cannot be shared; remove it",
    ]));

  it("is checked even if the type is unknown", () =>
    assert.deepEqual(
      problemsOf({ rT: { Type: "Nothing like it", Properties: {}, Share: { Ower: {} } } }).map(
        (line) => line.split(" ")[2],
      ),
      ["UNKNOWN_TYPE", "UNKNOWN_ACCESS"],
    ));
});

describe("resolveGrants", () => {
  const grant = { AccessType: "owner", GranteeType: "user" } as const;
  it("replaces variables by their values, at any depth, and keeps references", () =>
    assert.deepEqual(
      resolveGrants(
        [
          {
            ...grant,
            Grantee: { "!Environ": "U" },
            Note: [{ a: { "!Environ": "U" } }, 1, null, { "!DependsOn": "rA.B" }],
          },
        ],
        { U: "u" },
      ),
      [{ ...grant, Grantee: "u", Note: [{ a: "u" }, 1, null, { "!DependsOn": "rA.B" }] }],
    ));
  it("throws if a variable is not set", () =>
    assert.throws(
      () => resolveGrants([{ ...grant, Grantee: { "!Environ": "U" } }], {}),
      (error: unknown) =>
        error instanceof UserError &&
        error.message === 'Environment variable "U" is not set, but a share needs it; set it.',
    ));
});
