import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { Lifecycle } from "../../providers/lifecycle";
import { changesOf, isUnchanged } from "../../providers/lifecycle/diff";
import type { Properties } from "../../providers/lifecycle/inputs";
import { Stage, typeOf } from "./stage";

const UNKNOWN = runtime.unknownValue;
const Dataset = typeOf("Dataset");
const Job = typeOf("Job");
const olds = {
  logicalId: "rOrders",
  DatasetId: "id-1",
  DatasetName: "orders",
  Domain: "sales",
  DatasourceType: "api",
  FileType: "csv",
  TargetLocation: "s3",
  TableUpdate: "append",
  DatasetDescription: "One row an order",
  Keywords: ["a", "b"],
  DatasetSchema: [{ name: "id", type: "bigint" }],
};
const NOTHING = { fields: [], steps: [], replaces: [] };
const without = (key: string): Properties => Object.fromEntries(Object.entries(olds).filter(([name]) => name !== key));
const changes = (before: Properties, after: Properties, type = Dataset) => changesOf(type, before, after);

describe("Changes", () => {
  it("are none without a difference, whatever Amorphic made or we call it", () => {
    for (const news of [
      olds,
      without("DatasetId"),
      { ...olds, logicalId: "rRenamed", renamedFrom: ["rOrders"] },
      { ...olds, Keywords: ["b", "a"], FileType: "CSV" },
      { ...olds, CreatedBy: "me" },
    ]) {
      assert.deepEqual(changes(olds, news), NOTHING);
      assert.ok(isUnchanged(changes(olds, news)));
    }
  });

  it("name the field, the step that sends it, and whether it cannot be changed in place", () => {
    const change = (news: Properties) => changes(olds, { ...olds, ...news });
    assert.deepEqual(change({ DatasetDescription: "x" }), { ...NOTHING, fields: ["DatasetDescription"] });
    assert.deepEqual(change({ DatasetSchema: [] }), { ...NOTHING, steps: ["registerSchema"] });
    assert.deepEqual(change({ FileType: "json" }), { ...NOTHING, fields: ["FileType"], replaces: ["FileType"] });
    assert.deepEqual(change({ PartitionKeys: [{ name: "y" }] }), {
      ...NOTHING,
      steps: ["registerSchema"],
      replaces: ["PartitionKeys"],
    });
  });

  it("are one for a property that is managed from now on, though it may be live already", () => {
    assert.deepEqual(changes(without("Keywords"), olds), { ...NOTHING, fields: ["Keywords"] });
    assert.deepEqual(changes(olds, { ...olds, SkipTrash: false, Unknown: null }), {
      ...NOTHING,
      fields: ["SkipTrash", "Unknown"],
    });
  });

  it("are no replacement for saying of an immutable property what it is by default", () => {
    assert.deepEqual(changes(olds, { ...olds, DatasetType: "Internal", PartitionKeys: [] }), NOTHING);
    assert.deepEqual(changes(olds, { ...olds, DatasetType: "external" }).replaces, ["DatasetType"]);
  });

  it("are one for a property that left the definition, unless it was at its default", () => {
    assert.deepEqual(changes(olds, without("DatasetDescription")), { ...NOTHING, fields: ["DatasetDescription"] });
    for (const value of ["", null]) {
      assert.deepEqual(changes({ ...olds, DatasetDescription: value }, without("DatasetDescription")), NOTHING);
    }
    assert.deepEqual(
      changes({ ...olds, LifeCyclePolicyStatus: "disabled" }, { ...olds }),
      NOTHING,
      "the default in another case",
    );
    assert.deepEqual(changes(olds, without("DatasetSchema")), NOTHING, "it has no default that could be sent");
  });

  it("are one wherever an unknown stands", () => {
    const deep = [{ name: UNKNOWN, type: "bigint" }];
    assert.deepEqual(changes(olds, { ...olds, DatasetSchema: deep }), { ...NOTHING, steps: ["registerSchema"] });
    assert.deepEqual(changes(olds, { ...olds, Domain: UNKNOWN }).replaces, ["Domain"]);
  });

  it("of the JSON type are changes", () => {
    for (const value of [{ a: 1 }, ["a"], 1, true, [UNKNOWN]]) {
      assert.deepEqual(changes(olds, { ...olds, DatasetDescription: value }).fields, ["DatasetDescription"]);
    }
  });

  it("know properties with names of ours and of every object's members for what they are", () => {
    const odd = JSON.parse('{"constructor": "x", "toString": 1, "__proto__": {"a": 1}}') as Properties;
    assert.deepEqual(changes(olds, { ...olds, ...odd }).fields, ["constructor", "toString", "__proto__"]);
    assert.deepEqual(changes({ ...olds, ...odd }, { ...olds, ...odd }), NOTHING);
    assert.deepEqual(changes(olds, { ...olds, pendingSteps: ["x"], __provider: "y", Artifacts: {} }), NOTHING);
  });
});

