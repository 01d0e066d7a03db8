import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Package {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe("package-lock.json", () => {
  for (const directory of [".", "infra"]) {
    // npm silently leaves out what the registry does not have, and `npm ci` then fails on every fresh clone.
    it(`of ${directory} contains the packages of every platform`, () => {
      const file = join(__dirname, "..", "..", directory, "package-lock.json");
      const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Package> };
      const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter(
          (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
        ),
      );
      assert.deepEqual(missing, []);
    });
  }
});
