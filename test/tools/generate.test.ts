import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { generated } from "../../tools/generate";

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
});
