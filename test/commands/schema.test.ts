import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { schemaCommand, staleSchemas } from "../../commands/schema";
import { catalog } from "../../providers/catalog";
import { makeRepository } from "../definitions/support";

const COMMITTED = resolve(__dirname, "../../schemas");
const NAMES = [
  "access-management.schema.json",
  "catalog.schema.json",
  "definitions.schema.json",
  "drift.schema.json",
  "plan.schema.json",
  "problems.schema.json",
];

/** What the command prints. */
async function run(...args: string[]): Promise<string[]> {
  const [log, lines] = [console.log, [] as string[]];
  console.log = (line: string) => lines.push(line);
  try {
    await schemaCommand().parseAsync(args, { from: "user" });
    return lines;
  } finally {
    console.log = log;
  }
}

describe("schema", () => {
  it("agrees with the committed schemas; if not, run `bin/amorphic-cicd schema`", () =>
    assert.deepEqual([...staleSchemas(COMMITTED, catalog).keys()], []));

  it("writes missing schemas, and nothing when it runs again", async () => {
    const out = join(makeRepository(), "new/schemas");
    assert.deepEqual(
      await run("--out", out),
      NAMES.map((name) => `written: ${join(out, name)}`),
    );
    for (const name of NAMES) assert.match(readFileSync(join(out, name), "utf8"), /^\{\n {2}"\$schema": "[^]*\n\}\n$/);
    assert.deepEqual(await run("--out", out), ["all schemas are up to date"]);
  });

  it("says which schema cannot be written", async () => {
    const file = join(makeRepository({ "a.json": {} }), "a.json");
    await assert.rejects(run("--out", file), {
      name: "UserError",
      message: /^".*access-management\.schema\.json" cannot be written \(/,
    });
  });

  it("accepts Windows line endings in existing schemas", async () => {
    const out = makeRepository();
    await run("--out", out);
    const path = join(out, "problems.schema.json");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
    assert.deepEqual(await run("--out", out), ["all schemas are up to date"]);
  });
});
