import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { check } from "../../providers/lifecycle/check";
import type { Properties } from "../../providers/lifecycle/inputs";
import { Vault } from "../../providers/lifecycle/secrets/vault";
import { typeOf, vaultOf } from "./stage";

const UNKNOWN = runtime.unknownValue;
const TAG = { logicalId: "rTag", TagKey: "team", TagValue: "a" };
const JOB = { logicalId: "rJob", JobName: "daily", ETLJobType: "spark" };
const checked = (type: string, news: object, environment: NodeJS.ProcessEnv = {}, olds: Properties = {}) =>
  check(vaultOf(environment), typeOf(type), olds, news as Properties);

describe("Checking inputs", () => {
  it("leaves out properties that Amorphic owns or that only the provider writes", () => {
    const news = { ...TAG, renamedFrom: ["rOld"], __provider: "text", CreatedBy: "x", pendingSteps: ["x"], Other: [1] };
    const { CreatedBy, pendingSteps, ...kept } = news;
    assert.deepEqual(checked("Tag", news), { inputs: kept, failures: [] });
    assert.ok(CreatedBy.length + pendingSteps.length > 0);
    assert.deepEqual(checked("Job", { ...JOB, Id: "id-1" }).inputs, JOB);
  });

  it("keeps properties named like members of Object.prototype", () => {
    const news = JSON.parse('{"constructor": "x", "__proto__": {"TagKey": "y"}, "toString": null}') as object;
    const { inputs, failures } = checked("Tag", Object.assign(Object.create(null), TAG, {}, news) as object);
    assert.deepEqual(failures, []);
    assert.equal(inputs.constructor, "x");
    assert.ok(Object.hasOwn(inputs, "toString"));
    const own = checked("Tag", JSON.parse('{"TagKey": "k", "TagValue": "v", "__proto__": {"a": 1}}') as object).inputs;
    assert.equal(JSON.stringify(own), '{"TagKey":"k","TagValue":"v","__proto__":{"a":1}}');
    assert.equal(Object.getPrototypeOf(own), Object.prototype);
  });

  it("accepts unknown values anywhere", () => {
    const news = {
      ...JOB,
      JobName: UNKNOWN,
      Keywords: UNKNOWN,
      DefaultArguments: { a: UNKNOWN },
      SharedLibraries: [UNKNOWN],
    };
    assert.deepEqual(checked("Job", news), { inputs: news, failures: [] });
    for (const Artifacts of [UNKNOWN, { Script: UNKNOWN }]) {
      assert.deepEqual(checked("Job", { ...JOB, Artifacts }), { inputs: { ...JOB, Artifacts }, failures: [] });
    }
    assert.deepEqual(checked("Job", { ...JOB, Artifacts: { Script: [UNKNOWN] } }).inputs["Artifacts"], {
      Script: UNKNOWN,
    });
  });

  it("replaces a variable in a grant by its value, as who has access is readable", () => {
    const grant = (Grantee: unknown) => ({ AccessType: "owner", GranteeType: "user", Grantee });
    const granted = (Grantee: unknown, environment = {}) =>
      checked("Tag", { ...TAG, grants: [grant("u1"), grant(Grantee)] }, environment);
    assert.deepEqual(granted({ "!Environ": "WHO" }, { WHO: "u2" }), {
      inputs: { ...TAG, grants: [grant("u1"), grant("u2")] },
      failures: [],
    });
    assert.deepEqual(granted(UNKNOWN).inputs["grants"], [grant("u1"), grant(UNKNOWN)]);
    const reasonOf = (Grantee: unknown, environment = {}) => granted(Grantee, environment).failures[0]?.reason;
    assert.equal(
      reasonOf({ "!Environ": "WHO" }),
      "grants[1].Grantee: the environment variable WHO is not set. Set it and run again.",
    );
    assert.equal(
      reasonOf({ "!Secret": "who" }),
      'the plan needs "grants[1].Grantee", but the value of a !Secret is never shown; write the name, or an !Environ',
    );
    assert.match(reasonOf({ "!Environ": "WHO_TOKEN" }, { WHO_TOKEN: "t" }) ?? "", /by its name .* WHO_TOKEN is/);
  });

  it("leaves no undefined", () => {
    assert.deepEqual(checked("Tag", { ...TAG, Other: { a: undefined, b: [undefined] } }).inputs["Other"], {
      b: [null],
    });
  });

  it("reports every mistake, with the property it is in", () => {
    const { failures } = checked("Job", {
      ...JOB,
      ETLJobType: undefined,
      Keywords: "a",
      MaxCapacity: [1],
      Description: null,
    });
    assert.deepEqual(failures.map(({ property, reason }) => `${property}: ${reason.split(";")[0] ?? ""}`).sort(), [
      ': "ETLJobType" is missing, and is required for type Job',
      'Description: "Description" is null, but must be a string',
      'Keywords: "Keywords" is a string, but must be a list',
      'MaxCapacity: "MaxCapacity" is a list, but must be a number or a string',
    ]);
  });

  it("refuses a literal secret, and does not repeat it", () => {
    const source = { DatasourceName: "db", DatasourceType: "jdbc", DatasourceConfig: { Password: "hunter2" } };
    const { failures } = checked("Datasource", source);
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["DatasourceConfig.Password"],
    );
    assert.ok(!JSON.stringify(failures).includes("hunter2"));
  });
});

