import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { correct, type Correction } from "../../providers/catalog/correct";
import { fromPlatform, toPlatform } from "../../providers/lifecycle/call";

const corrected = (name: string, correction: Correction) => {
  const type = correct(catalog, { [name]: correction }).get(name);
  assert.ok(type);
  return type;
};

describe("Correcting the catalog", () => {
  it("keeps all other types, and all other facts of the corrected type", () => {
    const before = catalog.get("Domain");
    const made = correct(catalog, { Domain: { read: { path: "/d/{id}" } } });
    for (const [name, type] of catalog) if (name !== "Domain") assert.equal(made.get(name), type);
    const read = { method: "GET", path: "/d/{id}", because: "corrected in amorphic.catalog.json" };
    assert.deepEqual(made.get("Domain"), { ...before, read });
    assert.notEqual(before?.read.path, "/d/{id}");
  });

  it("removes a fact with false or null, and replaces a default as a whole, even with false", () => {
    const { fields, share, update } = corrected("Job", {
      share: null,
      fields: {
        ETLJobType: { immutable: false },
        IsDataLineageEnabled: { enum: null, default: "no" },
        Description: { default: null },
        DatasetAccess: { default: { Owner: ["me"] } },
        IsAutoScalingEnabled: { default: false },
      },
    });
    assert.equal(share, undefined);
    assert.ok(update);
    assert.ok(!("immutable" in (fields["ETLJobType"] ?? {})));
    assert.ok(!("enum" in (fields["IsDataLineageEnabled"] ?? {})));
    assert.ok(!("default" in (fields["Description"] ?? {})));
    assert.deepEqual(fields["DatasetAccess"]?.default, { Owner: ["me"] });
    assert.equal(fields["IsAutoScalingEnabled"]?.default, false);
  });

  it("makes every field immutable that no step sends if the update is removed", () => {
    const { fields } = corrected("Dataset", { update: null, fields: { Cost: { type: "string" } } });
    const free = Object.keys(fields).filter((key) => !fields[key]?.immutable);
    assert.deepEqual(free, ["DatasetSchema"]);
    assert.equal(fields["Cost"]?.description, "A property that amorphic.catalog.json adds.");
  });

  it("makes a new id an output, and extends the properties that the platform sets", () => {
    const { outputs, serverOwned } = corrected("Domain", { id: ["DomainId"], serverOwned: ["Cost"] });
    assert.deepEqual(Object.keys(outputs), ["DomainId"]);
    assert.ok(serverOwned.includes("Cost") && serverOwned.includes("CreatedBy"));
    assert.deepEqual(corrected("Job", { id: ["JobName"] }).outputs, {});
  });

  it("replaces lists as a whole, and changes calls and keys of steps, but not which steps exist", () => {
    const { steps } = corrected("Job", { steps: { setAccess: { wait: { done: ["set"] }, call: { method: "PUT" } } } });
    assert.deepEqual(
      steps.map(({ name }) => name),
      ["uploadScript", "setAccess"],
    );
    const [, access] = steps;
    assert.ok(access?.kind === "send");
    assert.deepEqual([access.wait?.done, access.wait?.busy, access.call.method], [["set"], ["in_progress"], "PUT"]);
  });

  it("does not make a written part of the id an output, and keeps existing outputs", () => {
    const { outputs, id } = corrected("Dataset", { id: ["DatasetId", "DatasetName", "Version"] });
    assert.deepEqual(Object.keys(outputs), ["DatasetId", "Version"]);
    assert.equal(outputs["DatasetId"], catalog.get("Dataset")?.outputs["DatasetId"]);
    assert.deepEqual(id, ["DatasetId", "DatasetName", "Version"]);
  });

  it("treats a status that a step waits for as set by the platform", () => {
    const { serverOwned } = corrected("Job", { steps: { setAccess: { wait: { field: "AccessStatus" } } } });
    assert.ok(serverOwned.includes("AccessStatus"));
  });

  it("marks only corrected calls and patterns as corrected", () => {
    const pattern = { matches: "^x$", says: "x" };
    const { fields, list } = corrected("Domain", { fields: { DisplayName: { pattern }, DomainName: { enum: ["x"] } } });
    const because = "corrected in amorphic.catalog.json";
    assert.deepEqual(fields["DisplayName"]?.pattern, { ...pattern, because });
    const before = catalog.get("Domain");
    assert.equal(fields["DomainName"]?.because, before?.fields["DomainName"]?.because);
    assert.equal(list.because, before?.list.because);
  });
});

describe("A property or a value that is named like a key of a call or a pattern", () => {
  it("is only that, and brings no others", () => {
    const text = { type: "string" };
    const { fields, values } = corrected("Datasource", {
      fields: { method: text, DatasourceConfig: { fields: { method: text, path: text, matches: text, says: text } } },
      values: { DatasourceType: { method: "call" } },
    });
    const before = catalog.get("Datasource")?.fields ?? {};
    assert.deepEqual(Object.keys(fields), [...Object.keys(before), "method"]);
    assert.deepEqual(Object.keys(fields["DatasourceConfig"]?.fields ?? {}), [
      ...Object.keys(before["DatasourceConfig"]?.fields ?? {}),
      ...["method", "path", "matches", "says"],
    ]);
    assert.deepEqual(values, { DatasourceType: { method: "call" } });
  });
});

describe("Names and values of the platform", () => {
  const words = { keys: { TableUpdate: "update" }, values: { TableUpdate: { append: "add" } } };

  it("replace those of definitions in requests, and are replaced in answers, in any case", () => {
    assert.deepEqual(toPlatform(words, { TableUpdate: "Append", Other: 1 }), { update: "add", Other: 1 });
    assert.deepEqual(fromPlatform(words, { update: "ADD", Other: 1 }), { TableUpdate: "append", Other: 1 });
    assert.deepEqual(toPlatform(words, { TableUpdate: "reload" }), { update: "reload" });
  });

  it("keep keys such as __proto__ as data", () => {
    const odd = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(toPlatform(words, odd)), ["__proto__", "constructor"]);
    assert.deepEqual(Object.keys(fromPlatform(words, odd)), ["__proto__", "constructor"]);
  });
});
