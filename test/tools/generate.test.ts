import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Tag } from "../../providers/catalog/tag";
import type { Field } from "../../providers/catalog/type";
import { generated } from "../../tools/generate";
import { classSource } from "../../tools/generate/classes";

const root = resolve(__dirname, "../..");

describe("what is generated from the catalog", function () {
  this.timeout(30_000);

  it("is up to date, class by class and page by page (otherwise: npm run generate)", async () => {
    for (const [path, text] of await generated()) {
      assert.equal(existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "", text, path);
    }
  });

  it("contains nothing of a type that no longer exists", async () => {
    const made = await generated();
    for (const directory of ["providers/engine/classes", "docs/types"]) {
      const files = readdirSync(join(root, directory)).filter((name) => /\.(ts|md)$/.test(name));
      assert.deepEqual(
        files.map((name) => `${directory}/${name}`).filter((path) => !made.has(path)),
        [],
      );
    }
  });

  it("types arguments and outputs as the catalog does", () => {
    const about = { description: "About it.", because: "doc" };
    const text: Field = { ...about, type: "string" };
    const choice: Field = { ...text, enum: ["a", "b"] };
    const source = classSource({
      ...Tag,
      fields: {
        Exact: { ...choice, required: true },
        AnyCase: { ...choice, caseInsensitive: true },
        Several: { ...about, type: ["number", "array"], items: choice },
        Keys: { ...about, type: "object", fields: { Key: { ...text, secret: true, required: true }, Free: text } },
        Unknown: { ...about, type: ["object", "array"] },
      },
    })
      .replace(/ *\/\*\*.*?\*\/\n/gs, "")
      .replace(/\n */g, " ");
    for (const part of [
      'Exact: Value<"a" | "b">;',
      'AnyCase?: Value<"a" | "b" | (string & {})>;',
      'Several?: Value<number | (Value<"a" | "b">)[]>;',
      "Keys?: Value<{ Key: Value<string>; Free?: Value<string>; [key: string]: unknown; }>;",
      "Unknown?: Value<Record<string, unknown> | unknown[]>;",
      'Exact: pulumi.Output<"a" | "b">;',
      'Several: pulumi.Output<number | ("a" | "b")[] | undefined>;',
      "Keys: pulumi.Output<{ Key: Sealed; Free?: string; [key: string]: unknown; } | undefined>;",
    ]) {
      assert.ok(source.includes(` ${part} `), part);
    }
  });
});
