/**
 * Facts about a platform that differ from docs/api.md, so that corrections of the product can be tested: given by a test,
 * checked, and turned into a table of calls.
 */
import { AUDIT, type TypeRule } from "./rule";
import { CALL_NAMES, ENDPOINTS, type CallName, type Endpoint } from "./routes";
import { RULES } from "./rules";

/** What is different about one type; what is left out is standard. */
export interface TypeFacts {
  /** Replaces the collection in every path of the type (and of those below it): "data-domains", "v2/domains". */
  readonly collection?: string;
  /** Calls by name, whole: `{ "update": "POST /domains/{id}/edit" }`; below a parent `{parent}` comes before `{id}`. */
  readonly calls?: Readonly<Partial<Record<CallName, string>>>;
  /** Key under which a list's answer holds the objects. */
  readonly listKey?: string;
  /** Key of the id. If the id was made of the caller's keys, they stay, and the platform makes an id of its own. */
  readonly idKey?: string;
  /** Other names of top-level keys, in requests and answers: `{ "UploadLink": "Url" }`. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Other values of top-level keys: `{ "RegistrationStatus": { "completed": "done" } }`. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What an update takes: the keys that change, or the whole object without its id, and then all of it. */
  readonly updateBody?: "changes" | "whole";
}

/** By type, such as "Domain". */
export type Facts = Readonly<Record<string, TypeFacts>>;

/** An endpoint with the method and path configured for it; each `*` in the path stands for an id. */
export interface ConfiguredEndpoint {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly parts: readonly string[];
}

/** The calls of a platform with these facts; those with the fewest ids in their path come first. */
export function configuredEndpoints(facts: Facts): readonly ConfiguredEndpoint[] {
  for (const [type, given] of Object.entries(facts)) checkFacts(type, given);
  const endpoints = ENDPOINTS.map((endpoint) => configured(endpoint, facts));
  const seen = new Set<string>();
  for (const { method, parts } of endpoints) {
    const call = `${method} /${parts.join("/")}`;
    if (seen.has(call)) throw new Error(`facts give ${call} two meanings`);
    seen.add(call);
  }
  const ids = ({ parts }: ConfiguredEndpoint) => parts.filter((part) => part === "*").length;
  return endpoints.sort((a, b) => ids(a) - ids(b));
}

function configured(endpoint: Endpoint, facts: Facts): ConfiguredEndpoint {
  const { rule, name, path } = endpoint;
  const given = facts[rule.type]?.calls?.[name];
  if (given === undefined) {
    const parts = path.split("/").flatMap((part) => {
      const type = [...RULES.values()].find(({ collection }) => collection === part)?.type ?? "";
      return (facts[type]?.collection ?? part).split("/");
    });
    return { endpoint, method: endpoint.method, parts };
  }
  const [, method = "", below = ""] = /^([A-Z]+) \/(\S+)$/.exec(given) ?? [];
  const parts = below.split("/").map((part) => (/^\{.+\}$/.test(part) ? "*" : part));
  const ids = path.split("/").filter((part) => part === "*").length;
  if (parts.includes("") || parts.filter((part) => part === "*").length !== ids) {
    throw new Error(`facts of ${rule.type}: call ${name} is "<METHOD> /<path>" with ${ids} ids in braces`);
  }
  return { endpoint, method, parts };
}

function checkFacts(type: string, { calls = {}, keys = {}, idKey }: TypeFacts): void {
  const rules = [...RULES.values()];
  const rule = rules.find((known) => known.type === type);
  if (!rule) throw new Error(`facts: no type ${type}; there are ${rules.map((known) => known.type).join(", ")}`);
  const names = ENDPOINTS.filter((endpoint) => endpoint.rule === rule).map(({ name }) => name);
  for (const name of Object.keys(calls)) {
    const known = CALL_NAMES.filter((call) => names.includes(call));
    if (!known.some((call) => call === name)) {
      throw new Error(`facts of ${type}: no call ${name}; there are ${known.join(", ")}`);
    }
  }
  // Under another key's name a secret could get into the log.
  const taken = new Set(knownKeys(rule));
  for (const name of [...Object.values(keys), ...(idKey === undefined ? [] : [idKey])]) {
    if (taken.has(name)) throw new Error(`facts of ${type}: key ${name} has a meaning already`);
    taken.add(name);
  }
}

function knownKeys(rule: TypeRule): string[] {
  const own = [...Object.values(rule.types).flat(), ...rule.id, ...rule.elsewhere, ...rule.serverOwned];
  return [...own, ...AUDIT, "FileName", "Grants", "Message"];
}
