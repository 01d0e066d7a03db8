import { createHash } from "node:crypto";
import type { Ajv, Options, ValidateFunction } from "ajv";
import { propertiesSchema, type JsonSchema } from "./schema";
import type { ResourceType } from "./type";

/** All errors are reported at once, in our own words. */
export const AJV: Options = {
  allErrors: true,
  messages: false,
  ownProperties: true,
  allowUnionTypes: true,
  strictTypes: false,
};

let ajv: Ajv | undefined;
const validators = new WeakMap<ResourceType, ValidateFunction>();

/** Identifies a schema by its content. */
export const digestOf = (schema: JsonSchema): string =>
  createHash("sha256").update(JSON.stringify(schema)).digest("hex").slice(0, 16);

/**
 * ajv's check of the properties of a type. For unchanged types of the catalog it is precompiled by `npm run generate`, as
 * loading ajv and compiling some schemas takes a tenth of a second in every process. A type that was corrected, or edited
 * since, is compiled at run time.
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
