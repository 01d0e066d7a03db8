import type { Because, ResourceType } from "./type";

const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

type Calls = Pick<ResourceType, "create" | "read" | "update" | "delete" | "list">;

interface Options {
  /** Absent if there is no update call, or none of this pattern. */
  readonly update?: "fields" | "changeable";
  readonly because?: Because;
}

/** The calls of a REST collection; a list names the objects as the last part of the path does. */
export function rest(collection: string, { update, because = ASSUMED }: Options = {}): Calls {
  const object = `${collection}/{id}`;
  const items = collection.slice(collection.lastIndexOf("/") + 1);
  return {
    create: { method: "POST", path: collection, because },
    read: { method: "GET", path: object, because },
    ...(update && { update: { method: "PUT", path: object, body: update, because } }),
    delete: { method: "DELETE", path: object, because },
    list: { method: "GET", path: collection, items, because },
  };
}
