import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { UserError } from "../../providers/errors";
import { Lifecycle } from "../../providers/lifecycle";
import { changesOf, isUnchanged, noLongerManaged } from "../../providers/lifecycle/diff";
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
  it("ignore outputs, the logical id, and case and order where they do not matter", () => {
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

  it("name the field or the step that sends it, and whether it requires a replacement", () => {
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

  it("include a newly managed property, even if it may have that value already", () => {
    assert.deepEqual(changes(without("Keywords"), olds), { ...NOTHING, fields: ["Keywords"] });
    assert.deepEqual(changes(olds, { ...olds, SkipTrash: false, Unknown: null }), {
      ...NOTHING,
      fields: ["SkipTrash", "Unknown"],
    });
  });

  it("do not include an immutable property that is added as empty", () => {
    assert.deepEqual(changes(olds, { ...olds, PartitionKeys: [] }), NOTHING);
    assert.deepEqual(changes(olds, { ...olds, DatasetType: "external" }).replaces, ["DatasetType"]);
    assert.deepEqual(changes({ ...olds, DatasetType: "external" }, { ...olds, DatasetType: "internal" }).replaces, [
      "DatasetType",
    ]);
  });

  it("do not include a value in another of its spellings", () => {
    const loading = (TableUpdate: string) => ({ ...olds, TableUpdate });
    assert.deepEqual(changes(loading("latest record"), loading("latestrecord")), NOTHING);
    assert.deepEqual(changes(loading("LatestRecord"), loading("latest record")), NOTHING);
    assert.deepEqual(changes(loading("latest record"), loading("reload")).replaces, ["TableUpdate"]);
    assert.deepEqual(changes({ ...olds, DatasetDescription: "a b" }, { ...olds, DatasetDescription: "ab" }).fields, [
      "DatasetDescription",
    ]);
  });

  it("include a secret seen for the first time, but never as a replacement", () => {
    const [unseen, seen] = [{ "!Environ": "A" }, { "!Environ": "A", fingerprint: "1" }];
    const described = (DatasetDescription: object) => ({ ...olds, DatasetDescription });
    assert.deepEqual(changes(described(unseen), described(seen)), { ...NOTHING, fields: ["DatasetDescription"] });
    assert.deepEqual(changes(described(seen), described(unseen)), NOTHING);
    const located = (TargetLocation: object) => ({ ...olds, TargetLocation });
    assert.deepEqual(changes(located(unseen), located(seen)), NOTHING);
    assert.deepEqual(changes(located(seen), located({ ...seen, fingerprint: "2" })).replaces, ["TargetLocation"]);
  });

  it("include a removed property only if its value differs from a known default", () => {
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
    assert.deepEqual(changes({ ...olds, Odd: "x" }, olds), NOTHING, "the catalog does not know it");
  });

  it("include every property that contains an unknown value", () => {
    const deep = [{ name: UNKNOWN, type: "bigint" }];
    assert.deepEqual(changes(olds, { ...olds, DatasetSchema: deep }), { ...NOTHING, steps: ["registerSchema"] });
    assert.deepEqual(changes(olds, { ...olds, Domain: UNKNOWN }).replaces, ["Domain"]);
  });

  it("include a changed JSON type", () => {
    for (const value of [{ a: 1 }, ["a"], 1, true, [UNKNOWN]]) {
      assert.deepEqual(changes(olds, { ...olds, DatasetDescription: value }).fields, ["DatasetDescription"]);
    }
  });

  it("include properties named like members of Object.prototype, but not the provider's own", () => {
    const odd = JSON.parse('{"constructor": "x", "toString": 1, "__proto__": {"a": 1}}') as Properties;
    assert.deepEqual(changes(olds, { ...olds, ...odd }).fields, ["constructor", "toString", "__proto__"]);
    assert.deepEqual(changes({ ...olds, ...odd }, { ...olds, ...odd }), NOTHING);
    assert.deepEqual(changes(olds, { ...olds, pendingSteps: ["x"], __provider: "y", Artifacts: {} }), NOTHING);
  });
});

describe("A pending step", () => {
  it("is due even if nothing differs, and its properties cause no replacement", () => {
    const failed = { ...without("DatasetSchema"), pendingSteps: ["registerSchema"] };
    const news = { ...olds, PartitionKeys: [{ name: "y", type: "int", rank: 1 }] };
    assert.deepEqual(changes(failed, news), { ...NOTHING, steps: ["registerSchema"] });
    assert.deepEqual(changes({ ...olds, pendingSteps: ["registerSchema"] }, olds), {
      ...NOTHING,
      steps: ["registerSchema"],
    });
  });

  it("still causes a replacement if the state holds another immutable value", () => {
    const failed = { ...olds, PartitionKeys: [{ name: "y" }], pendingSteps: ["registerSchema"] };
    assert.deepEqual(changes(failed, { ...failed, PartitionKeys: [{ name: "z" }] }).replaces, ["PartitionKeys"]);
  });

  it("is dropped if the definition has nothing left for it to send", () => {
    const failed = { ...without("DatasetSchema"), pendingSteps: ["registerSchema"] };
    assert.deepEqual(changes(failed, without("DatasetSchema")), NOTHING);
  });

  it("is due if the definition reverts a change that may have been carried out", () => {
    const job = { JobName: "daily", ETLJobType: "spark", Description: "x" };
    const script = { ...job, Artifacts: { Script: [{ path: "a.py", sha256: "1" }] } };
    assert.deepEqual(changes({ ...script, pendingSteps: ["uploadScript"] }, script, Job).steps, ["uploadScript"]);
    assert.deepEqual(changes({ ...job, pendingSteps: ["update"] }, job, Job).fields, Object.keys(job));
    const shared = { ...job, grants: [{ AccessType: "owner", GranteeType: "user", Grantee: "u" }] };
    assert.deepEqual(changes({ ...shared, pendingSteps: ["share"] }, shared, Job).steps, ["share"]);
  });

  it("resets removed properties that have a default", () => {
    const job = { JobName: "daily", ETLJobType: "spark" };
    const failed = { ...job, SharedLibraries: ["id-1"], pendingSteps: ["setAccess"] };
    assert.deepEqual(changes(failed, job, Job).steps, ["setAccess"]);
  });

  it("is dropped if its type no longer has it", () => {
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

  it("are uploaded again if name or content differs, but not if only the directory does", () => {
    const before = job(file("old/a.py", "1"));
    assert.deepEqual(changes(before, job(file("new/dir/a.py", "1")), Job), NOTHING);
    for (const other of [file("old/a.py", "2"), file("old/b.py", "1")]) {
      assert.deepEqual(changes(before, job(other), Job), { ...NOTHING, steps: ["uploadScript"] });
    }
  });

  it("of a list may be in any order", () => {
    const library = (...Library: ReturnType<typeof file>[]) => ({ LibraryName: "l", Artifacts: { Library } });
    const [a, b] = [file("a.py", "1"), file("b.py", "2")];
    assert.deepEqual(changes(library(a, b), library(b, a), typeOf("SharedLibraries")), NOTHING);
  });

  it("stay on the platform when removed from the definition", () => {
    assert.deepEqual(changes(job(file("a.py", "1")), { JobName: "daily", ETLJobType: "spark" }, Job), NOTHING);
  });

  it("count as changed while it is not known which files they are", () => {
    for (const Artifacts of [{ Script: UNKNOWN }, UNKNOWN]) {
      const news = { ...job(), Artifacts } as unknown as Properties;
      assert.deepEqual(changes(job(file("a.py", "1")), news, Job), { ...NOTHING, steps: ["uploadScript"] });
    }
  });
});

describe("A property removed from a definition", () => {
  const job = { logicalId: "rJob", JobName: "daily", ETLJobType: "spark" };
  const Script = [{ path: "a.py", sha256: "1" }];

  it("is no longer managed if it has no known default or cannot be changed in place", () => {
    assert.deepEqual(noLongerManaged(Dataset, olds, without("DatasetSchema")), ["DatasetSchema"]);
    assert.deepEqual(noLongerManaged(Dataset, { ...olds, DatasetType: "external", Odd: 1 }, olds), [
      "DatasetType",
      "Odd",
    ]);
    assert.deepEqual(noLongerManaged(Job, { ...job, MaxCapacity: 2, Artifacts: { Script } }, job), [
      "MaxCapacity",
      "Artifacts.Script",
    ]);
    assert.deepEqual(noLongerManaged(Job, { ...job, Artifacts: { Script } }, { ...job, Artifacts: {} }), [
      "Artifacts.Script",
    ]);
  });

  it("is not reported if it is reset, or had the value that a new object has anyway", () => {
    assert.deepEqual(noLongerManaged(Dataset, olds, without("DatasetDescription")), []);
    const usual = { ...olds, DatasetType: "Internal", PartitionKeys: [], FileDelimiter: "", Odd: null };
    assert.deepEqual(noLongerManaged(Dataset, usual, olds), []);
    assert.deepEqual(noLongerManaged(Job, { ...job, Artifacts: { Script: [] } }, job), []);
    assert.deepEqual(noLongerManaged(Dataset, olds, without("DatasetId")), [], "Amorphic made it");
  });

  it("is not confused with one that is not known yet", () => {
    const before = { ...job, MaxCapacity: 2, Artifacts: { Script } };
    for (const Artifacts of [UNKNOWN, { Script: UNKNOWN }]) {
      const news = { ...job, MaxCapacity: UNKNOWN, Artifacts } as unknown as Properties;
      assert.deepEqual(noLongerManaged(Job, before, news), []);
    }
  });

  it("never causes a replacement, even if it is immutable and has a default", async () => {
    const stage = new Stage(Dataset);
    stage.policy = { ...stage.policy, protect: ["Dataset"] };
    const lifecycle = new Lifecycle(Dataset, stage.platform);
    const before = { ...olds, DatasetType: "external" };
    assert.deepEqual(changes(before, olds), NOTHING);
    const forgets = { changes: true, replaces: [], deleteBeforeReplace: true };
    assert.deepEqual(await lifecycle.diff("id-1", before, olds), forgets);
    const { outs } = await lifecycle.update("id-1", before, olds);
    assert.deepEqual(outs, olds);
    assert.deepEqual(await lifecycle.diff("id-1", outs, olds), { ...forgets, changes: false });
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("is not reset by another update if it is immutable", async () => {
    const stage = new Stage(Dataset);
    const { logicalId, DatasetId, ...live } = olds;
    stage.amorphic.make({ ...live, DatasetType: "external" }, "us");
    const news = { ...olds, DatasetDescription: "x" };
    await new Lifecycle(Dataset, stage.platform).update("id-1", { ...olds, DatasetType: "external" }, news);
    assert.deepEqual(
      stage.amorphic.bodies.map(([call, body]) => [call, (body as Properties)["DatasetType"]]),
      [["PUT /datasets/{id}/updatemetadata", "external"]],
      "the whole object is sent, with what it has",
    );
    assert.deepEqual([logicalId, DatasetId], ["rOrders", "id-1"]);
  });
});

describe("The diff for the engine", () => {
  const guarded = { protect: ["Dataset"], allow: [] as string[], import: [] };
  const lifecycle = (policy = guarded) => {
    const stage = new Stage(Dataset);
    stage.policy = policy;
    return new Lifecycle(Dataset, stage.platform);
  };
  const news = { ...olds, FileType: "json", Domain: "hr" };
  const refusal =
    'Dataset "sales.orders" (rOrders) is protected, and this run would replace it (delete, then create), because Domain and ' +
    'FileType cannot be changed in place. If its data is no longer needed, add "rOrders" to amorphic:allow in the stack\'s file; ' +
    "otherwise revert the change.";

  it("replaces by deleting first", async () => {
    assert.deepEqual(await lifecycle({ ...guarded, protect: [] }).diff("id-1", olds, news), {
      changes: true,
      replaces: ["Domain", "FileType"],
      deleteBeforeReplace: true,
    });
  });

  it("refuses to replace a protected resource, unless it is allowed", async () => {
    await assert.rejects(lifecycle().diff("id-1", olds, news), { name: "UserError", message: refusal });
    const allowed = await lifecycle({ ...guarded, allow: ["rOrders"] }).diff("id-1", olds, news);
    assert.deepEqual(allowed.changes, true);
  });

  it("refuses nothing during a refresh, not even for a protected resource", async () => {
    assert.deepEqual((await lifecycle().diff("id-1", olds, news, true)).replaces.length, 2);
  });

  it("reports a change if only the handler's text differs", async () => {
    assert.deepEqual(await lifecycle().diff("id-1", { ...olds, __provider: "a" }, { ...olds, __provider: "b" }), {
      changes: true,
      replaces: [],
      deleteBeforeReplace: true,
    });
  });
});

describe("A newly managed immutable property", () => {
  const DOMAIN = { logicalId: "rSales", DomainName: "sales", DisplayName: "Sales" };
  const ours = { ...DOMAIN, TenantName: "acme" };
  const stageOf = (live?: object) => {
    const stage = new Stage(typeOf("Domain"));
    if (live) stage.amorphic.make({ ...DOMAIN, ...live }, "us");
    return stage;
  };
  const diff = ({ type, platform }: Stage, before: Properties, after: Properties) =>
    new Lifecycle(type, platform).diff("sales", before, after);
  const replaces = async (stage: Stage, after: Properties = ours) => (await diff(stage, DOMAIN, after)).replaces;

  it("is an ordinary change if the object already has its value, even a protected one; no call is sent", async () => {
    const stage = stageOf({ TenantName: "acme" });
    stage.policy = { ...stage.policy, protect: ["Domain"] };
    assert.deepEqual(await diff(stage, DOMAIN, ours), { changes: true, replaces: [], deleteBeforeReplace: true });
    assert.deepEqual(stage.amorphic.calls, ["GET /domains/{id}"]);
    const { outs } = await new Lifecycle(stage.type, stage.platform).update("sales", DOMAIN, ours);
    assert.deepEqual(outs, ours);
    assert.deepEqual(stage.amorphic.calls, ["GET /domains/{id}"]);
    assert.deepEqual(await diff(stage, outs, ours), { changes: false, replaces: [], deleteBeforeReplace: true });
    assert.deepEqual(stage.amorphic.calls, ["GET /domains/{id}"]);
  });

  it("requires a replacement if the object has another value or none, or cannot be read", async () => {
    for (const live of [{ TenantName: "other" }, { TenantName: "ACME" }, { TenantName: "****" }, {}, undefined]) {
      assert.deepEqual(await replaces(stageOf(live)), ["TenantName"]);
    }
    const stage = stageOf({ TenantName: "acme" });
    stage.amorphic.fault = () => "refused";
    assert.deepEqual(await replaces(stage), ["TenantName"]);
    const withoutToken = { ...stage.platform, api: () => Promise.reject(new UserError("no token")) };
    const { replaces: found } = await new Lifecycle(stage.type, withoutToken).diff("sales", DOMAIN, ours);
    assert.deepEqual(found, ["TenantName"]);
  });

  it("requires a replacement if its value is a secret, which cannot be compared", async () => {
    const stage = stageOf({ TenantName: "acme" });
    assert.deepEqual(await replaces(stage, { ...DOMAIN, TenantName: { "!Environ": "TENANT" } }), ["TenantName"]);
  });

  it("counts as such if it was a secret until now, as of a variable that amorphic:plainEnv now lists", async () => {
    const before = { ...DOMAIN, TenantName: { "!Environ": "TENANT", fingerprint: "f" } };
    const stage = stageOf({ TenantName: "acme" });
    const lifecycle = new Lifecycle(stage.type, stage.platform);
    assert.deepEqual(await diff(stage, before, ours), { changes: true, replaces: [], deleteBeforeReplace: true });
    assert.deepEqual((await lifecycle.update("sales", before, ours)).outs, ours);
    assert.deepEqual(stage.amorphic.calls, ["GET /domains/{id}"]);
    assert.deepEqual((await diff(stage, before, { ...ours, TenantName: "other" })).replaces, ["TenantName"]);
    assert.deepEqual((await diff(stageOf(), before, ours)).replaces, ["TenantName"]);
  });

  it("causes no replacement if it only states the default, unless the live object has another value", async () => {
    const { logicalId, DatasetId, ...live } = olds;
    const spelled = { ...olds, DatasetType: "Internal" };
    const diffOf = (object?: object) => {
      const stage = new Stage(Dataset);
      if (object) stage.amorphic.make({ ...live, ...object }, "us");
      return new Lifecycle(Dataset, stage.platform).diff("id-1", olds, spelled);
    };
    for (const object of [{ DatasetType: "internal" }, {}, undefined]) {
      assert.deepEqual(await diffOf(object), { changes: true, replaces: [], deleteBeforeReplace: true });
    }
    assert.deepEqual((await diffOf({ DatasetType: "external" })).replaces, ["DatasetType"]);
    assert.deepEqual([logicalId, DatasetId], ["rOrders", "id-1"]);
  });

  it("fails the diff if no answer comes", async () => {
    for (const fault of ["uncertain", "stopped"] as const) {
      const stage = stageOf({ TenantName: "acme" });
      stage.amorphic.fault = () => fault;
      await assert.rejects(replaces(stage), { message: `GET /domains/{id}: ${fault}` });
    }
  });

  it("causes no call if its value is not known yet or it was managed before", async () => {
    const stage = stageOf({ TenantName: "acme" });
    assert.deepEqual(await replaces(stage, { ...DOMAIN, TenantName: UNKNOWN }), ["TenantName"]);
    assert.deepEqual((await diff(stage, { ...DOMAIN, TenantName: "old" }, ours)).replaces, ["TenantName"]);
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("runs no step by itself, and does not keep other changes from being sent", async () => {
    const stage = new Stage(Dataset);
    const { logicalId, DatasetId, ...live } = olds;
    const PartitionKeys = [{ name: "y", type: "int", rank: 1 }];
    stage.amorphic.make({ ...live, PartitionKeys }, "us");
    const lifecycle = new Lifecycle(Dataset, stage.platform);
    const after = { ...olds, PartitionKeys };
    assert.deepEqual((await lifecycle.diff("id-1", olds, after)).replaces, []);
    assert.deepEqual((await lifecycle.update("id-1", olds, after)).outs, after);
    assert.deepEqual(stage.amorphic.calls, ["GET /datasets/{id}"]);
    const DatasetSchema = [{ name: "id", type: "int" }];
    await lifecycle.update("id-1", olds, { ...after, DatasetSchema });
    assert.deepEqual(stage.amorphic.bodies, [["PUT /datasets/{id}", { DatasetSchema, PartitionKeys }]]);
    assert.deepEqual([logicalId, DatasetId], ["rOrders", "id-1"]);
  });
});
