import assert from "node:assert/strict";
import { fieldName, knownFields, valuesAt } from "../support/fields";
import { same } from "../../providers/lifecycle/compare";
import { eachType } from "./each-type";

describe("Samples", () => {
  eachType(({ type, subject, others, otherArtifacts, excused }) => {
    const known = knownFields(type);

    it("set every field of the catalog, or say why not", () => {
      const missing = known
        .filter(({ path }) => valuesAt(subject.properties, path).length === 0)
        .map(({ path }) => fieldName(path));
      assert.deepEqual(missing, Object.keys(excused));
      for (const reason of Object.values(excused)) assert.match(reason, /\w/);
    });

    it("have another value for each field", () => {
      assert.deepEqual(Object.keys(others).sort(), Object.keys(type.fields).sort());
      for (const [key, values] of Object.entries(others)) {
        for (const value of values) {
          assert.ok(!same(value, subject.properties[key], type.fields[key]), `${key} has the same value again`);
        }
      }
    });

    it("leave no field at its default, or its removal would not show", () => {
      for (const [key, field] of Object.entries(type.fields)) {
        assert.ok(!same(subject.properties[key], field.default, field), `${key} is at its default`);
      }
    });

    it("have two elements in each unordered list", () => {
      for (const { path } of known.filter(({ field }) => field.unordered)) {
        for (const value of valuesAt(subject.properties, path)) {
          assert.ok(Array.isArray(value) && value.length >= 2, `${fieldName(path)} has too few elements`);
        }
      }
    });

    it("have files for each artifact, and others to change them to", () => {
      assert.deepEqual(Object.keys(subject.artifacts ?? {}), Object.keys(type.artifacts));
      assert.deepEqual(Object.keys(otherArtifacts), Object.keys(type.artifacts));
      for (const [name, { many }] of Object.entries(type.artifacts)) {
        assert.equal([subject.artifacts?.[name]].flat().length, many ? 2 : 1);
      }
    });
  });
});
