import type { ResourceType, Smoke, SmokeTest } from "../catalog/type";
import { isObject } from "../is-object";
import { didYouMean } from "../nearest";
import { own } from "../own";
import { quote } from "../visible";
import { looksLikeFunction } from "./functions";
import type { JsonNode } from "./json-node";
import type { Position } from "./model";

interface Key {
  readonly description: string;
  /** The requirement, as messages state it. */
  readonly must: string;
  readonly fits: (value: unknown) => boolean;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required?: true;
}

const TIMEOUT = /^([1-9]\d*)(s|m|h)$/;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const DEFAULT_TIMEOUT_MS = 10 * 60_000;

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

const TIMEOUT_KEY: Key = {
  description: "How long it may take; by default ten minutes.",
  must: 'must be a time such as "90s", "10m" or "1h"',
  fits: (value) => typeof value === "string" && TIMEOUT.test(value),
  schema: { type: "string", pattern: TIMEOUT.source },
};

/** The keys allowed in `Smoke`, by the kind of test of the type. */
export const SMOKE_KEYS: Readonly<Record<SmokeTest["kind"], Readonly<Record<string, Key>>>> = {
  run: {
    Run: {
      description: "Runs the job, which must succeed.",
      must: "must be true; remove Smoke if the job should not be run",
      fits: (value) => value === true,
      schema: { const: true },
      required: true,
    },
    Arguments: {
      description: "Arguments of that run. Do not put secrets here.",
      must: "must be an object of strings, without functions",
      fits: (value) =>
        isObject(value) && !looksLikeFunction(value) && Object.values(value).every((one) => typeof one === "string"),
      schema: { type: "object", additionalProperties: { type: "string" }, propertyNames: { pattern: "^[^!]" } },
    },
    Timeout: TIMEOUT_KEY,
  },
  query: {
    Query: {
      description: "A query that must succeed.",
      must: "must be a non-empty string",
      fits: isText,
      schema: { type: "string", minLength: 1 },
      required: true,
    },
    WorkGroup: {
      description: "Workgroup of Athena; by default `primary`.",
      must: "must be a non-empty string",
      fits: isText,
      schema: { type: "string", minLength: 1 },
    },
    QueryTargetLocation: {
      description: "Where the query runs, if not in Athena.",
      must: 'must be "redshift", or left out for Athena',
      fits: (value) => value === "redshift",
      schema: { const: "redshift" },
    },
    Timeout: TIMEOUT_KEY,
  },
};

/**
 * Reads the test that follows a deployment that created or changed the resource.
 * @returns undefined if `Smoke` is invalid, which has been reported, or if the type is unknown
 */
export function readSmoke(
  node: JsonNode,
  { type, fail }: { type: ResourceType | undefined; fail: (at: Position, code: string, message: string) => void },
): Smoke | undefined {
  if (!type) return undefined;
  const { smokeTest } = type;
  if (!smokeTest) {
    fail(node.keyPosition, "SMOKE_NOT_POSSIBLE", `a ${type.name} cannot be tested; remove "Smoke"`);
    return undefined;
  }
  const keys = SMOKE_KEYS[smokeTest.kind];
  const [first = ""] = Object.keys(keys);
  const members = node.members();
  if (!members) {
    fail(node.position, "SMOKE_NOT_OBJECT", `"Smoke" must be an object with ${quote(first)}`);
    return undefined;
  }
  const mistakes: string[] = [];
  const wrong = (at: Position, code: string, message: string) => {
    mistakes.push(code);
    fail(at, code, message);
  };
  const values: Record<string, unknown> = {};
  for (const member of members) {
    const { key: name, value } = member;
    const key = own(keys, name);
    if (!key) {
      const meant = didYouMean(name, Object.keys(keys));
      const all = Object.keys(keys).join(", ");
      const message = `"Smoke" of a ${type.name} has no key ${quote(name)}${meant}; use ${all}`;
      wrong(member.keyPosition, "UNKNOWN_KEY", message);
    } else if (!key.fits(value)) wrong(member.position, "SMOKE_VALUE", `${quote(name)} ${key.must}`);
    else values[name] = value;
  }
  for (const [name, key] of Object.entries(keys)) {
    if (key.required && !node.get(name))
      wrong(node.keyPosition, "SMOKE_VALUE", `"Smoke" needs ${quote(name)}, which ${key.must}`);
  }
  return mistakes.length === 0 ? smokeOf(smokeTest.kind, values) : undefined;
}

function smokeOf(kind: SmokeTest["kind"], { Timeout, ...values }: Record<string, unknown>): Smoke {
  const [, count, unit = ""] = TIMEOUT.exec(typeof Timeout === "string" ? Timeout : "") ?? [];
  const timeoutMs = count === undefined ? DEFAULT_TIMEOUT_MS : Number(count) * (UNITS[unit] ?? 0);
  if (kind === "run") return { kind, arguments: (values["Arguments"] ?? {}) as Record<string, string>, timeoutMs };
  const { Query, WorkGroup, QueryTargetLocation } = values as Record<string, string>;
  return {
    kind,
    query: Query ?? "",
    ...(WorkGroup !== undefined && { workGroup: WorkGroup }),
    ...(QueryTargetLocation !== undefined && { target: QueryTargetLocation }),
    timeoutMs,
  };
}
