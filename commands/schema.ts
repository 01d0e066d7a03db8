import { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../providers/catalog";
import type { ResourceType } from "../providers/catalog/type";
import { projectCatalog } from "../providers/corrections";
import { correctionsSchema } from "../providers/corrections/schema";
import { driftSchema } from "./drift/report";
import { writeReport } from "./files";
import { planSchema } from "./plan/schema";
import { accessSchema, definitionsSchema, problemsSchema } from "../providers/definitions/schema";

const WIDTH = 120;
const INDENT = "  ";

/** `amorphic-cicd schema`. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description(
      "Writes JSON Schemas of definitions, of central sharing, of amorphic.catalog.json, and of what `validate --json`, " +
        "`plan --json` and `drift --json` give.",
    )
    .option("--out <dir>", "directory of the schemas", "schemas")
    .option("--check", "write nothing; exit 1 if a schema there is not up to date")
    .action(({ out, check }: { out: string; check?: true }) => {
      const stale = staleSchemas(out, projectCatalog(process.cwd()));
      if (stale.size === 0) console.log("all schemas are up to date");
      if (check && stale.size > 0) process.exitCode = 1;
      for (const [name, text] of stale) {
        const path = join(out, name);
        if (!check) writeReport(path, text);
        console.log(check ? `${path} is not up to date; run \`amorphic-cicd schema\`` : `written: ${path}`);
      }
    });
}

/** The schemas as they should be, by file name, of those that are missing in a directory or differ. */
export function staleSchemas(directory: string, types: ReadonlyMap<string, ResourceType>): Map<string, string> {
  const schemas = {
    "access-management.schema.json": accessSchema(),
    // Corrections are of what is built in.
    "catalog.schema.json": correctionsSchema(catalog),
    "definitions.schema.json": definitionsSchema(types),
    "drift.schema.json": driftSchema(),
    "plan.schema.json": planSchema(),
    "problems.schema.json": problemsSchema(),
  };
  return new Map(
    Object.entries(schemas)
      .map(([name, schema]) => [name, `${format(schema)}\n`] as const)
      .filter(([name, text]) => textOf(join(directory, name)) !== text),
  );
}

/** With the line ends of git's checkout on every system. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch {
    // Missing, or no such thing as a file: writing it says what is wrong.
    return undefined;
  }
}

/** JSON as prettier writes it, so that the files may be formatted and still be up to date. */
function format(value: unknown, indent = "", before = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = indent + INDENT;
  if (Array.isArray(value)) {
    const line = JSON.stringify(value).replaceAll('","', '", "');
    // The comma that may follow counts.
    const fits = before + line.length + 1 <= WIDTH;
    if (value.length === 0 || (fits && value.every((element) => typeof element === "string"))) return line;
    return `[\n${value.map((element) => deeper + format(element, deeper, deeper.length)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, inner]) => {
    const head = `${deeper}${JSON.stringify(key)}: `;
    return head + format(inner, deeper, head.length);
  });
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
}
