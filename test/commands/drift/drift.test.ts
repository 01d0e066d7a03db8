import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { catalog } from "../../../providers/catalog";
import { driftOf, followersOf, type Drifted } from "../../../commands/drift/drift";
import { driftMarkdown, driftReport, driftSchema, driftText } from "../../../commands/drift/report";
import { redactorFor } from "../../../commands/plan/redact";
import { planOfSteps, previewOf, steps, urnOf, type Step } from "../plan/preview";

const drifted = (...made: Step[]): Drifted[] =>
  driftOf(previewOf(made).refreshed, planOfSteps(made), { redact: (text) => text });
const all = (found: readonly Drifted[], managed: number, notCompared: readonly string[] = []) => ({
  drifted: found,
  managed,
  notCompared,
});
const gone = (type: string, name: string, values: object): Step => steps.refresh(type, name, { ...values }, null);

const [WAS, IS] = [
  { JobName: "daily", Description: "a" },
  { JobName: "daily", Description: "by hand" },
];

describe("Drift", () => {
  it("is what a refresh found changed since the last run, not what a definition changes", () => {
    assert.deepEqual(drifted(steps.refresh("Job", "rJob", WAS), steps.update("Job", "rJob", WAS, IS)), []);
    assert.deepEqual(drifted(steps.refresh("Job", "rJob", WAS, IS), steps.update("Job", "rJob", IS, WAS)), [
      {
        type: "Job",
        logicalId: "rJob",
        name: "daily",
        urn: urnOf("Job", "rJob"),
        id: "id of rJob",
        what: "changed",
        fields: [{ path: "Description", from: "a", to: "by hand" }],
        remedy: "fix",
      },
    ]);
  });

  it("is restored by --fix, by a deployment if the definition changed too, or not at all if the definition agrees", () => {
    const remedy = (...made: Step[]) => drifted(...made).map((one) => `${one.what} ${one.remedy}`);
    const changed = steps.refresh("Job", "rJob", WAS, IS);
    const third = { ...WAS, Description: "third" };
    assert.deepEqual(remedy(changed, steps.update("Job", "rJob", IS, third)), ["changed deploy"]);
    assert.deepEqual(remedy(changed, steps.update("Job", "rJob", IS, { ...WAS, MaxCapacity: 1 })), ["changed deploy"]);
    assert.deepEqual(remedy(changed, steps.delete("Job", "rJob")), ["changed deploy"]);
    assert.deepEqual(remedy(changed, steps.same("Job", "rJob", IS)), ["changed none"]);
    const deleted = gone("Job", "rJob", { logicalId: "rJob", ...WAS });
    assert.deepEqual(remedy(deleted, steps.create("Job", "rJob", WAS)), ["deleted fix"]);
    assert.deepEqual(remedy(deleted, steps.create("Job", "rJob", third)), ["deleted deploy"]);
    assert.deepEqual(remedy(deleted), ["deleted none"]);
  });

  it("is left alone by --fix if only a replacement would put it back, as that loses the object", () => {
    const named = { ...WAS, JobName: "nightly" };
    const found = drifted(steps.refresh("Job", "rJob", WAS, named), ...steps.replace("Job", "rJob", named, WAS));
    assert.deepEqual(
      found.map(({ remedy }) => remedy),
      ["replace"],
    );
    const text = driftText(all(found, 1));
    assert.match(text, /\n {6}it cannot be changed back in place: a deployment deletes and recreates it, see `plan`\n/);
  });

  it("of columns shows which were moved", () => {
    const table = (...columns: [name: string, type: string][]) => ({
      DatasetName: "orders",
      DatasetSchema: columns.map(([name, type]) => ({ name, type })),
    });
    const was = table(["a", "int"], ["b", "int"]);
    const made = steps.refresh("Dataset", "rOrders", was, table(["b", "text"], ["a", "int"]));
    assert.match(driftText(all(drifted(made), 1)), /\n {6}DatasetSchema:\n {8}b: int -> text, moved\n {8}a: moved\n/);
  });

  it("lists what refers to a recreated object by its former id", () => {
    const of = (...more: Step[]) => {
      const made = [gone("SharedLibraries", "rLib", { LibraryName: "a" }), ...more];
      return followersOf(planOfSteps(made), drifted(...made), catalog);
    };
    const anew = steps.create("SharedLibraries", "rLib", { LibraryName: "a" });
    const update = steps.update("Job", "rJob", { SharedLibraries: ["1"] }, { SharedLibraries: ["?"] });
    const follower = { ...update, from: { SharedLibraries: [urnOf("SharedLibraries", "rLib")] } };
    assert.deepEqual(of(anew, follower), ["Job rJob"]);
    assert.deepEqual(of(anew, update), []);
    assert.deepEqual(of(follower), []);
    const named = steps.update("Job", "rJob", { ParameterAccess: ["a"] }, { ParameterAccess: ["a", "b"] });
    assert.deepEqual(
      of(anew, { ...named, from: { ParameterAccess: [urnOf("SharedLibraries", "rLib")] } }),
      [],
      "a name",
    );
    const fixed = steps.refresh("Job", "rJob", { SharedLibraries: ["1"] }, { SharedLibraries: [] });
    const back = {
      ...steps.update("Job", "rJob", { SharedLibraries: [] }, { SharedLibraries: ["1"] }),
      from: follower.from,
    };
    assert.deepEqual(of(anew, fixed, back), [], "put back by the same fix");
  });

  it("is restored by a deployment if its definition has a rename that is not deployed yet", () => {
    const remedy = (...made: Step[]) => drifted(...made).map((one) => `${one.what} ${one.logicalId} ${one.remedy}`);
    const changed = steps.refresh("Job", "rOld", WAS, IS);
    const update = steps.update("Job", "rNew", IS, { ...WAS, renamedFrom: ["rOld"] });
    const renamed = { ...update, old: { ...update.old, urn: urnOf("Job", "rOld") } };
    assert.deepEqual(remedy(changed, renamed), ["changed rOld deploy"]);
    assert.deepEqual(remedy(changed, steps.same("Job", "rNew", IS)), ["changed rOld none"]);
    const anew = steps.create("Job", "rNew", { ...WAS, renamedFrom: ["rOlder", "rOld"] });
    assert.deepEqual(remedy(gone("Job", "rOld", WAS), anew), ["deleted rOld deploy"]);
  });

  it("of access is shown as definitions write it", () => {
    const shared = (...users: string[]) => ({
      ...WAS,
      grants: users.map((Grantee) => ({ AccessType: "read-only", GranteeType: "user", Grantee })),
    });
    const [only] = drifted(steps.refresh("Job", "rJob", shared("ana", "bob"), shared("bob")));
    assert.deepEqual(
      only?.fields.map(({ path, list }) => [path, list?.removed]),
      [["Share.ReadOnly.Users", ["ana"]]],
    );
  });

  it("is detected even if only a masked value differs", () => {
    const job = (password: string) => ({ JobName: "j", DefaultArguments: { url: `https://joe:${password}@x.test` } });
    const { refreshed } = previewOf([steps.refresh("Job", "rJob", job("a"), job("b"))]);
    const shown = "https://joe:***@x.test";
    assert.deepEqual(
      driftOf(refreshed, planOfSteps([]), { redact: redactorFor({}, {}) }).map(({ fields }) => fields),
      [[{ path: "DefaultArguments.url", from: shown, to: shown }]],
    );
  });

  const secret = { Password: "hunter2-literal" };
  const both = [
    ...drifted(
      steps.refresh("Job", "rJob", { ...WAS, DefaultArguments: { a: 1 } }, { ...IS, DefaultArguments: secret }),
      steps.same("Job", "rJob", { ...IS, DefaultArguments: secret }),
    ),
    ...drifted(gone("Tag", "r|Tag\u001b", { logicalId: "r|Tag", TagKey: "k", TagValue: "v" })),
  ].map((one) => ({ ...one, by: "jane", at: "2026-01-01T00:00:00Z" }));

  it("is shown with who and when, with control characters escaped and secrets hidden", () => {
    assert.equal(
      driftText(all(both, 7)),
      `  ~ changed by hand: Job rJob (daily), last modified by jane at 2026-01-01T00:00:00Z
      DefaultArguments.Password: (not set) -> "(hidden)"
      DefaultArguments.a: 1 -> (not set)
      Description: "a" -> "by hand"
      its definition now agrees with it: a deployment records it
  - deleted by hand: Tag r|Tag\\u001b (k.v), last modified by jane at 2026-01-01T00:00:00Z
      its definition now agrees with it: a deployment records it

Drift: 1 changed, 1 deleted, 5 as they were
`,
    );
    assert.equal(driftText(all([], 7)), "Drift: 0 changed, 0 deleted, 7 as they were\n");
    const markdown = driftMarkdown(all(both, 7), "dev");
    assert.match(markdown, /^\| changed \| `Job` `rJob` \| `DefaultArguments\.Password: .*`<br>.* \| `jane` \|/m);
    assert.match(markdown, /^\| deleted \| `Tag` `r\\u007cTag\\u001b` \| {2}\| /m);
    assert.ok(!markdown.includes("hunter2"));
  });

  it("says which files could not be compared, and why", () => {
    const why = "GET /jobs/{id}/script returned no Script (HTTP 403).";
    assert.equal(
      driftText(all([], 7, [why])),
      `Not compared: files (${why})\n\nDrift: 0 changed, 0 deleted, 7 as they were\n`,
    );
    assert.match(driftMarkdown(all([], 7, [why]), "dev"), /\n\nNot compared: files \(`GET .* \(HTTP 403\)\.`\)\n$/);
  });

  it("is reported as JSON that matches its schema", () => {
    const ajv = new Ajv();
    for (const found of [both, []]) {
      const report = JSON.parse(JSON.stringify(driftReport(all(found, 7, ["no"]), "shop", "dev"))) as object;
      assert.ok(ajv.validate(driftSchema(), report), ajv.errorsText());
    }
  });
});
