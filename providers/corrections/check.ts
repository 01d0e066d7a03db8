import { Ajv } from "ajv";
import { checkProperties } from "../catalog/check";
import { correctType, type Correction, type Corrections } from "../catalog/correct";
import type { Call, Field, ResourceType, Words } from "../catalog/type";
import { own } from "../own";
import { quote } from "../visible";
import { explain, unknownKey, type Fault } from "./explain";
import { pathProblem, type Reach } from "./path";
import { correctionsSchema } from "./schema";

/** All problems in a corrections file. */
export function checkCorrections(catalog: ReadonlyMap<string, ResourceType>, file: Corrections): Fault[] {
  const { $schema: _, ...corrections } = file;
  const unknown = Object.keys(corrections).filter((name) => !catalog.has(name));
  const faults = unknown.map((name): Fault => {
    const message = unknownKey(name, { title: "types" }, [...catalog.keys()]);
    return { path: [name], ofKey: true, code: "UNKNOWN_TYPE", message };
  });
  // The schema covers only the corrected types, as the time to compile it grows with its size.
  const types = [...catalog.values()].filter(({ name }) => Object.hasOwn(corrections, name));
  const shape = shapeFaults(types, Object.fromEntries(types.map(({ name }) => [name, corrections[name]])));
  // The effects of a correction can be checked only if its shape is right.
  const sound = types.filter(({ name }) => !shape.some(({ path }) => path[0] === name));
  return [...faults, ...shape, ...sound.flatMap((type) => consequences(type, corrections[type.name] ?? {}))];
}

function shapeFaults(types: readonly ResourceType[], corrections: object): Fault[] {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strictTypes: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  const validate = ajv.compile(correctionsSchema(new Map(types.map((type) => [type.name, type]))));
  return validate(corrections) ? [] : (validate.errors ?? []).flatMap((error) => explain(error) ?? []);
}

function consequences(type: ResourceType, correction: Correction): Fault[] {
  const corrected = correctType(type, correction);
  const faults = [
    ...pathFaults(corrected),
    ...identityFaults(corrected),
    ...wordFaults(type, corrected),
    ...defaultFaults(corrected, patternFaults(corrected.fields, ["fields"])),
  ];
  return faults.map((fault) => ({ ...fault, path: [type.name, ...fault.path] }));
}

/** The calls of a type, each with its path in a correction and its reach. */
function callsOf({ create, read, update, delete: remove, list, share, steps }: ResourceType) {
  const calls: [readonly string[], Call | undefined, Reach][] = [
    [["create"], create, "all"],
    [["list"], list, "all"],
    [["read"], read, "one"],
    [["update"], update, "one"],
    [["delete"], remove, "one"],
    ...(["read", "grant", "revoke"] as const).map((name): [string[], Call | undefined, Reach] => [
      ["share", name],
      share?.[name],
      "one",
    ]),
  ];
  for (const step of steps) {
    calls.push([["steps", step.name, "call"], step.call, "one"]);
    if (step.kind === "upload") {
      calls.push([["steps", step.name, "download", "call"], step.download?.call, "file"]);
      continue;
    }
    calls.push([["steps", step.name, "read"], step.read, "one"]);
    calls.push([["steps", step.name, "wait", "call"], step.wait?.call, "one"]);
  }
  return calls;
}

function pathFaults(type: ResourceType): Fault[] {
  return callsOf(type).flatMap(([place, call, reach]) => {
    const problem = call && pathProblem(type, call.path, reach);
    if (problem === undefined) return [];
    return [
      { path: [...place, "path"], code: "WRONG_PATH", message: `the path ${quote(call?.path ?? "")} ${problem}` },
    ];
  });
}

/** Without a reliable natural key, one object could be mistaken for another. */
function identityFaults({ naturalKey, fields }: ResourceType): Fault[] {
  return naturalKey.flatMap((key) => {
    const field = own(fields, key);
    const wrong = (what: string): Fault[] => [
      {
        path: ["fields", key],
        code: "WRONG_IDENTITY",
        message: `${quote(key)} is part of the natural key, so ${what}`,
      },
    ];
    if (!field)
      return [{ path: ["naturalKey"], code: "WRONG_IDENTITY", message: `there is no property ${quote(key)}` }];
    if (!field.required || !field.immutable) return wrong("it must be required and immutable");
    return field.secret || field.writeOnly ? wrong("it can be neither secret nor writeOnly") : [];
  });
}

/**
 * A default must be a value that a definition could have, as it is sent when a property leaves its definition.
 * @param patterns faults of patterns, without which no value can be checked
 */
function defaultFaults(type: ResourceType, patterns: Fault[]): Fault[] {
  if (patterns.length > 0) return patterns;
  const defaults = Object.entries(type.fields).filter(([, field]) => field.default !== undefined);
  const values = Object.fromEntries(defaults.map(([name, field]) => [name, field.default]));
  return checkProperties(type, values, () => false).flatMap(({ path: [name], severity, message }): Fault[] => {
    if (severity !== "error" || name === undefined) return [];
    const path = ["fields", String(name), "default"];
    return [{ path, code: "WRONG_VALUE", message: `the default is not allowed: ${message}` }];
  });
}

/** Patterns must compile with the `u` flag, as in ajv. */
function patternFaults(fields: NonNullable<Field["fields"]>, place: readonly string[]): Fault[] {
  return Object.entries(fields).flatMap(([name, field]): Fault[] => {
    const here = [...place, name];
    const inner = [
      ...patternFaults(field.fields ?? {}, [...here, "fields"]),
      ...(field.items ? patternFaults({ items: field.items }, here) : []),
    ];
    if (!field.pattern || isExpression(field.pattern.matches)) return inner;
    const message = `${quote(field.pattern.matches)} is not a valid JavaScript regular expression; correct it`;
    return [{ path: [...here, "pattern", "matches"], code: "WRONG_VALUE", message }, ...inner];
  });
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** Names and values must be unambiguous, as responses are translated back. */
function wordFaults(before: ResourceType, { keys = {}, values = {}, share }: ResourceType): Fault[] {
  const names = [...Object.keys(before.fields), ...Object.keys(before.outputs), ...before.serverOwned];
  const kept = names.filter((name) => !Object.hasOwn(keys, name));
  return [
    ...twice(["keys"], keys, kept),
    ...valueFaults(["values"], values),
    ...twice(["share", "keys"], share?.keys ?? {}, []),
    ...valueFaults(["share", "values"], share?.values ?? {}),
  ];
}

const valueFaults = (place: readonly string[], values: NonNullable<Words["values"]>): Fault[] =>
  Object.entries(values).flatMap(([name, words]) => twice([...place, name], words, []));

function twice(place: readonly string[], words: Readonly<Record<string, string>>, taken: readonly string[]): Fault[] {
  const seen = new Set(taken.map((word) => word.toLowerCase()));
  return Object.entries(words).flatMap(([name, word]) => {
    if (!seen.has(word.toLowerCase())) {
      seen.add(word.toLowerCase());
      return [];
    }
    const message = `${quote(word)} already stands for something else, so ${quote(name)} could not be distinguished from it; choose another word`;
    return [{ path: [...place, name], code: "AMBIGUOUS", message }];
  });
}
