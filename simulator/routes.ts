/** Which handler answers which path. A path that is not here does not exist. */
import { registerSchema } from "./dataset-schema";
import { readAccess, requestAccess } from "./job-access";
import { create, list, listFiles, read, remove, update, updateMetadata } from "./objects";
import type { Handler } from "./platform";
import { gatewayRefusal, unknownPath } from "./refusal";
import type { TypeRule } from "./rule";
import { RULES } from "./rules";
import { listExecutions, readQuery, startJob, startQuery } from "./runs";
import { addGrants, readGrants, takeGrants } from "./sharing";
import { openDownload, openUpload } from "./uploads";

/** The names of calls; a type has each at most once. */
export const CALL_NAMES = [
  ...(["list", "create", "read", "update", "delete"] as const),
  ...(["grants", "grant", "revoke"] as const),
  ...(["schema", "files", "access", "requestAccess", "upload"] as const),
  ...(["download"] as const),
  ...(["executions", "execute", "query", "startQuery"] as const),
] as const;
export type CallName = (typeof CALL_NAMES)[number];

/** A call of the API; in its path each `*` stands for an id. */
export interface Endpoint {
  readonly name: CallName;
  readonly rule: TypeRule;
  readonly method: string;
  readonly path: string;
  readonly handler: Handler;
}

/** An endpoint, and the ids with which it was called. */
export interface Route extends Endpoint {
  readonly parentId: string;
  readonly id: string;
}

/** All calls of the API. */
export const ENDPOINTS: readonly Endpoint[] = [...RULES.values()].flatMap((rule) => {
  const { parent, collection } = rule;
  const all = parent ? `${parent.collection}/*/${collection}` : collection;
  const one = `${all}/*`;
  const endpoint = (name: CallName, method: string, path: string, handler: Handler): Endpoint[] => [
    { name, rule, method, path, handler },
  ];
  return [
    ...endpoint("list", "GET", all, list), // code for datasets and jobs, assumed for the rest
    ...endpoint("create", "POST", all, create), // code for datasets, assumed for the rest
    ...endpoint("read", "GET", one, read), // code for datasets and jobs, assumed for the rest
    ...(rule.update === "changes" ? endpoint("update", "PUT", one, update) : []), // assumed
    ...(rule.update === "whole" ? endpoint("update", "PUT", `${one}/updatemetadata`, updateMetadata) : []), // code
    ...endpoint("delete", "DELETE", one, remove), // assumed
    // assumed
    ...(rule.shareable ? endpoint("grants", "GET", `${one}/share`, readGrants) : []),
    ...(rule.shareable ? endpoint("grant", "POST", `${one}/share`, addGrants) : []),
    ...(rule.shareable ? endpoint("revoke", "DELETE", `${one}/share`, takeGrants) : []),
    // doc how-to/dataset-custom-partitioning
    ...(rule.type === "Dataset" ? endpoint("schema", "PUT", one, registerSchema) : []),
    ...(rule.type === "Dataset" ? endpoint("files", "GET", `${one}/files`, listFiles) : []), // code
    // doc how-to/resource-access-to-an-ETL
    ...(rule.type === "Job" ? endpoint("access", "GET", `${one}/resourceaccess`, readAccess) : []),
    ...(rule.type === "Job" ? endpoint("requestAccess", "POST", `${one}/resourceaccess`, requestAccess) : []),
    // code
    ...(rule.type === "Job" ? endpoint("executions", "GET", `${one}/executions`, listExecutions) : []),
    ...(rule.type === "Job" ? endpoint("execute", "POST", `${one}/executions`, startJob) : []),
    // A query is about datasets, and has no type of its own.
    ...(rule.type === "Dataset" ? endpoint("startQuery", "POST", "queries", startQuery) : []),
    ...(rule.type === "Dataset" ? endpoint("query", "GET", "queries/*", readQuery) : []),
    // assumed
    ...(rule.type === "Job" ? endpoint("upload", "POST", `${one}/script`, openUpload) : []),
    ...(rule.type === "SharedLibraries" ? endpoint("upload", "POST", `${one}/packages`, openUpload) : []),
    ...(rule.type === "Job" ? endpoint("download", "GET", `${one}/script`, openDownload) : []),
    ...(rule.type === "SharedLibraries" ? endpoint("download", "GET", `${one}/packages/*`, openDownload) : []),
  ];
});

const BY_PATH: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]),
);

/** The endpoint that answers a method on a path (without stage and query). */
export function route(method: string, path: string): Route {
  const [empty, ...parts] = path.split("/");
  // In every path names and ids alternate.
  const isId = (_: string, index: number) => index % 2 === 1;
  const pattern = parts.map((part, index) => (isId(part, index) ? "*" : part)).join("/");
  const endpoint = BY_PATH.get(`${method} ${pattern}`);
  if (empty !== "" || !endpoint) throw unknownPath();
  return called(endpoint, parts.filter(isId));
}

/** The endpoint with the ids of a path; they are URL-encoded there (assumed). */
export function called(endpoint: Endpoint, encoded: readonly string[]): Route {
  if (encoded.includes("")) throw unknownPath();
  const ids = encoded.map(decode);
  const [parentId = "", id = ""] = endpoint.rule.parent ? ids : ["", ...ids];
  return { ...endpoint, parentId, id };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw gatewayRefusal(400, "Bad Request");
  }
}
