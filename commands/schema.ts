import { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../providers/catalog";
import type { ResourceType } from "../providers/catalog/type";
import { projectCatalog } from "../providers/corrections";
import { correctionsSchema } from "../providers/corrections/schema";
import { driftSchema } from "./drift/report";
import { writeReport } from "./shared/files";
import { planSchema } from "./plan/schema";
import { accessSchema, definitionsSchema, problemsSchema } from "../providers/definitions/schema";

/** `amorphic-cicd schema`. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description(
      "Write JSON Schemas for definitions, central sharing, amorphic.catalog.json, and the output of `validate --json`, " +
        "`plan --json` and `drift --json`",
    )
    .option("--out <dir>", "directory of the schemas", "schemas")
    .action(({ out }: { out: string }) => {
      const stale = staleSchemas(out, projectCatalog(process.cwd()));
      if (stale.size === 0) console.log("all schemas are up to date");
      for (const [name, text] of stale) {
        const path = join(out, name);
        writeReport(path, text);
        console.log(`written: ${path}`);
      }
    });
}

/** The correct schemas, by file name, for those that are missing from a directory or differ there. */
export function staleSchemas(directory: string, types: ReadonlyMap<string, ResourceType>): Map<string, string> {
  const schemas = {
    "access-management.schema.json": accessSchema(),
    // Corrections apply to the built-in types.
    "catalog.schema.json": correctionsSchema(catalog),
    "definitions.schema.json": definitionsSchema(types),
    "drift.schema.json": driftSchema(),
    "plan.schema.json": planSchema(),
    "problems.schema.json": problemsSchema(),
  };
  return new Map(
    Object.entries(schemas)
      .map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`] as const)
      .filter(([name, text]) => textOf(join(directory, name)) !== text),
  );
}

/** The file's text with LF line ends, whatever git's checkout wrote. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch {
    // Missing, or not a file: writing it will say what is wrong.
    return undefined;
  }
}
