import { createHmac } from "node:crypto";
import { UserError } from "../../errors";
import { isSecretVariable } from "../../credentials";
import { isSecret, referenceOf, sameReference, secretsIn, type SealedSecret } from "./secret";
import { isObject } from "../../is-object";
import { own } from "../../own";
import { isReservedVariable } from "../../reserved-variables";

/** Where a secret is used. */
export interface Place {
  /** The property, and the path to the secret in it. */
  readonly path: string;
  /** Identifies the object among all others. */
  readonly object: string;
  /** Whether the value must be plain, not secret. */
  readonly isPlain?: boolean;
  /** Whether another fingerprint would mean a replacement. */
  readonly isImmutable?: boolean;
}

/**
 * Knows secrets by reference: seals them for the state, opens them when they are sent, and redacts their values in text.
 * Values live only in this process.
 */
export class Vault {
  readonly #key: string | undefined;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #plain: ReadonlySet<string>;
  readonly #tokenEnv: string | undefined;
  readonly #readSecret: (reference: string) => Promise<string>;
  /** From Secrets Manager, by reference: the value, or why it could not be read. */
  readonly #fetched = new Map<string, string | UserError | Promise<string | UserError>>();
  readonly #seen = new Set<string>();
  #apiToken: string | undefined;
  /** Matches any of `#seen`; built when needed. */
  #pattern: RegExp | undefined;

  /**
   * @param options.key of the fingerprints; only needed once there is a secret to seal
   * @param options.tokenEnv the variable of the API's token, where the stack names one
   * @param options.readSecret gives the value of an `!Secret`; throws a UserError if it cannot
   */
  constructor(options: {
    key?: string | undefined;
    environment: NodeJS.ProcessEnv;
    plainEnv: readonly string[];
    tokenEnv?: string | undefined;
    readSecret?: (reference: string) => Promise<string>;
  }) {
    this.#readSecret = options.readSecret ?? ((name) => Promise.reject(new UserError(`${name} cannot be read here.`)));
    this.#key = options.key;
    this.#environment = options.environment;
    this.#tokenEnv = options.tokenEnv;
    this.#plain = new Set(options.plainEnv);
  }

  /** Fetches every `!Secret` in the value, once each; a failure is reported only when the secret is needed. */
  async load(value: unknown): Promise<void> {
    const references = secretsIn(value).map(referenceOf);
    const names = references.filter(({ source }) => source === "!Secret").map(({ name }) => name);
    const fetchOne = async (name: string): Promise<void> => {
      const fetching = this.#fetched.get(name) ?? this.#readSecret(name).catch(asUserError);
      this.#fetched.set(name, fetching);
      this.#fetched.set(name, await fetching);
    };
    await Promise.all([...new Set(names)].map(fetchOne));
  }