describe("The value of a Parameter", () => {
  const failures = (ParameterType: string, ParameterValue: unknown, plainEnv: readonly string[] = []) =>
    check(
      vaultOf({ VALUE: "hunter2" }, plainEnv),
      typeOf("Parameter"),
      {},
      {
        ...{ logicalId: "rP", ParameterKey: "p", ParameterType, ParameterValue },
      },
    ).failures;
  const REFUSED = {
    property: "ParameterValue",
    reason:
      '"ParameterValue" is a secret, and a literal value would be readable in the repository and in the state; ' +
      'write {"!Environ": "NAME"} and set that variable where the deployment runs, ' +
      'or {"!Secret": "name-or-ARN#key"} for a secret in AWS Secrets Manager; then rotate the secret, as it stays in the history',
  };

  it("must be neither a literal nor a plain variable if its type makes it a secret", () => {
    for (const type of ["SecureString", "securestring"]) {
      assert.deepEqual(failures(type, "hunter2"), [REFUSED]);
      assert.deepEqual(failures(type, { "!Environ": "VALUE" }, ["VALUE"]), [REFUSED]);
      assert.deepEqual(failures(type, { "!Environ": "VALUE" }), []);
    }
    assert.deepEqual(failures("String", "hunter2"), []);
  });
});

