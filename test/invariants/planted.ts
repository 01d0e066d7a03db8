import type { Definition } from "../support/mini-engine";
import { plant } from "../support/secrets";
import type { Case } from "./each-type";

/** The sample's resource with a secret in the place of every text for which one can stand. */
export function planted({ type, subject, notSecret }: Case, where: "everywhere" | "where it can change"): Definition {
  const isFree = (path: string): boolean => {
    const [key = ""] = path.split(".");
    // A natural key is a name, and taken from the environment it is plain.
    if (type.naturalKey.includes(key) || Object.hasOwn(notSecret, key)) return false;
    return where === "everywhere" || !type.fields[key]?.immutable;
  };
  return { ...subject, properties: plant(subject.properties, isFree) as Definition["properties"] };
}
