import { posix } from "node:path";
import { shownText } from "../../providers/client/address";
import { DEFAULT_TOKEN_ENV } from "../../providers/client/token-source";
import { mistakeIn, type Config } from "../../providers/engine/config";
import { quote } from "../../providers/visible";
import type { Argument, Value } from "./driver";

/** A driver's arguments as a stack's configuration. */
export interface Adopted {
  /** By key without the namespace. */
  readonly settings: ReadonlyMap<Key, string | readonly string[]>;
  /** What must be done by hand, with the line in the driver. */
  readonly todos: readonly Todo[];
}

export interface Todo {
  readonly line: number;
  readonly message: string;
}

type Key = keyof Config;
type Setting = string | readonly string[] | undefined;

/** Reads one argument; calls `fail` for what it cannot use. */
type Read = (value: Value, fail: (message: string, line?: number) => void) => Setting;

interface Parameter {
  /** In the configuration; absent if none is needed, since it always applies here. */
  readonly key?: Key;
  readonly read?: Read;
  /** Whether a stack cannot do without it. */
  readonly required?: true;
}

/** The first parameter's name is not known. */
const ROOT = "the first argument";

/** In positional order (docs: cicd-docs/import-feature, cicd-docs/resource-access-management). */
const PARAMETERS: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  [ROOT, { key: "resources", read: directory("resources") }],
  ["access_management_dir", { key: "access", read: directory("access") }],
  ["amorphic_auth_token", { key: "tokenEnv", read: token }],
  ["amorphic_base_url", { key: "apiUrl", read: text("apiUrl"), required: true }],
  ["amorphic_role_id", { key: "roleId", read: text("roleId"), required: true }],
  ["resources_to_import", { key: "import", read: logicalIds }],
  // Properties are always checked.
  ["validate_resource_properties", {}],
]);

const PLACES = [ROOT, "access_management_dir"];

/** @param line of the call */
export function settingsOf(line: number, args: readonly Argument[]): Adopted {
  const settings = new Map<Key, string | readonly string[]>();
  const todos: Todo[] = [];
  const given = new Set<string>();
  for (const argument of args) {
    const name = "name" in argument ? argument.name : PLACES[argument.place];
    const { value } = argument;
    const fail = (message: string, at = value.line) => void todos.push({ line: at, message });
    const parameter = name === undefined ? undefined : PARAMETERS.get(name);
    if (name === undefined || !parameter) {
      const what =
        "name" in argument ? `the argument ${quote(argument.name)}` : `argument ${String(argument.place + 1)}`;
      fail(`${what} is unknown, so nothing was written for it; see docs/moving-in.md for the known arguments`);
      continue;
    }
    given.add(name);
    const setting = isNone(value) ? undefined : parameter.read?.(value, fail);
    if (parameter.key && setting !== undefined) settings.set(parameter.key, setting);
  }
  for (const [name, { key, required }] of PARAMETERS) {
    if (key && required && !given.has(name)) todos.push({ line, message: `${name} is missing; ${setIt(key)}` });
  }
  return { settings, todos: todos.sort((a, b) => a.line - b.line) };
}

const isNone = (value: Value): boolean => "literal" in value && value.literal === null;

const setIt = (key: Key): string => `set amorphic:${key} in the stack's file by hand`;

/** What the driver has instead of a text. */
function insteadOf(value: Value): string {
  if ("env" in value) return `the environment variable ${quote(value.env)}`;
  if ("unknown" in value) return value.unknown;
  if ("literal" in value) return `a ${typeof value.literal}`;
  return "list" in value ? "a list" : "a dictionary";
}

function text(key: Key): Read {
  return (value, fail) => {
    if (!("literal" in value) || typeof value.literal !== "string") {
      fail(`amorphic:${key} is not a literal string but ${insteadOf(value)}, so it cannot be read; ${setIt(key)}`);
      return undefined;
    }
    const allowed = mistakeIn(key, value.literal);
    if (allowed === undefined) return value.literal;
    fail(`${quote(shownText(value.literal))} cannot be amorphic:${key}, which must be ${allowed}; ${setIt(key)}`);
    return undefined;
  };
}

/** The path is relative to the repository, since the driver runs at its root. */
function directory(key: "resources" | "access"): Read {
  return (value, fail) => {
    const path = text(key)(value, fail);
    if (typeof path !== "string") return undefined;
    const plain = posix.normalize(path.replaceAll("\\", "/")).replace(/\/+$/, "");
    if (!posix.isAbsolute(plain) && !plain.startsWith("..") && !/^[A-Za-z]:/.test(plain)) return plain;
    fail(`${quote(path)} is not inside the repository; move the definitions there, and ${setIt(key)}`);
    return undefined;
  };
}

const REVOKE = "revoke it in Amorphic and create another";

/** Takes over where the token comes from, never the token. */
function token(value: Value, fail: (message: string) => void): Setting {
  if ("env" in value) {
    if (value.fallback)
      fail(`a token is in the driver in plain text, for when ${quote(value.env)} is not set: ${REVOKE}`);
    if (mistakeIn("tokenEnv", value.env) === undefined) return value.env;
    fail(`${quote(value.env)} is not a valid environment variable name; ${setIt("tokenEnv")}`);
    return undefined;
  }
  const isOpen = "literal" in value;
  fail(
    (isOpen
      ? `the token is in the driver in plain text: ${REVOKE}`
      : `the token is not an environment variable but ${insteadOf(value)}, so it cannot be read`) +
      `; export it as ${DEFAULT_TOKEN_ENV}, or set amorphic:tokenSecret to the name of its secret`,
  );
  return undefined;
}

/** The logical ids of RESOURCES_TO_IMPORT; the definitions hold their identifying keys. */
function logicalIds(value: Value, fail: (message: string, line?: number) => void): Setting {
  if (!("dict" in value)) {
    fail(`resources_to_import is ${insteadOf(value)}, so its logical ids are unknown; list them under amorphic:import`);
    return undefined;
  }
  const ids = value.dict.flatMap(([key]) => {
    if ("literal" in key && typeof key.literal === "string") return [key.literal];
    fail(`a key of resources_to_import is ${insteadOf(key)}; add its logical id to amorphic:import`, key.line);
    return [];
  });
  return ids.length > 0 ? [...new Set(ids)] : undefined;
}