describe("A secret in the inputs", () => {
  const news = { ...TAG, TagDescription: { "!Environ": "NAME" } };
  const described = (environment: NodeJS.ProcessEnv, olds: Properties = {}) =>
    checked("Tag", news, environment, olds).inputs["TagDescription"];

  it("is stored as its name and a fingerprint that changes only with the value", () => {
    const one = described({ NAME: "hunter2" });
    assert.match(JSON.stringify(one), /^\{"!Environ":"NAME","fingerprint":"[0-9a-f]{32}"\}$/);
    assert.deepEqual(described({ NAME: "hunter2", OTHER: "x" }), one);
    assert.notDeepEqual(described({ NAME: "hunter3" }), one);
  });

  it("has a different fingerprint for each type, name and property, so that sharing it does not show", () => {
    const environment = { NAME: "hunter2", VALUE: "a" };
    const secret = { "!Environ": "NAME" };
    const fingerprint = (type: string, properties: Properties, key: string) =>
      JSON.stringify(checked(type, properties, environment).inputs[key]);
    const one = fingerprint("Tag", news, "TagDescription");
    const others = [
      fingerprint("Tag", { ...news, TagKey: "other" }, "TagDescription"),
      fingerprint("Tag", { ...news, TagValue: "other" }, "TagDescription"),
      fingerprint("Role", { RoleName: "team", RolePermissions: ["x"], TagDescription: secret }, "TagDescription"),
      fingerprint("Tag", { ...news, Other: secret }, "Other"),
    ];
    assert.equal(new Set([one, ...others]).size, 5);
    // A variable in the name counts by its value; the order of the properties does not count.
    const { TagValue, ...rest } = news;
    assert.equal(fingerprint("Tag", { ...rest, TagValue: { "!Environ": "VALUE" } }, "TagDescription"), one);
    assert.equal(TagValue, "a");
  });

  it("keeps its last fingerprint while the variable is unset or empty", () => {
    const olds = checked("Tag", news, { NAME: "hunter2" }).inputs;
    for (const environment of [{}, { NAME: "" }]) {
      assert.deepEqual(described(environment, olds), olds["TagDescription"]);
      assert.deepEqual(described(environment), { "!Environ": "NAME" });
      assert.deepEqual(described(environment, { TagDescription: "plain before" }), { "!Environ": "NAME" });
    }
  });

  it("in the natural key counts as plain, and its variable must be set", () => {
    const named = { ...TAG, TagValue: { "!Environ": "STAGE" } };
    assert.equal(checked("Tag", named, { STAGE: "dev" }).inputs["TagValue"], "dev");
    assert.deepEqual(checked("Tag", named).failures, [
      { property: "TagValue", reason: "TagValue: the environment variable STAGE is not set. Set it and run again." },
    ]);
  });

  it("from Secrets Manager is refused in the natural key, whether or not its value is known", async () => {
    const named = { ...TAG, TagValue: { "!Secret": "prod/db#password" } };
    const vault = new Vault({ environment: {}, plainEnv: [], readSecret: () => Promise.resolve("hunter2") });
    const reason =
      'the plan needs "TagValue", but the value of a !Secret is never shown; write the name, or an !Environ';
    const sealed = () => check(vault, typeOf("Tag"), {}, named);
    assert.deepEqual(sealed().failures, [{ property: "TagValue", reason }]);
    await vault.load(named);
    assert.deepEqual(sealed().failures, [{ property: "TagValue", reason }]);
    assert.doesNotMatch(JSON.stringify(sealed()), /hunter2/);
  });

  it("loses a fingerprint written in the definition", () => {
    const forged = { ...TAG, TagDescription: { "!Environ": "NAME", fingerprint: "f".repeat(32) } };
    assert.deepEqual(checked("Tag", forged).inputs["TagDescription"], { "!Environ": "NAME" });
  });
});

describe("Artifacts in the inputs", () => {
  let directory = "";
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "check-"));
    writeFileSync(join(directory, "a.py"), "print(1)");
    writeFileSync(join(directory, "empty.whl"), "");
    mkdirSync(join(directory, "folder"));
  });
  after(() => rmSync(directory, { recursive: true }));
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  it("become paths and hashes, whether given as one path, as a list or already hashed", () => {
    const [script, empty] = [join(directory, "a.py"), join(directory, "empty.whl")];
    const hashed = { path: script, sha256: sha256("print(1)") };
    for (const given of [script, [script], [hashed], [{ ...hashed, sha256: "old" }]]) {
      assert.deepEqual(checked("Job", { ...JOB, Artifacts: { Script: given } }).inputs["Artifacts"], {
        Script: [hashed],
      });
    }
    const { inputs } = checked("Job", { ...JOB, Artifacts: { Script: [empty, script] } });
    assert.deepEqual(inputs["Artifacts"], { Script: [{ path: empty, sha256: sha256("") }, hashed] });
  });

  it("must have different file names, since Amorphic identifies files by name", () => {
    const [first, second] = [join(directory, "a.py"), join(directory, "folder", "a.py")];
    writeFileSync(second, "print(2)");
    const library = { logicalId: "rL", LibraryName: "l", LibraryDescription: "d" };
    assert.deepEqual(checked("SharedLibraries", { ...library, Artifacts: { Library: [first, second] } }).failures, [
      {
        property: "Artifacts",
        reason: `${second} has the same name as ${first}, and Amorphic identifies files by name, so it would overwrite that one. Rename or remove one of the two.`,
      },
    ]);
  });

  it("must be existing files", () => {
    for (const name of ["none.py", "folder"]) {
      const path = join(directory, name);
      assert.deepEqual(checked("Job", { ...JOB, Artifacts: { Script: path } }).failures, [
        { property: "Artifacts", reason: `${path} is not a file.` },
      ]);
    }
    for (const odd of [null, 1, {}])
      assert.equal(checked("Job", { ...JOB, Artifacts: { Script: odd } }).failures.length, 1);
  });
});
