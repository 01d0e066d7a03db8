import type { Definition } from "../support/mini-engine";
import { plant } from "../support/secrets";
import type { Case } from "./each-type";

/** The sample's resource with a secret in place of every text that may be one. */
export function planted({ type, subject, notSecret }: Case, where: "everywhere" | "where it can change"): Definition {
  const isFree = (path: string): boolean => {
    const [key = ""] = path.split(".");
    // A natural key is a name: even if it comes from the environment, it is not secret.
    if (type.naturalKey.includes(key) || Object.hasOwn(notSecret, key)) return false;
    return where === "everywhere" || !type.fields[key]?.immutable;
  };
  return { ...subject, properties: plant(subject.properties, isFree) as Definition["properties"] };
}
