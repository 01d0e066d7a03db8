/**
 * Where calls come in and answers go out. Given facts, it translates each call to the standard names, and its answer to
 * those of the facts, so that nothing behind it knows about them.
 */
import { checkRequired } from "./check";
import { configuredEndpoints, type Facts, type TypeFacts } from "./facts";
import { isEmpty, without, type Json, type JsonObject } from "./json";
import { refuse, unknownPath } from "./refusal";
import { called, route, type Route } from "./routes";
import { AUDIT, idOf, type TypeRule } from "./rule";
import type { Store } from "./store";

/** Translates calls and answers. */
export interface Edge {
  readonly route: (method: string, path: string) => Route;
  readonly request: (route: Route, body: JsonObject) => JsonObject;
  readonly answer: (route: Route, result: JsonObject) => JsonObject;
}

/** Prefix of ids that the platform makes from the standard ones. */
const MADE = "id-";

/** The edge of a platform with these facts. */
export function edgeOf(facts: Facts | undefined, store: Store): Edge {
  if (!facts) return { route, request: (_, body) => body, answer: (_, result) => result };
  const endpoints = configuredEndpoints(facts);

  return {
    route: (method, path) => {
      const [empty, ...parts] = path.split("/");
      const match = endpoints.find(
        (known) =>
          known.method === method &&
          known.parts.length === parts.length &&
          known.parts.every((part, index) => part === "*" || part === parts[index]),
      );
      if (empty !== "" || !match) throw unknownPath();
      const found = called(
        match.endpoint,
        parts.filter((_, index) => match.parts[index] === "*"),
      );
      const { rule } = found;
      return { ...found, id: found.id === "" ? "" : standardId(rule, factsOf(rule), found.id) };
    },
    request: (called, body) => {
      const given = factsOf(called.rule);
      const standard = standardBody(called, given, body);
      return called.name === "update" ? updateBody(called, given, standard, store) : standard;
    },
    answer: ({ name, rule }, result) => {
      const given = factsOf(rule);
      const object = (value: Json) => withId(rule, given, value as JsonObject);
      if (name === "list") {
        const objects = result[rule.collection] as Json[];
        return { [given.listKey ?? rule.collection]: objects.map(object) };
      }
      if (name === "read") return object(result);
      if (name !== "create") return renamed(given, result);
      const ownId = given.idKey !== undefined && !rule.idMade;
      return without(object(result), ownId ? rule.id : []);
    },
  };

  function factsOf({ type }: TypeRule): TypeFacts {
    return facts?.[type] ?? {};
  }
}

/** The names that keys have here, including the id's if that only renames an id that Amorphic makes. */
function namesOf(rule: TypeRule, { keys = {}, idKey }: TypeFacts): ReadonlyMap<string, string> {
  const id: [string, string][] = idKey !== undefined && rule.idMade ? rule.id.map((key) => [key, idKey]) : [];
  return new Map([...Object.entries(keys), ...id]);
}

function standardId(rule: TypeRule, { idKey }: TypeFacts, id: string): string {
  if (idKey === undefined || rule.idMade) return id;
  const standard = Buffer.from(id.slice(MADE.length), "base64url").toString();
  return ownId(standard) === id ? standard : ""; // nothing has an empty id, so it will not be found
}

function ownId(standard: string): string {
  return MADE + Buffer.from(standard).toString("base64url");
}

/** The body with standard names. The standard name of a key that is renamed here is refused as unknown. */
function standardBody({ rule, name }: Route, facts: TypeFacts, body: JsonObject): JsonObject {
  const names = namesOf(rule, facts);
  const back = new Map([...names].map(([standard, here]) => [here, standard]));
  const entries = Object.entries(body).flatMap(([key, value]): [string, Json][] => {
    if (names.has(key)) throw refuse("IPV-1001", `Invalid key ${key}, it is not known.`);
    if (key === facts.idKey && !rule.idMade) {
      if (name === "update" && facts.updateBody !== "whole") return [];
      throw refuse("IPV-1001", `Invalid key ${key}, it is set by Amorphic.`);
    }
    const standard = back.get(key) ?? key;
    const values = Object.entries(facts.values?.[standard] ?? {});
    return [[standard, values.find(([, here]) => here === value)?.[0] ?? value]];
  });
  return Object.fromEntries(entries);
}

function renamed(facts: TypeFacts, result: JsonObject, names = new Map(Object.entries(facts.keys ?? {}))): JsonObject {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      names.get(key) ?? key,
      (typeof value === "string" ? facts.values?.[key]?.[value] : undefined) ?? value,
    ]),
  );
}

/** An object, or the answer to a create, which holds the keys of the id, too. */
function withId(rule: TypeRule, facts: TypeFacts, object: JsonObject): JsonObject {
  const result = renamed(facts, object, new Map(namesOf(rule, facts)));
  return facts.idKey === undefined || rule.idMade ? result : { ...result, [facts.idKey]: ownId(idOf(rule, object)) };
}

/** The body as the standard update of the type takes it. */
function updateBody({ rule, id }: Route, facts: TypeFacts, body: JsonObject, store: Store): JsonObject {
  const properties = store.get(rule.collection, id)?.properties;
  if (!properties) return body;
  if (facts.updateBody === "whole") checkWhole(rule, facts, properties, body);
  if (facts.updateBody !== "changes" || rule.update !== "whole") return body;
  // The standard update requires these; those that the caller leaves out stay as they are.
  return { ...Object.fromEntries(rule.required.map((key) => [key, properties[key] ?? null])), ...body };
}

/** A whole body holds everything that the object has; empty values may be missing, as in an answer. */
function checkWhole(rule: TypeRule, facts: TypeFacts, properties: JsonObject, body: JsonObject): void {
  const idIsField = facts.idKey !== undefined && !rule.idMade;
  for (const key of idIsField ? [] : rule.id) {
    if (key in body) throw refuse("IPV-1001", `Invalid key ${key}, it is not part of the body.`);
  }
  const left = without(properties, [
    ...(idIsField ? [] : rule.id),
    ...[...AUDIT, ...rule.serverOwned, ...rule.elsewhere, rule.parent?.key ?? ""],
  ]);
  const missing = Object.keys(left).find((key) => !(key in body) && !isEmpty(left[key]));
  if (missing !== undefined) throw refuse("IPV-1001", `Missing ${missing}.`);
  checkRequired({ ...rule, required: rule.required.filter((key) => idIsField || !rule.id.includes(key)) }, body);
}
