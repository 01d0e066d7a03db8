import { isDeepStrictEqual } from "node:util";
import { catalog } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import { PROTECTED_BY_DEFAULT } from "../../providers/engine/config";
import { isProtected } from "../../providers/lifecycle/protection";
import { isSecret } from "../../providers/lifecycle/secret";
import { isObject } from "../../providers/lifecycle/values";
import type { Digest, Step } from "./digest";

export type Operation = "create" | "update" | "replace" | "delete";

/** What a run would do to one resource. */
export interface Change {
  readonly operation: Operation;
  readonly type: string;
  readonly logicalId: string;
  /** By which the stack's file allows a delete or a replacement; another one after a rename. */
  readonly allowedAs: string;
  /** Properties that differ, with the value there now and the value wanted; for an update or a replacement. */
  readonly fields: readonly Difference[];
  /** Changed properties that cannot be changed in place. */
  readonly replaceReasons: readonly string[];
  /** Steps that an earlier run left to be done. */
  readonly pendingSteps: readonly string[];
  /** Protected and not allowed: the run would refuse. */
  readonly blocked: boolean;
}

export interface Difference {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

const RESOURCE = "pulumi-nodejs:dynamic/amorphic:";

type Values = Readonly<Record<string, unknown>>;

/** How the engine's steps of one resource add up; a replacement comes as three. */
const OPERATIONS: Readonly<Record<string, Operation | "same">> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** Keys that are ours, or of no interest to people. */
const NOISE: ReadonlySet<string> = new Set(["__provider", "logicalId", "renamedFrom", "pendingSteps"]);

type Catalog = ReadonlyMap<string, ResourceType>;

/** The plan that a preview tells. Refreshes are not changes: what they found shows in the steps after them. */
export function planOf(digest: Digest, types: Catalog = catalog): Plan {
  const byUrn = new Map<string, Step[]>();
  for (const step of digest.steps ?? []) {
    if (typeOf(step.urn) === undefined || OPERATIONS[step.op] === undefined) continue;
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  const changes: Change[] = [];
  let unchanged = 0;
  for (const steps of byUrn.values()) {
    const operation = OPERATIONS[steps.at(-1)?.op ?? "same"];
    if (operation === undefined || operation === "same") unchanged++;
    else changes.push(changeOf(operation, steps, digest.config ?? {}, types));
  }
  const said = (severity: string) => [
    ...new Set(
      (digest.diagnostics ?? [])
        .filter((diagnostic) => diagnostic.severity === severity)
        .map(({ message = "" }) => message.replace(/^(error|warning): /, "").trim()),
    ),
  ];
  return { changes, unchanged, warnings: said("warning"), errors: said("error") };
}

export function planLine({ changes, unchanged }: Plan): string {
  const count = (operation: Operation) => changes.filter((change) => change.operation === operation).length;
  return (
    `Plan: ${String(count("create"))} to create, ${String(count("update"))} to update, ` +
    `${String(count("replace"))} to replace, ${String(count("delete"))} to delete, ${String(unchanged)} unchanged`
  );
}

function changeOf(
  operation: Operation,
  steps: readonly Step[],
  config: Readonly<Record<string, string>>,
  types: Catalog,
): Change {
  const urn = steps[0]?.urn ?? "";
  const type = typeOf(urn) ?? "";
  const olds = steps.find(({ oldState }) => oldState)?.oldState;
  const news = steps.findLast(({ newState }) => newState)?.newState;
  const compared = operation === "update" || operation === "replace";
  const known = olds?.outputs?.["logicalId"];
  const logicalId = nameOf(urn);
  const allowedAs = typeof known === "string" ? known : logicalId;
  const fields = compared ? differences(olds?.inputs ?? {}, news?.inputs ?? {}) : [];
  const destroys = operation === "replace" || operation === "delete";
  const policy = {
    protect: listOf(config["amorphic:protect"]) ?? PROTECTED_BY_DEFAULT,
    allow: listOf(config["amorphic:allow"]) ?? [],
  };
  return {
    operation,
    type,
    logicalId,
    allowedAs,
    fields,
    replaceReasons: operation === "replace" ? immutable(types.get(type), fields) : [],
    pendingSteps: compared ? ((olds?.outputs?.["pendingSteps"] ?? []) as string[]) : [],
    blocked: destroys && isProtected(type, allowedAs, policy),
  };
}

/** What differs, by dotted path; lists are compared as a whole. */
function differences(olds: Values, news: Values, path = ""): Difference[] {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort();
  return keys.flatMap((key) => {
    const [from, to, name] = [own(olds, key), own(news, key), path + key];
    if ((path === "" && NOISE.has(key)) || isDeepStrictEqual(from, to)) return [];
    const nested = isObject(from) && isObject(to) && !isSecret(from) && !isSecret(to);
    return nested ? differences(from, to, `${name}.`) : [{ name, from, to }];
  });
}

const immutable = (type: ResourceType | undefined, fields: readonly Difference[]): string[] =>
  fields.map(({ name }) => name.split(".")[0] ?? "").filter((key) => type?.fields[key]?.immutable);

/** `Dataset` of `urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:Dataset::rOrders`, if it is one of ours. */
function typeOf(urn: string): string | undefined {
  const type = urn.split("::")[2] ?? "";
  return type.startsWith(RESOURCE) ? type.slice(RESOURCE.length) : undefined;
}

/** The last part of a URN, which may hold `::` itself. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** @returns undefined if it is not set, or no list, which the program itself reports */
function listOf(text: string | undefined): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text ?? "");
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

const own = (values: Values, key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined);
