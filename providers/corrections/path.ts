import type { ResourceType } from "../catalog/type";
import { didYouMean } from "../nearest";

/** Whether a call is about one object, a file of one object, or all objects of its type. */
export type Reach = "one" | "file" | "all";

/** Why a call's path cannot be used, or undefined. */
export function pathProblem({ naturalKey }: ResourceType, path: string, reach: Reach): string | undefined {
  const [route = "", query = ""] = path.split(/\?(.*)/s);
  if (!/^\/[^/]/.test(path)) return "must begin with a single / and be below the base URL of the API";
  const parts = route.split("/").slice(1);
  if (parts.some((part) => part === "" || /^\.{1,2}$/.test(part))) return "must not contain empty, . or .. segments";
  if (!/^[\w.~:@!$&'()*+,;={}/-]*$/.test(route) || !/^[\w.~:@!$'()*+,;={}&/-]*$/.test(query)) {
    return "contains characters that no path needs; insert a value as {name}";
  }
  const names = Array.from(path.matchAll(/\{(\w*)\}/g), ([, name = ""]) => name);
  if (/[{}]/.test(path.replace(/\{\w*\}/g, ""))) return "has an unmatched brace";
  const known = [...(reach === "all" ? [] : ["id"]), ...naturalKey, ...(reach === "file" ? ["FileName"] : [])];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return `has no value for {${unknown}}${didYouMean(unknown, known)}; it may contain ${known.map((name) => `{${name}}`).join(", ")}`;
  }
  // Without it, a delete would apply to all objects.
  const isOne = names.includes("id") || naturalKey.every((key) => names.includes(key));
  if (reach !== "all" && !isOne) return `must say which object it is about: with {id}`;
  return undefined;
}
