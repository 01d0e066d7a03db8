import { fieldOf } from "../../../providers/lifecycle/inputs";
import type { Environ } from "../../../providers/definitions/model";
import { calledBy, isSecretField } from "../../../providers/catalog/fields";
import {
  endsInSecret,
  hasPasswordInUrl,
  hasSecretParameter,
  mayBeSecret,
  namesSecret,
} from "../../../providers/credentials";
import { isMask } from "../../../providers/lifecycle/values";
import type { Field } from "../../../providers/catalog/type";
import type { Live } from "./object";

/** An environment variable that a definition takes a secret from. */
export interface Variable {
  readonly name: string;
  readonly logicalId: string;
  /** Dotted path below `Properties`. */
  readonly field: string;
}

/**
 * Whether a value must not be written to a file: the catalog says so, the platform masks it, or it looks like a
 * credential. Errs on the side of caution, as what is in git stays there.
 */
export function isCredential(value: unknown, key: string, field: Field | undefined, { type, object }: Live): boolean {
  if (field && isSecretField(field, object)) return true;
  if (typeof value !== "string") return false;
  // One or two asterisks are real values, such as all columns.
  if (isMask(value) && value.length > 2) return true;
  // Neither a value that identifies the object nor one of an enum in the catalog is secret.
  if ((field?.enum ?? []).length > 0 || (type.naturalKey.includes(key) && fieldOf(type, key) === field)) return false;
  // What the check of definitions warns of is secret.
  const name = calledBy(field, object, key);
  if (hasPasswordInUrl(value) || (namesSecret(name) && mayBeSecret(value))) return true;
  return hasSecretParameter(value) || endsInSecret(name);
}

/** Names variables after the block and the key, or after the whole path if that is taken. */
export class Variables {
  readonly #byName = new Map<string, Variable>();

  /** @param taken names already in use */
  constructor(readonly taken: ReadonlySet<string>) {}

  get all(): Variable[] {
    return [...this.#byName.values()];
  }

  /** A new variable for the value at a path below `Properties`. */
  environ(logicalId: string, path: readonly string[]): Environ {
    const field = path.join(".");
    const short = nameFor(logicalId, path.slice(-1));
    const long = nameFor(logicalId, path);
    let name = [short, long].find((each) => this.#isFree(each));
    for (let i = 2; name === undefined; i++) {
      name = [`${long}_${String(i)}`].find((each) => this.#isFree(each));
    }
    this.#byName.set(name, { name, logicalId, field });
    return { "!Environ": name };
  }

  #isFree(name: string): boolean {
    return !this.#byName.has(name) && !this.taken.has(name);
  }
}

/** `rDatasourceSalesDb`, `Password`: `DATASOURCE_SALES_DB_PASSWORD` */
function nameFor(logicalId: string, path: readonly string[]): string {
  const words = [logicalId.replace(/^r(?=\p{Lu})/u, ""), ...path]
    .map((part) => part.normalize("NFKD").replace(/\p{M}/gu, ""))
    .map((part) => part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_"));
  return words
    .join("_")
    .replace(/_+/g, "_")
    .replace(/^_|_$/g, "")
    .replace(/^(?=\d)/, "_")
    .toUpperCase();
}
