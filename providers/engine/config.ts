import { catalog } from "../catalog";
import { parseBaseUrl, shownText } from "../client/address";
import { SECRET_PATTERN } from "../definitions/secret";
import { UserError } from "../errors";
import { didYouMean } from "../nearest";
import { quote } from "../visible";
import { NAMESPACE } from "./current-config";

/** The `amorphic:` keys of a stack's configuration; see the table in the README. */
export interface Config {
  /** Base URL of the API, or `simulator` for the simulator that runs beside the project. */
  readonly apiUrl: string;
  readonly roleId?: string;
  readonly userId?: string;
  readonly tokenEnv?: string;
  readonly tokenSecret?: string;
  readonly maxConcurrency: number;
  readonly protect: readonly string[];
  readonly allow: readonly string[];
  readonly import: readonly string[];
  /** Maximum number of deletes and replacements in one deployment. */
  readonly maxDeletes: number;
  /** The same limit as a percentage of the stack's resources. */
  readonly maxDeletePercent: number;
  readonly plainEnv: readonly string[];
  readonly exclusiveShares: boolean;
  /** Directory of central access definitions, relative to the project. */
  readonly access?: string;
  readonly journal: string;
  readonly fingerprintKey?: string;
  /** Directory of the definitions, relative to the project. */
  readonly resources: string;
}

type Parse = (text: string) => unknown;

interface Key {
  readonly allowed: string;
  readonly parse: Parse;
  readonly fallback?: unknown;
  /** The part of an invalid value that messages may show; default: all of it. */
  readonly shown?: (text: string) => string | undefined;
}

/** Any text except an empty one or a placeholder of the stack templates. */
const text: Parse = (value) => (value === "" || value.startsWith("replace-with-") ? undefined : value);

const wholeNumber =
  (from: number, to: number): Parse =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined;

const list: Parse = (value) => {
  const parsed: unknown = JSON.parse(value);
  return Array.isArray(parsed) && parsed.every((element) => typeof element === "string") ? parsed : undefined;
};

/** Rejects unknown types, as a misspelt type would not be protected. */
const types: Parse = (value) => {
  const names = list(value);
  const unknown = Array.isArray(names) ? names.map(String).filter((name) => !catalog.has(name)) : [];
  if (unknown.length === 0) return names;
  throw new UserError(
    unknown.map((name) => `There is no type ${quote(name)}${didYouMean(name, catalog.keys())}.`).join(" "),
  );
};

/** Types that hold data, or give access to it. */
const PROTECTED_BY_DEFAULT: readonly string[] = ["Domain", "Dataset", "Datasource"];

const LIST = "a list of names";

/** Hides an invalid value, as it may be the secret itself. */
const hidden = (): undefined => undefined;

const SECRET_NAME = new RegExp(SECRET_PATTERN, "s");
/** A JWT: each of its characters is also valid in a secret's name. */
const LOOKS_LIKE_TOKEN = /^eyJ[\w-]*\./;

const KEYS: Record<keyof Config, Key> = {
  apiUrl: {
    allowed: "the https:// URL of the API (not of the console), or simulator",
    parse: (value) => (value === "simulator" ? value : parseBaseUrl(value)),
  },
  roleId: { allowed: "the id of the service user's role", parse: text },
  userId: { allowed: "the service user's id", parse: text },
  tokenEnv: {
    allowed: "the name of the environment variable that holds the token, never the token",
    parse: (value) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value) ? value : undefined),
    shown: hidden,
  },
  tokenSecret: {
    allowed: "a Secrets Manager ARN or name, with #key for a key of a JSON secret, never the token",
    parse: (value) => (SECRET_NAME.test(value) && !LOOKS_LIKE_TOKEN.test(value) ? value : undefined),
    shown: hidden,
  },
  maxConcurrency: {
    allowed: "a whole number from 1 to 100",
    parse: wholeNumber(1, 100),
    fallback: 10,
  },
  protect: { allowed: "a list of types", parse: types, fallback: PROTECTED_BY_DEFAULT },
  allow: { allowed: "a list of logical ids", parse: list, fallback: [] },
  import: { allowed: "a list of logical ids", parse: list, fallback: [] },
  maxDeletes: { allowed: "a whole number", parse: wholeNumber(0, Number.MAX_SAFE_INTEGER), fallback: 10 },
  maxDeletePercent: { allowed: "a whole number from 0 to 100", parse: wholeNumber(0, 100), fallback: 50 },
  plainEnv: { allowed: LIST, parse: list, fallback: [] },
  exclusiveShares: {
    allowed: "true or false",
    parse: (value) => (value === "true" || value === "false" ? value === "true" : undefined),
    fallback: false,
  },
  access: { allowed: "a directory, such as access-management/dev", parse: text },
  journal: {
    allowed: "a file:// or s3:// URL beside the stack's state",
    parse: (value) => (/^(file|s3):\/\/./.test(value) ? value : undefined),
    shown: shownText,
  },
  fingerprintKey: {
    allowed: "a secret of 32 characters or more, as `bootstrap` creates it",
    parse: (value) => (value.length >= 32 ? value : undefined),
    shown: hidden,
  },
  resources: { allowed: "a directory", parse: text, fallback: "resources" },
};

