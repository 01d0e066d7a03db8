import assert from "node:assert/strict";
import { join } from "node:path";
import { ESLint } from "eslint";

const RULES = ["import-x/no-restricted-paths", "no-restricted-imports"];

describe("the direction of dependencies", function () {
  this.timeout(60_000);

  // Files that do not exist have no types, so only the rules in question run, and those need none.
  const eslint = new ESLint({
    cwd: join(__dirname, "..", ".."),
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => RULES.includes(ruleId),
  });
  const refused = async (filePath: string, module: string): Promise<string[]> => {
    const [result] = await eslint.lintText(`import x from "${module}";\nexport { x };\n`, { filePath });
    return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
  };

  for (const [file, module] of [
    ["providers/catalog/x.ts", "../client/api"],
    ["providers/client/x.ts", "../catalog"],
    ["providers/definitions/x.ts", "../lifecycle"],
    ["providers/definitions/x.ts", "../client/api"],
    ["providers/store/x.ts", "../lifecycle"],
    ["providers/lifecycle/x.ts", "../engine/handler"],
    ["providers/lifecycle/x.ts", "../definitions"],
    ["providers/errors.ts", "./catalog"],
    ["providers/engine/x.ts", "../../commands/main"],
    ["providers/engine/x.ts", "../../simulator"],
    ["providers/engine/x.ts", "../../test/support/moto"],
    ["commands/x.ts", "../test/support/moto"],
    ["simulator/x.ts", "../providers/errors"],
    ["simulator/x.ts", "../commands/main"],
    ["index.ts", "./commands/main"],
    ["infra/x.ts", "../commands/main"],
    ["infra/x.ts", "../providers/catalog"],
  ] as const) {
    it(`keeps ${module} out of ${file}`, async () => {
      assert.deepEqual(await refused(file, module), ["import-x/no-restricted-paths"]);
    });
  }

  for (const part of ["catalog", "client", "definitions", "lifecycle", "store"]) {
    it(`keeps Pulumi out of providers/${part}`, async () => {
      assert.deepEqual(await refused(`providers/${part}/x.ts`, "@pulumi/pulumi"), ["no-restricted-imports"]);
    });
  }

  it("keeps @pulumi/aws out of all but infra/", async () => {
    assert.deepEqual(await refused("providers/engine/x.ts", "@pulumi/aws"), ["no-restricted-imports"]);
    assert.deepEqual(await refused("index.ts", "@pulumi/aws/s3"), ["no-restricted-imports"]);
    assert.deepEqual(await refused("infra/x.ts", "@pulumi/aws"), []);
  });

  it("allows imports in that direction", async () => {
    for (const [file, module] of [
      ["providers/engine/x.ts", "@pulumi/pulumi"],
      ["providers/engine/x.ts", "../lifecycle"],
      ["providers/lifecycle/x.ts", "../client/api"],
      ["providers/lifecycle/x.ts", "../store/store"],
      ["providers/definitions/x.ts", "../catalog"],
      ["providers/definitions/x.ts", "../nearest"],
      ["commands/x.ts", "../providers/errors"],
      ["commands/x.ts", "../simulator"],
      ["test/x.ts", "../commands/main"],
      ["index.ts", "@amorphic-cicd/providers"],
    ] as const) {
      assert.deepEqual(await refused(file, module), [], `${module} in ${file}`);
    }
  });
});
