import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";

let compiled: ValidateFunction | undefined;

/** Checks against OASIS's schema, as the crate serde-sarif 0.8.0 contains it. */
export function assertSarif(log: unknown): void {
  compiled ??= compile();
  // What counts is the text that is written.
  assert(compiled(JSON.parse(JSON.stringify(log))), JSON.stringify(compiled.errors));
}

function compile(): ValidateFunction {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  ajv.addFormat("uri", (text) => URL.canParse(text));
  ajv.addFormat("uri-reference", (text) => URL.canParse(text, "x://y") && !/[\s\\<>"{}|^`]/.test(text));
  ajv.addFormat("date-time", (text) => !Number.isNaN(Date.parse(text)));
  return ajv.compile(JSON.parse(readFileSync(join(__dirname, "sarif-schema-2.1.0.json"), "utf8")) as object);
}
