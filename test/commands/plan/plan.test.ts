import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { dialects, planMarkdown } from "../../../commands/plan/markdown";
import { destroys, planLine, type Change } from "../../../commands/plan/model";
import { planOf } from "../../../commands/plan/plan";
import { planText } from "../../../commands/plan/text";
import { nameOf } from "../../../providers/engine/names";
import { foreign, planned, planOfSteps, previewOf, steps, urnOf, type Step } from "./preview";

const UNKNOWN = runtime.unknownValue;
const changes = (...made: Parameters<typeof planOfSteps>): readonly Change[] => planOfSteps(...made).changes;
const only = (...made: Parameters<typeof planOfSteps>): Change => {
  const [change, ...others] = changes(...made);
  assert.ok(change && others.length === 0);
  return change;
};

describe("A plan", () => {
  it("is empty for an empty preview", () => {
    assert.deepEqual(planned([]), {
      changes: [],
      settings: {},
      unchanged: 0,
      notCompared: [],
      refused: [],
      warnings: [],
      errors: [],
    });
    assert.equal(planLine(planned([])), "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged");
  });

  it("counts each resource of any provider once, and leaves out what is not an object", () => {
    const made = planOfSteps([
      { op: "same", urn: "urn:pulumi:dev::amorphic::pulumi:pulumi:Stack::amorphic-dev" },
      { op: "update", urn: "urn:pulumi:dev::amorphic::pulumi:providers:pulumi-nodejs::default" },
      { op: "create", urn: "urn:pulumi:dev::amorphic::acme:Team::team", new: { inputs: {} } },
      foreign("read", "pulumi:pulumi:StackReference", "network"),
      foreign("same", "aws:s3/bucket:Bucket", "data"),
      ...["create-replacement", "replace", "delete-replaced"].map((op) =>
        foreign(op, "aws:rds/instance:Instance", "rReplaced"),
      ),
      steps.same("Tag", "rSame"),
      steps.create("Tag", "rNew"),
      steps.update("Tag", "rChanged", { TagDescription: "a" }, { TagDescription: "b" }),
      ...steps.replace("Tag", "rReplaced", { TagValue: "a" }, { TagValue: "b" }),
      steps.delete("Tag", "rGone"),
    ]);
    assert.equal(planLine(made), "Plan: 1 to create, 1 to update, 2 to replace, 1 to delete, 2 unchanged");
    assert.deepEqual(
      made.changes.map(({ operation, type, logicalId }) => `${operation} ${type} ${logicalId}`),
      [
        "update Tag rChanged",
        "delete Tag rGone",
        "create Tag rNew",
        "replace Tag rReplaced",
        "replace aws:rds/instance:Instance rReplaced",
      ],
    );
  });

  it("contains the names but no values of what differs in another provider's resource", () => {
    const type = "aws:rds/instance:Instance";
    const named = { diffs: ["tags", "engine"], keys: ["engine"] };
    assert.deepEqual(only([foreign("replace", type, "shop", named), foreign("delete-replaced", type, "shop")]), {
      operation: "replace",
      type,
      logicalId: "shop",
      name: "",
      allowedAs: "shop",
      fields: ["tags", "engine"].map((path) => ({ path, origin: "definition", follows: [] })),
      replaceReasons: [{ field: "engine", because: "its provider says so" }],
      pendingSteps: [],
      goneFromPlatform: false,
      isDeleted: false,
      blocked: false,
      dependsOn: [],
    });
  });

  it("counts what is renamed and replaced once, under its new name, and keeps the old one", () => {
    const change = only(steps.replaceRenamed("Tag", "a", "b", { TagKey: "k" }, { TagKey: "k2" }));
    const { operation, logicalId, renamedFrom, id, fields, replaceReasons } = change;
    assert.deepEqual([operation, logicalId, renamedFrom, id], ["replace", "b", "a", "id of a"]);
    assert.deepEqual(fields, [{ path: "TagKey", from: "k", to: "k2", origin: "definition", follows: [] }]);
    assert.deepEqual(
      replaceReasons.map(({ field }) => field),
      ["TagKey"],
    );
  });

  it("does not count refreshes, reads and other bookkeeping of the engine as changes", () => {
    const urn = urnOf("Tag", "rTag");
    assert.deepEqual(planOfSteps([{ op: "refresh", urn, old: null }, steps.same("Tag", "rTag")]).unchanged, 1);
    assert.equal(only([{ op: "refresh", urn, new: null }, steps.create("Tag", "rTag")]).operation, "create");
    for (const op of ["read", "discard", "remove-pending-replace", "import-replacement"]) {
      assert.deepEqual(changes([{ op, urn }]), [], op);
    }
  });

  it("shows differences by path and lists as a whole, without our own keys and without reordered keys", () => {
    const { fields } = only([
      steps.update(
        "Job",
        "rJob",
        { a: { b: { c: 1, d: 2 } }, list: [1, 2], gone: 0, same: { x: 1, y: 2 }, renamedFrom: ["x"] },
        { a: { b: { c: 1, d: 3 } }, list: [2, 1], added: null, same: { y: 2, x: 1 } },
      ),
    ]);
    const more = { origin: "definition", follows: [] };
    assert.deepEqual(fields, [
      { path: "a.b.d", from: 2, to: 3, ...more },
      { path: "added", to: null, ...more },
      { path: "gone", from: 0, kept: true, ...more },
      { path: "list", from: [1, 2], to: [2, 1], ...more, list: { added: [], removed: [], reordered: true } },
    ]);
  });

  it("shows access as definitions write it, in any order, with additional fields of a grant", () => {
    const grant = (AccessType: string, GranteeType: string, Grantee: string) => ({ AccessType, GranteeType, Grantee });
    const owner = (name: string) => grant("owner", "user", name);
    const [ana, bob, ben] = [owner("ana"), owner("bob"), grant("editor", "user", "ben")];
    const eve = { ...grant("Editor", "User", "eve"), byHand: true };
    const shares = (olds: unknown, news: unknown) => {
      const made = steps.update("Job", "rJob", { grants: olds }, { grants: news });
      const tag = steps.create("Tag", "rTag");
      const [, job] = changes([{ ...made, from: { grants: [tag.urn] } }, tag]);
      assert.ok(job);
      assert.ok(job.fields.every(({ origin, follows }) => origin === "definition" && follows.join() === "rTag"));
      return job.fields.map(({ path, from, to, list }) => [
        path,
        from,
        to,
        ...(list ? [list.removed, list.added] : []),
      ]);
    };
    assert.deepEqual(shares([ana, ben, eve, grant("read-only", "tag", UNKNOWN)], [bob, ana, { ...ben, Until: 1 }]), [
      [
        ...["Share.Editor.Users", ["ben", { User: "eve", byHand: true }], [{ User: "ben", Until: 1 }]],
        ...[["ben", { User: "eve", byHand: true }], [{ User: "ben", Until: 1 }]],
      ],
      ["Share.Owner.Users", ["ana"], ["ana", "bob"], [], ["bob"]],
      ["Share.ReadOnly", { Tags: [{ "!Unknown": true }] }, undefined],
    ]);
    assert.deepEqual(shares(undefined, [ben]), [["Share", undefined, { Editor: { Users: ["ben"] } }]]);
    assert.deepEqual(shares([ben], UNKNOWN), [["Share", { Editor: { Users: ["ben"] } }, { "!Unknown": true }]]);
    const odd = [ana, grant("admin", "user", "ana")];
    assert.deepEqual(shares([ana, ben], odd), [
      ["Share", { Owner: { Users: ["ana"] }, Editor: { Users: ["ben"] } }, odd],
    ]);
  });

  it("shows a property as a whole if its JSON type changes, or it becomes a secret or unknown", () => {
    const secret = { "!Environ": "NAME", fingerprint: "f" };
    const { fields } = only([
      steps.update(
        "Job",
        "rJob",
        { a: "x", b: { c: 1 }, d: { e: 1 }, f: secret },
        { a: { x: 1 }, b: secret, d: UNKNOWN, f: { g: 1 } },
      ),
    ]);
    assert.deepEqual(
      fields.map(({ path }) => path),
      ["a", "b", "d", "f"],
    );
  });

  it("compares properties that are named like members of every object, such as `constructor`", () => {
    const olds = JSON.parse('{"DefaultArguments": {}}') as Record<string, unknown>;
    const news = JSON.parse(
      '{"DefaultArguments": {"constructor": 1, "__proto__": {"a": 1}}, "toString": "x"}',
    ) as typeof olds;
    const more = { origin: "definition", follows: [] };
    assert.deepEqual(only([steps.update("Job", "rJob", olds, news)]).fields, [
      { path: "DefaultArguments.__proto__", to: { a: 1 }, ...more },
      { path: "DefaultArguments.constructor", to: 1, ...more },
      { path: "toString", to: "x", ...more },
    ]);
  });

  it("names the property that forces a replacement, even if its new value is still unknown", () => {
    const made = changes([
      ...steps.replace(
        "Domain",
        "rDomain",
        { DomainName: "a", DisplayName: "A" },
        { DomainName: "b", DisplayName: "B" },
      ),
      ...steps.replace("Dataset", "rOrders", { Domain: "a", Keywords: [] }, { Domain: UNKNOWN, Keywords: ["x"] }),
    ]);
    assert.deepEqual(
      made.map(({ operation, replaceReasons }) => [operation, replaceReasons.map(({ field }) => field)]),
      [
        ["replace", ["DomainName"]],
        ["replace", ["Domain"]],
      ],
    );
    assert.deepEqual(only([steps.update("Dataset", "rOrders", { Domain: "a" }, { Domain: "a" })]).replaceReasons, []);
  });

  it("explains a replacement by the one that it follows, as told by the program or the last run", () => {
    const domain = steps.replace("Domain", "rLab", { DomainName: "lab" }, { DomainName: "lab", TenantName: "t" });
    const dataset = { Domain: "lab", DatasetName: "data" };
    const from = { Domain: [urnOf("Domain", "rLab")], Keywords: [urnOf("Domain", "rLab")], grants: [] };
    const told = steps.replace("Dataset", "rTold", dataset, dataset, from);
    const silent = steps.replace("Dataset", "rSilent", dataset, dataset);
    const recorded = new Map([[urnOf("Dataset", "rSilent"), from]]);
    const plan = planned([...domain, ...told, ...silent], { config: { "amorphic:protect": "[]" } }, { recorded });
    const because = "assumed: part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions)";
    const reasons = [{ field: "Domain", because, follows: ["rLab"] }];
    assert.deepEqual(
      plan.changes.slice(1).map(({ logicalId, replaceReasons, dependsOn }) => [logicalId, replaceReasons, dependsOn]),
      ["rSilent", "rTold"].map((name) => [name, reasons, ["rLab"]]),
    );
    assert.match(
      planText(plan, ""),
      /^-\/\+ replace Dataset rTold because Domain follows rLab, which is replaced\n {6}Domain is fixed: part of /m,
    );
    assert.match(
      planMarkdown(plan, { project: "amorphic", stack: "dev" }, dialects.gitlab),
      /^- `Domain` follows `rLab`, which is replaced, and cannot be changed in place: `part of /m,
    );
  });

  it("warns of names in the stack's lists that are neither blocks nor in the state", () => {
    const config = {
      "amorphic:protect": "[]",
      "amorphic:allow": '["rOrdres", "rOld", "rGone", "rSame"]',
      "amorphic:import": '["rNew", "rElse"]',
    };
    const made = [
      ...steps.replaceRenamed("Tag", "rOld", "rOrders", { TagKey: "k" }, { TagKey: "k2" }),
      steps.delete("Tag", "rGone"),
      steps.same("Tag", "rSame"),
      steps.create("Tag", "rNew"),
    ];
    assert.deepEqual(planned(made, { config }).warnings, [
      {
        message: 'amorphic:allow names "rOrdres", which is neither a block nor in the state (did you mean "rOrders"?)',
      },
      { message: 'amorphic:import names "rElse", which is neither a block nor in the state' },
    ]);
    const failed = planned([], { config, diagnostics: [{ severity: "error", message: "error: x" }] });
    assert.deepEqual([failed.warnings, planLine(failed)], [[], "The plan failed"]);
  });

  it("says what an earlier run deleted to replace it, and does not count that as a delete again", () => {
    const made = steps.replace("Dataset", "rData", { Domain: "a" }, { Domain: "b" });
    const plan = planned(made.filter(({ op }) => op !== "delete-replaced"));
    const said = "an earlier run deleted it, and failed to recreate it";
    assert.ok(planText(plan, "").includes(`\n      ${said}\n`));
    const page = planMarkdown(plan, { project: "amorphic", stack: "dev" }, dialects.github);
    assert.ok(page.includes(`\n- ${said.replace("an", "An")}.\n`));
    assert.deepEqual([...plan.changes, ...planned(made).changes].map(destroys), [false, true]);
  });

  it("also marks objects that were deleted with their container, as deleted if their block is gone", () => {
    const domain = steps.replace("Domain", "rSales", { DomainName: "a" }, { DomainName: "b" });
    const data = steps.replace("Dataset", "rData", { Domain: "a" }, { Domain: "b" });
    const deleted = new Set([urnOf("Domain", "rSales"), urnOf("Dataset", "rData")]);
    const config = { "amorphic:protect": "[]", "amorphic:maxDeletes": "0" };
    const left = (more: readonly Step[]) => {
      const made = [...domain.filter(({ op }) => op !== "delete-replaced"), ...more];
      const { changes, refused } = planned(made, { config }, { deleted });
      return [...changes.map(({ operation, isDeleted }) => `${operation} ${String(isDeleted)}`), ...refused];
    };
    assert.deepEqual(left(data), ["replace true", "replace true"]);
    assert.deepEqual(left(data.filter(({ op }) => op === "delete-replaced")), ["delete true", "replace true"]);
  });

  it("names the steps that are left over from an earlier run", () => {
    const pendingSteps = ["setAccess"];
    assert.deepEqual(only([steps.update("Job", "rJob", {}, {}, { pendingSteps })]).pendingSteps, pendingSteps);
    assert.deepEqual(only([steps.create("Job", "rJob", { pendingSteps })]).pendingSteps, []);
  });

  it("reads of each resource as much, however many there are", () => {
    const readsEach = (count: number): number => {
      const made = Array.from({ length: count }, (_, i) =>
        steps.replace("Tag", `r${String(i)}`, { TagValue: 1 }, { TagValue: 2 }),
      );
      let reads = 0;
      const counted = <T>(value: T): T => {
        if (typeof value !== "object" || value === null) return value;
        return new Proxy(value, { get: (of, key) => (reads++, counted(Reflect.get(of, key) as unknown)) });
      };
      const preview = previewOf(made.flat());
      const circumstances = { refreshed: true, sources: new Map(), isSet: () => true, redact: (text: string) => text };
      const plan = planOf({ ...preview, steps: preview.steps.map(counted) }, circumstances);
      assert.equal(plan.changes.length, count);
      return reads / count;
    };
    assert.equal(readsEach(500), readsEach(5));
  });
});

describe("A change is blocked", () => {
  const gone = [steps.delete("Dataset", "rOrders"), steps.delete("Job", "rJob")];
  const blocked = (config: Readonly<Record<string, string>> | undefined, made = gone) =>
    planned(made, config && { config })
      .changes.filter((change) => change.blocked)
      .map(({ logicalId }) => logicalId);

  it("if its type is protected, by the configuration or by default", () => {
    assert.deepEqual(blocked(undefined), ["rOrders"]);
    assert.deepEqual(blocked({}), ["rOrders"]);
    assert.deepEqual(blocked({ "amorphic:protect": '["Job"]' }), ["rJob"]);
    assert.deepEqual(blocked({ "amorphic:protect": "[]" }), []);
  });

  it("unless it is allowed", () => {
    assert.deepEqual(blocked({ "amorphic:allow": '["rOrders"]' }), []);
    assert.deepEqual(blocked({ "amorphic:allow": '["rJob"]' }), ["rOrders"]);
  });

  it("only if it deletes something", () => {
    const harmless = [
      steps.create("Dataset", "a"),
      steps.update("Dataset", "b", { Keywords: [] }, { Keywords: ["x"] }),
    ];
    assert.deepEqual(blocked({}, harmless), []);
    assert.deepEqual(blocked({}, steps.replace("Dataset", "c", { Domain: "a" }, { Domain: "b" })), ["c"]);
  });

  it("unless it is allowed under its name in the state, which is the former one after a rename", () => {
    const renamed = [steps.delete("Dataset", "rNew", "rOld")];
    assert.deepEqual(blocked({ "amorphic:allow": '["rNew"]' }, renamed), ["rNew"]);
    assert.deepEqual(blocked({ "amorphic:allow": '["rOld"]' }, renamed), []);
    assert.equal(planned(renamed).changes[0]?.allowedAs, "rOld");
  });

  it("as by default if the configuration is not a list, which the program reports", () => {
    for (const bad of ["", "5", "{}", "null", "Dataset"]) {
      assert.deepEqual(blocked({ "amorphic:protect": bad, "amorphic:allow": bad }), ["rOrders"], bad);
    }
  });
});

describe("The engine's messages", () => {
  it("are reported once, by severity, without a prefix such as `error:`", () => {
    const diagnostics = [
      { severity: "error", message: "error: one\n  two\n" },
      { severity: "error", message: "error: one\n  two" },
      { severity: "warning", message: "warning: three", urn: "x" },
      { severity: "info", message: "four" },
      { severity: "info#err", message: "five" },
      { severity: "error" },
      {},
    ];
    const { errors, warnings } = planned([], { diagnostics });
    assert.deepEqual(errors, [{ message: "one\n  two" }, { message: "" }]);
    assert.deepEqual(warnings, [{ message: "three" }]);
  });

  it("are reported without the final one, which only says that something failed", () => {
    const diagnostics = ["error: no token", "preview failed"].map((message) => ({ severity: "error", message }));
    assert.deepEqual(planned([], { diagnostics }).errors, [{ message: "no token" }]);
  });
});

describe("The name in a URN", () => {
  it("is everything after the type, including colons", () => {
    for (const name of ["rA", "a::b", "a:b", "::", "", "a.b/c d"]) assert.equal(nameOf(urnOf("Tag", name)), name);
  });
});