  /**
   * The value as the state may hold it: plain variables resolved, each other secret with the fingerprint of its current
   * value, or of the value last seen (`old`) if the current one is not available.
   */
  seal(value: unknown, old: unknown, place: Place): unknown {
    if (isSecret(value)) return this.#sealOne(value, old, place);
    const below = (part: string): Place => ({ ...place, path: place.path + part });
    if (Array.isArray(value)) {
      return value.map((element, i) =>
        this.seal(element, Array.isArray(old) ? old[i] : undefined, below(`[${String(i)}]`)),
      );
    }
    if (!isObject(value)) return value;
    const before = isObject(old) ? old : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, this.seal(part, own(before, key), below(`.${key}`))]),
    );
  }

  #sealOne(secret: SealedSecret, old: unknown, place: Place): unknown {
    const { source, name } = referenceOf(secret);
    const { path, isPlain = false } = place;
    if (source === "!Environ" && isReservedVariable(name, this.#tokenEnv)) {
      throw new UserError(
        `${path}: the environment variable ${name} is reserved for the run itself, so no resource can use it. ` +
          "Set the value in another variable.",
      );
    }
    if (source === "!Secret" && isPlain) {
      throw new UserError(
        `the plan needs "${path}", but the value of a !Secret is never shown; write the name, or an !Environ`,
      );
    }
    if (isPlain && !this.#plain.has(name) && isSecretVariable(name)) {
      throw new UserError(
        `"${path}" is not secret, but by its name the environment variable ${name} is. Use another variable, or list this one in ` +
          "amorphic:plainEnv if its value may be read by everyone.",
      );
    }
    const value = this.#valueOf(secret);
    if (isPlain || (source === "!Environ" && this.#plain.has(name))) {
      if (value === undefined)
        throw new UserError(`${path}: the environment variable ${name} is not set. Set it and run again.`);
      return value;
    }
    const before = isSecret(old) && sameReference(old, secret) ? old.fingerprint : undefined;
    const fingerprint = value === undefined ? before : this.#fingerprint(value, place, before);
    return { [source]: name, ...(fingerprint === undefined ? {} : { fingerprint }) };
  }

  /**
   * The value as Amorphic gets it, secrets in the clear.
   * @param subject whose value it is, as messages name it
   * @throws UserError naming every secret that is not available, or one that holds the API's token
   */
  open(value: unknown, subject: string): unknown {
    const missing = secretsIn(value)
      .filter((secret) => this.#valueOf(secret) === undefined)
      .map(referenceOf);
    if (missing.length > 0) throw this.#missing(missing, subject);
    return this.#open(value, subject);
  }

  #open(value: unknown, subject: string): unknown {
    if (isSecret(value)) {
      const secret = this.#valueOf(value);
      if (secret === undefined) return secret;
      this.hide(secret);
      if (this.#holdsToken(secret)) {
        const { source, name } = referenceOf(value);
        throw new UserError(
          `${subject}: ${source} ${name} holds the token of Amorphic's API, which no resource may use. Use another secret.`,
        );
      }
      return secret;
    }
    if (Array.isArray(value)) return value.map((element) => this.#open(element, subject));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.#open(part, subject)]));
  }

  #valueOf(secret: SealedSecret): string | undefined {
    const { source, name } = referenceOf(secret);
    const value = source === "!Environ" ? this.#environment[name] : this.#fetched.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  #missing(references: readonly { source: string; name: string }[], subject: string): UserError {
    const named = (source: string) =>
      [...new Set(references.filter((each) => each.source === source).map(({ name }) => name))].sort();
    const variables = named("!Environ");
    const unread = named("!Secret").map((name) => {
      const why = this.#fetched.get(name);
      return why instanceof UserError ? why.message : `The secret ${name} is empty.`;
    });
    const them = variables.length === 1 ? "it" : "them";
    const unset =
      `The environment variable${variables.length === 1 ? "" : "s"} ${variables.join(", ")} must be set: the definition ` +
      `reads a secret from ${them}. Set ${them} where the deployment runs, and run again.`;
    const reasons = [...(variables.length > 0 ? [unset] : []), ...unread].join(" ");
    return new UserError(`${subject}: ${reasons.replace(/^The /, "the ")}`);
  }

  /** A short token may occur in any text. */
  #holdsToken(secret: string): boolean {
    const token = this.#apiToken;
    if (token === undefined) return false;
    return secret.trim() === token || (token.length >= LONG_TOKEN && secret.includes(token));
  }

  /** Hides the API's token, and keeps it out of all that is sent. */
  hideToken(token: string): void {
    this.hide(token);
    this.#apiToken = token;
  }

  /** Makes `redact` remove this value from texts, in the forms in which it may be quoted. */
  hide(value: string): void {
    // Programs that read a secret from a file often cut the line break at its end.
    for (const text of [value, value.trim()]) {
      if (text.length < SHORTEST_SECRET) continue;
      const forms = [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), base64(text)];
      for (const form of forms) this.#seen.add(form);
    }
    this.#pattern = undefined;
  }

  /** The text without any secret this process has seen. */
  redact(text: string): string {
    if (this.#seen.size === 0) return text;
    return text.replace((this.#pattern ??= anyOf(this.#seen)), "[secret]");
  }

  /** Bound to object and place, so that equal passwords do not look equal in state. */
  #fingerprint(value: string, { path, object, isImmutable }: Place, before: string | undefined): string {
    const key = this.#key;
    if (key === undefined) {
      throw new UserError(
        "amorphic:fingerprintKey is not set, so a changed secret could not be detected without storing it. " +
          "Run `bin/amorphic-cicd bootstrap --stack <stack>`, which creates one.",
      );
    }
    this.hide(value);
    const of = (text: string) => createHmac("sha256", key).update(text).digest("hex").slice(0, 32);
    // Earlier versions bound it to the place alone. An update corrects that, but no object is replaced for it.
    if (isImmutable && before === of(`${path}\0${value}`)) return before;
    return of(`${object}\0${path}\0${value}`);
  }
}

/** Longest first, so that no part of a secret is left over when one contains another. */
const anyOf = (texts: ReadonlySet<string>): RegExp =>
  new RegExp(
    [...texts]
      .sort((a, b) => b.length - a.length)
      .map(literal)
      .join("|"),
    "g",
  );

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** Amorphic's are JSON Web Tokens of hundreds of characters. */
const LONG_TOKEN = 16;

/** Shorter values protect nothing, and redacting them would garble ordinary words: `sa` is a common database user. */
const SHORTEST_SECRET = 4;

const literal = (text: string): string => text.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");

const base64 = (value: string): string => Buffer.from(value).toString("base64").replace(/=+$/, "");