describe("A step that is left to be done", () => {
  it("is due though nothing differs, and its properties are no reason for a replacement", () => {
    const failed = { ...without("DatasetSchema"), pendingSteps: ["registerSchema"] };
    const news = { ...olds, PartitionKeys: [{ name: "y", type: "int", rank: 1 }] };
    assert.deepEqual(changes(failed, news), { ...NOTHING, steps: ["registerSchema"] });
    assert.deepEqual(changes({ ...olds, pendingSteps: ["registerSchema"] }, olds), {
      ...NOTHING,
      steps: ["registerSchema"],
    });
  });

  it("still means a replacement where the platform has another value already", () => {
    const failed = { ...olds, PartitionKeys: [{ name: "y" }], pendingSteps: ["registerSchema"] };
    assert.deepEqual(changes(failed, { ...failed, PartitionKeys: [{ name: "z" }] }).replaces, ["PartitionKeys"]);
  });

  it("is not due any more if the definition has nothing for it to send", () => {
    const failed = { ...without("DatasetSchema"), pendingSteps: ["registerSchema"] };
    assert.deepEqual(changes(failed, without("DatasetSchema")), NOTHING);
  });

  it("takes back what left the definition and has a default", () => {
    const job = { JobName: "daily", ETLJobType: "spark" };
    const failed = { ...job, SharedLibraries: ["id-1"], pendingSteps: ["setAccess"] };
    assert.deepEqual(changes(failed, job, Job).steps, ["setAccess"]);
  });

  it("that no type has any more is forgotten", () => {
    assert.deepEqual(changes({ ...olds, pendingSteps: ["fly"] }, olds), NOTHING);
  });
});

describe("Artifacts", () => {
  const file = (path: string, sha256: string) => ({ path, sha256 });
  const job = (...script: ReturnType<typeof file>[]) => ({
    JobName: "daily",
    ETLJobType: "spark",
    Artifacts: { Script: script },
  });

  it("are uploaded again if name or content differs, not if the directory does", () => {
    const before = job(file("old/a.py", "1"));
    assert.deepEqual(changes(before, job(file("new/dir/a.py", "1")), Job), NOTHING);
    for (const other of [file("old/a.py", "2"), file("old/b.py", "1")]) {
      assert.deepEqual(changes(before, job(other), Job), { ...NOTHING, steps: ["uploadScript"] });
    }
  });

  it("stay on the platform when they leave the definition", () => {
    assert.deepEqual(changes(job(file("a.py", "1")), { JobName: "daily", ETLJobType: "spark" }, Job), NOTHING);
  });
});

describe("The diff that the engine gets", () => {
  const guarded = { protect: ["Dataset"], allow: [] as string[], import: [] };
  const lifecycle = (policy = guarded) => {
    const stage = new Stage(Dataset);
    stage.policy = policy;
    return new Lifecycle(Dataset, stage.platform);
  };
  const news = { ...olds, FileType: "json", Domain: "hr" };
  const refusal =
    'Dataset "sales.orders" (rOrders) is protected, and this run would replace it (delete, then create), because Domain and ' +
    'FileType cannot be changed in place. If its data may be lost, add "rOrders" to amorphic:allow in the stack\'s file; ' +
    "otherwise take the change back.";

  it("deletes before it replaces", () => {
    assert.deepEqual(lifecycle({ ...guarded, protect: [] }).diff(olds, news), {
      changes: true,
      replaces: ["Domain", "FileType"],
      deleteBeforeReplace: true,
    });
  });

  it("refuses to replace what is protected, unless it is allowed", () => {
    assert.throws(() => lifecycle().diff(olds, news), { name: "UserError", message: refusal });
    assert.deepEqual(lifecycle({ ...guarded, allow: ["rOrders"] }).diff(olds, news).changes, true);
  });

  it("only shows what a refresh finds, also of a protected resource", () => {
    assert.deepEqual(lifecycle().diff(olds, news, true).replaces.length, 2);
  });

  it("is a change if only the handler's text is another", () => {
    assert.deepEqual(lifecycle().diff({ ...olds, __provider: "a" }, { ...olds, __provider: "b" }), {
      changes: true,
      replaces: [],
      deleteBeforeReplace: true,
    });
  });
});