/** Except with the simulator: its endpoint file gives the role id, and the journal has a default. */
const REQUIRED: readonly string[] = ["apiUrl", "roleId", "journal"];

export const configKeys: readonly string[] = Object.keys(KEYS);

/**
 * What is wrong with our keys that mean nothing: without a word, a misspelt one would have no effect.
 * @param all the stack's keys, with their namespaces
 */
export const unknownKeys = (all: Iterable<string>): string[] =>
  [...all]
    .filter((key) => key.startsWith(NAMESPACE) && !configKeys.includes(key.slice(NAMESPACE.length)))
    .map((key) => `${key} is not a key${didYouMean(key.slice(NAMESPACE.length), configKeys)}`);

/** @returns what the key must be if the text is invalid, otherwise undefined */
export const mistakeIn = (name: keyof Config, value: string): string | undefined =>
  tryParse(KEYS[name].parse, value).value === undefined ? KEYS[name].allowed : undefined;

/** The value of a key; its default if the key is not set or invalid. */
export function settingOf<K extends keyof Config>(name: K, given: string | undefined): Config[K] {
  const { parse, fallback } = KEYS[name];
  return ((given === undefined ? undefined : tryParse(parse, given).value) ?? fallback) as Config[K];
}

/**
 * @param get returns the text of a key (named without its namespace), or undefined
 * @param mistakes found elsewhere, to be reported together with those found here
 * @param stack name of the stack, if known
 * @param names the only keys to look at, if not all
 * @throws UserError that lists every mistake
 */
export function parseConfig<K extends keyof Config = keyof Config>(
  get: (key: string) => string | undefined,
  mistakes: readonly string[] = [],
  stack = "<stack>",
  names = configKeys as readonly K[],
): Pick<Config, K> {
  const simulated = get("apiUrl") === "simulator";
  const problems = [...mistakes];
  const config: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(KEYS) as [K, Key][]) {
    if (!names.includes(name)) continue;
    const given = get(name);
    const { value, why } = given === undefined ? { value: key.fallback } : tryParse(key.parse, given);
    if (value !== undefined) config[name] = value;
    else if (given !== undefined) {
      problems.push(`amorphic:${name} ${why === undefined ? wrong(key, given) : `must be ${key.allowed}. ${why}`}`);
    } else if (REQUIRED.includes(name) && !simulated) {
      problems.push(`amorphic:${name} is missing: ${key.allowed}`);
    }
  }
  if (config["exclusiveShares"] === true && get("userId") === undefined && !simulated) {
    problems.push("amorphic:exclusiveShares needs amorphic:userId; without it the stack would revoke its own access");
  }
  if (config["tokenEnv"] !== undefined && config["tokenSecret"] !== undefined) {
    problems.push("amorphic:tokenEnv and amorphic:tokenSecret cannot both be set; keep one");
  }
  if (problems.length > 0) {
    throw new UserError(`The stack's configuration (Pulumi.${stack}.yaml) has mistakes:\n  ${problems.join("\n  ")}`);
  }
  return { ...(simulated ? { journal: "file://./.amorphic/journal" } : {}), ...config } as unknown as Pick<Config, K>;
}

function wrong({ allowed, shown = String }: Key, given: string): string {
  const seen = shown(given);
  return seen === undefined ? `must be ${allowed}` : `is ${JSON.stringify(seen)}; it must be ${allowed}`;
}

/** @returns the value, or, if the parser explains it, why the text is invalid, without anything that must stay hidden */
function tryParse(parse: Parse, given: string): { readonly value?: unknown; readonly why?: string } {
  try {
    return { value: parse(given) };
  } catch (error) {
    return error instanceof UserError ? { why: error.message } : {};
  }
}
