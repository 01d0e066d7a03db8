import { createHmac } from "node:crypto";
import { UserError } from "../errors";
import { isSecret, type SealedSecret } from "./secret";
import { isObject } from "./values";

/**
 * Knows secrets by reference: seals them for state, opens them when they are pushed, and blots their values out of text.
 * Values live only in this process.
 */
export class Vault {
  readonly #key: string | undefined;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #plain: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  /** @param options.key of the fingerprints; only needed once there is a secret to seal. */
  constructor(options: { key?: string | undefined; environment: NodeJS.ProcessEnv; plainEnv: readonly string[] }) {
    this.#key = options.key;
    this.#environment = options.environment;
    this.#plain = new Set(options.plainEnv);
  }

  /**
   * The value as state may hold it: plain variables resolved, each other `!Environ` with the fingerprint of its present
   * value, or of the value last seen (`old`) where the variable is not set. `plain` says that this is no place for secrets.
   */
  seal(value: unknown, old: unknown, path: string, plain = false): unknown {
    if (isSecret(value)) return this.#sealOne(value, old, path, plain);
    if (Array.isArray(value)) {
      return value.map((element, i) =>
        this.seal(element, Array.isArray(old) ? old[i] : undefined, `${path}[${i}]`, plain),
      );
    }
    if (!isObject(value)) return value;
    const before = isObject(old) ? old : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        this.seal(part, Object.hasOwn(before, key) ? before[key] : undefined, `${path}.${key}`, plain),
      ]),
    );
  }

  #sealOne(secret: SealedSecret, old: unknown, path: string, plain: boolean): unknown {
    const name = secret["!Environ"];
    const value = this.#environment[name];
    if (plain || this.#plain.has(name)) {
      if (!value) throw new UserError(`${path}: the environment variable ${name} is not set. Set it and run again.`);
      return value;
    }
    if (!value) {
      const known = isSecret(old) && old["!Environ"] === name ? old.fingerprint : undefined;
      return { "!Environ": name, ...(known === undefined ? {} : { fingerprint: known }) };
    }
    return { "!Environ": name, fingerprint: this.#fingerprint(value, path) };
  }

  /** The value as Amorphic gets it, secrets in the clear. @throws UserError naming every variable that is not set */
  open(value: unknown): unknown {
    const missing = new Set<string>();
    const opened = this.#open(value, missing);
    if (missing.size === 0) return opened;
    const names = [...missing].sort().join(", ");
    throw new UserError(
      `The environment variable${missing.size === 1 ? "" : "s"} ${names} must be set: the definition takes a secret from there. ` +
        "Set it where `pulumi up` runs, and run again.",
    );
  }

  #open(value: unknown, missing: Set<string>): unknown {
    if (isSecret(value)) {
      const secret = this.#environment[value["!Environ"]];
      if (!secret) missing.add(value["!Environ"]);
      else this.hide(secret);
      return secret;
    }
    if (Array.isArray(value)) return value.map((element) => this.#open(element, missing));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.#open(part, missing)]));
  }

  /** From now on `redact` takes this value out of texts, in the forms in which it may be quoted. */
  hide(value: string): void {
    const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), base64(value)];
    for (const form of forms) this.#seen.add(form);
  }

  /** The text without any secret this process has seen. */
  redact(text: string): string {
    // Longest first, so that no part of a secret is left over when one contains another.
    const forms = [...this.#seen].sort((a, b) => b.length - a.length);
    return forms.reduce((result, form) => result.replaceAll(form, "[secret]"), text);
  }

  /** Bound to the place, so that equal passwords do not look equal in state. */
  #fingerprint(value: string, path: string): string {
    if (this.#key === undefined) {
      throw new UserError(
        "amorphic:fingerprintKey is not set, so a change of a secret could not be noticed without storing it. " +
          "Run `bin/amorphic-cicd bootstrap --stack <stack>`, which makes one.",
      );
    }
    this.hide(value);
    return createHmac("sha256", this.#key).update(`${path}\0${value}`).digest("hex").slice(0, 32);
  }
}

const base64 = (value: string): string => Buffer.from(value).toString("base64").replace(/=+$/, "");
