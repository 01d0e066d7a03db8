import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { catalog } from "../../providers/catalog";
import { correctType } from "../../providers/catalog/correct";
import { propertiesSchema } from "../../providers/catalog/schema";
import { Tag } from "../../providers/catalog/tag";
import { AJV, validatorOf } from "../../providers/catalog/validator";
import { samples } from "../samples";

const REPOSITORY = resolve(__dirname, "../..");

describe("The check of a type's properties", () => {
  const found = ({ errors }: ValidateFunction) =>
    (errors ?? []).map(({ instancePath, keyword, params }) => ({ instancePath, keyword, params: { ...params } }));

  for (const type of catalog.values()) {
    it(`finds the same mistakes in a ${type.name} as a validator compiled from the current schema`, () => {
      const [ready, now] = [validatorOf(type), new Ajv(AJV).compile(propertiesSchema(type))];
      const good = samples.get(type.name)?.subject.properties ?? {};
      const wrong = Object.fromEntries(Object.entries(good).map(([key, value]) => [key, [value, { a: null }]]));
      for (const properties of [good, wrong, {}, { ...good, constructor: 1 }]) {
        assert.equal(ready(properties), now(properties));
        assert.deepEqual(found(ready), found(now));
      }
      assert.equal(ready({}), false);
    });
  }

  it("follows the project's corrections of the type", () => {
    const corrected = correctType(Tag, { fields: { TagKey: { enum: ["cost-center"] } } });
    const tag = { TagKey: "team", TagValue: "sales" };
    assert.deepEqual([validatorOf(Tag)(tag), validatorOf(corrected)(tag)], [true, false]);
  });

  it("loads ajv only for a corrected type", () => {
    const tell = `
      const { checkProperties } = require("./providers/catalog/check");
      const { Tag } = require("./providers/catalog/tag");
      const loads = (type) => {
        checkProperties(type, { TagKey: 1 }, () => false);
        return Object.keys(require.cache).some((file) => file.endsWith("ajv/dist/ajv.js"));
      };
      console.log(loads(Tag), loads({ ...Tag }), loads({ ...Tag, fields: {} }));`;
    const said = execFileSync(process.execPath, ["-r", "@amorphic-cicd/providers/typescript", "-e", tell], {
      cwd: REPOSITORY,
      encoding: "utf8",
    });
    assert.equal(said, "false false true\n");
  });
});
