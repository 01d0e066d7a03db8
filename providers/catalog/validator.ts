import type { Ajv, Options, ValidateFunction } from "ajv";
import { catalog } from "./index";
import { propertiesSchema } from "./schema";
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

/**
 * ajv's check of the properties of a type. For types as the catalog has them it is made beforehand, by `npm run generate`:
 * ajv and what it makes of some schemas take a tenth of a second in every process. A corrected type gets its own.
 */
export function validatorOf(type: ResourceType): ValidateFunction {
  const known = validators.get(type);
  if (known) return known;
  const isOwn = catalog.get(type.name) === type;
  const validator = (isOwn ? ready()[type.name] : undefined) ?? made(type);
  validators.set(type, validator);
  return validator;
}

/* eslint-disable @typescript-eslint/no-require-imports -- each is loaded with the first check, and most processes check nothing */
const ready = () => require("./validators.js") as Readonly<Record<string, ValidateFunction | undefined>>;

function made(type: ResourceType): ValidateFunction {
  const { Ajv } = require("ajv") as typeof import("ajv");
  ajv ??= new Ajv(AJV);
  return ajv.compile(propertiesSchema(type));
}
