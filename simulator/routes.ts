/** Which path is answered by what. A path that is not here does not exist. */
import { registerSchema } from "./dataset-schema";
import { readAccess, requestAccess } from "./job-access";
import { create, list, read, remove, update, updateMetadata } from "./objects";
import type { Handler } from "./platform";
import { gatewayRefusal, unknownPath } from "./refusal";
import type { TypeRule } from "./rule";
import { RULES } from "./rules";
import { openUpload } from "./uploads";

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ...[...RULES.keys()].flatMap((collection): [string, Handler][] => [
    [`GET ${collection}`, list], // code for datasets and jobs, assumed for the rest
    [`POST ${collection}`, create], // code for datasets, assumed for the rest
    [`GET ${collection}/*`, read], // code for datasets and jobs, assumed for the rest
    [`PUT ${collection}/*`, update], // assumed
    [`DELETE ${collection}/*`, remove], // assumed
  ]),
  ["PUT datasets/*", registerSchema], // doc how-to/dataset-custom-partitioning
  ["PUT datasets/*/updatemetadata", updateMetadata], // code
  ["GET jobs/*/resourceaccess", readAccess], // doc how-to/resource-access-to-an-ETL
  ["POST jobs/*/resourceaccess", requestAccess], // doc how-to/resource-access-to-an-ETL
  ["POST jobs/*/script", openUpload], // assumed
  ["POST libraries/*/packages", openUpload], // assumed
]);

export interface Route {
  readonly handler: Handler;
  readonly rule: TypeRule;
  readonly id: string;
}

/** What answers a method on a path (without stage and query); ids are URL-encoded (assumed). */
export function route(method: string, path: string): Route {
  const [empty, collection = "", id, ...sub] = path.split("/");
  const pattern = [collection, ...(id === undefined ? [] : ["*"]), ...sub].join("/");
  const handler = HANDLERS.get(`${method} ${pattern}`);
  const rule = RULES.get(collection);
  if (empty !== "" || id === "" || !handler || !rule) throw unknownPath();
  return { handler, rule, id: id === undefined ? "" : decode(id) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw gatewayRefusal(400, "Bad Request");
  }
}
