import { createHash } from "node:crypto";
import type { Ajv, Options, ValidateFunction } from "ajv";
import { propertiesSchema, type JsonSchema } from "./schema";
import type { ResourceType } from "./type";

/** Everything that is wrong is told at once, in words of our own. */
export const AJV: Options = {
  allErrors: true,
  messages: false,
  ownProperties: true,
  allowUnionTypes: true,
  strictTypes: false,
};

let ajv: Ajv | undefined;
const validators = new WeakMap<ResourceType, ValidateFunction>();

/** What tells one schema from another. */
export const digestOf = (schema: JsonSchema): string =>
  createHash("sha256").update(JSON.stringify(schema)).digest("hex").slice(0, 16);

/**
 * ajv's check of the properties of a type. For types as the catalog has them it is made beforehand, by `npm run generate`:
 * ajv and what it makes of some schemas take a tenth of a second in every process. What was corrected, or edited since, gets
 * its own.
 */
export function validatorOf(type: ResourceType): ValidateFunction {
  const known = validators.get(type);
  if (known) return known;
  const schema = propertiesSchema(type);
  const validator = ready()[`_${digestOf(schema)}`] ?? made(schema);
  validators.set(type, validator);
  return validator;
}

/* eslint-disable @typescript-eslint/no-require-imports -- each is loaded with the first check, and most processes check nothing */
const ready = () => require("./validators.js") as Readonly<Record<string, ValidateFunction | undefined>>;

function made(schema: JsonSchema): ValidateFunction {
  const { Ajv } = require("ajv") as typeof import("ajv");
  ajv ??= new Ajv(AJV);
  return ajv.compile(schema);
}
