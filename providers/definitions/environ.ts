import { pathText } from "../catalog/check";
import { isSecretAt } from "../catalog/fields";
import type { ResourceType } from "../catalog/type";
import { isSecretVariable } from "../credentials";
import { UserError } from "../errors";
import { didYouMean } from "../nearest";
import { quote } from "../visible";
import { isReservedVariable } from "../reserved-variables";
import { ENVIRON, type FunctionCall } from "./functions";
import type { Path } from "./json-node";

/** Environment variables and how to treat them. */
export interface Variables {
  readonly environment: NodeJS.ProcessEnv;
  /** Names of variables whose values are not secret. */
  readonly plain: ReadonlySet<string>;
  /** The variable that holds the API token, if the stack names one. */
  readonly tokenEnv?: string | undefined;
}

/** A variable is plain if it is part of the natural key, as names are not secret, or if the project lists it as plain. */
export function isPlain(
  name: string,
  property: string,
  type: ResourceType | undefined,
  plain: ReadonlySet<string>,
): boolean {
  return type?.naturalKey.includes(property) === true || plain.has(name);
}

/** The value of a variable. An empty one counts as not set, and variables reserved for the run are never read. */
export function valueOfVariable(
  { environment, tokenEnv }: Pick<Variables, "environment" | "tokenEnv">,
  name: string,
): string | undefined {
  if (isReservedVariable(name, tokenEnv)) return undefined;
  return Object.hasOwn(environment, name) && environment[name] !== "" ? environment[name] : undefined;
}

/** Whether the variable's name says that it is secret, and the project does not say otherwise. */
const isConfidential = (name: string, plain: ReadonlySet<string>): boolean =>
  !plain.has(name) && isSecretVariable(name);

/** The value of a variable where it is readable, as in names and messages; that of a confidential one is never read. */
export const readableValue = (variables: Variables, name: string): string | undefined =>
  isConfidential(name, variables.plain) ? undefined : valueOfVariable(variables, name);

/** That a variable has no value, for a message, and which one was probably meant. */
export function notSet(name: string, variables: Pick<Variables, "environment" | "tokenEnv">): string {
  const { environment } = variables;
  if (environment[name] === "") return `environment variable ${quote(name)} is empty`;
  const present = Object.keys(environment).filter((other) => valueOfVariable(variables, other) !== undefined);
  return `environment variable ${quote(name)} is not set${didYouMean(name, present)}`;
}

/** @param user what needs the value, for the message. @throws UserError if the variable is not set */
export function neededVariable(environment: NodeJS.ProcessEnv, name: string, user: string): string {
  const value = valueOfVariable({ environment }, name);
  if (value !== undefined) return value;
  throw new UserError(`Environment variable ${quote(name)} is not set, but ${user} needs it; set it.`);
}

interface VariableProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
}

/** The problem with a variable that definitions must not use, if it is one. */
export function checkReservedVariable(name: string, path: Path, { tokenEnv }: Variables): VariableProblem | undefined {
  if (!isReservedVariable(name, tokenEnv)) return undefined;
  const message = `environment variable ${quote(name)} is reserved for the run itself, so ${quote(pathText(path))} cannot use it; set the value in another variable`;
  return { severity: "error", code: "RESERVED_VARIABLE", message };
}

/** The problem with a variable whose value will be readable by everyone, if its name says that it is secret. */
export function checkConfidential(name: string, path: Path, { plain }: Variables): VariableProblem | undefined {
  if (!isConfidential(name, plain)) return undefined;
  const message = `by its name, environment variable ${quote(name)} is secret, but ${quote(pathText(path))} is readable in plans, in the state and on the platform; use another variable, or list this one in amorphic:plainEnv`;
  return { severity: "error", code: "SECRET_IN_PLAIN", message };
}

/** Checks that the variable of an `!Environ` is not reserved, is set if needed, and is not plain if it holds a secret. */
export function checkVariable(
  { name: functionName, argument: name, path }: FunctionCall,
  { type, properties }: { readonly type: ResourceType | undefined; readonly properties: unknown },
  variables: Variables,
): VariableProblem | undefined {
  if (functionName !== ENVIRON) return undefined;
  const reserved = checkReservedVariable(name, path, variables);
  if (reserved) return reserved;
  const { plain } = variables;
  if (plain.has(name) && isSecretAt(type, properties, path)) {
    const message = `${quote(pathText(path))} is a secret, but variable ${quote(name)} is listed in amorphic:plainEnv, so its value would be readable in the state; remove it from that list`;
    return { severity: "error", code: "PLAIN_SECRET", message };
  }
  const isReadable = isPlain(name, String(path[0]), type, plain);
  const confidential = isReadable ? checkConfidential(name, path, variables) : undefined;
  if (confidential) return confidential;
  if (valueOfVariable(variables, name) !== undefined) return undefined;
  const property = quote(pathText(path));
  const state = notSet(name, variables);
  if (isReadable) {
    const message = `${state}, but the plan needs it for ${property}, ${reason(name, plain)}; set it`;
    return { severity: "error", code: "VARIABLE_NOT_SET", message };
  }
  const message = `${state}; a plan works without it, but sending ${property} will fail; set it where the deployment runs`;
  return { severity: "warning", code: "SECRET_NOT_SET", message };
}

function reason(name: string, plain: ReadonlySet<string>): string {
  return plain.has(name) ? "as the variable is listed in amorphic:plainEnv" : "which identifies the resource";
}
