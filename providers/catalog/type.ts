/**
 * Describes as data how each Amorphic resource type behaves. All types share one lifecycle, which is driven
 * by these entries; a new type is just a new entry.
 *
 * Every fact carries its source in `because`: a page of the vendor (`doc …`), public code that calls Amorphic
 * (`code …`), or `assumed: …` with the reason for the assumption.
 */

/** The source of a fact: starts with `doc `, `code ` or `assumed: `. */
export type Because = string;

export type JsonType = "string" | "number" | "boolean" | "array" | "object";

/** One property of a definition, and how Amorphic treats it. */
export interface Field {
  readonly description: string;
  readonly because: Because;
  readonly type: JsonType | readonly JsonType[];
  readonly required?: true;
  readonly enum?: readonly string[];
  /** What the text must look like. */
  readonly pattern?: Pattern;
  /** A change replaces the resource: delete, then create. */
  readonly immutable?: true;
  /** What the server fills in if the definition omits the property. Sent once it is removed, unless it is immutable. */
  readonly default?: unknown;
  /** Never echoed by the API, so never compared with the live object. */
  readonly writeOnly?: true;
  /** The type of the resource that the value names by natural key, joined with `#`; even a literal orders the two. */
  readonly names?: string;
  /** The value is SQL that may name objects of these types as `domain.name`; naming one orders the two. */
  readonly queries?: readonly string[];
  /** Used in paths only, not in the payload. */
  readonly inPathOnly?: true;
  /** Holds a credential: a literal is refused, and the value that the API echoes is masked. */
  readonly secret?: true;
  /** As `secret`, but only if a sibling property has this value (in any case). */
  readonly secretIf?: { readonly key: string; readonly is: string };
  /** The sibling property that says what the value is called, so that a name such as `db_password` counts. */
  readonly namedBy?: string;
  /** The server may return the list in another order. */
  readonly unordered?: true;
  /** The server may return the text in another case. */
  readonly caseInsensitive?: true;
  /** The server may return the text with or without its spaces. */
  readonly spaceInsensitive?: true;
  /** Known keys of an object. Other keys pass unchanged. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** What each element of a list is. */
  readonly items?: Field;
}

/** The form a text must have, or else the platform refuses it. */
export interface Pattern {
  /** A regular expression. */
  readonly matches: string;
  /** The same in words, such as `3 to 120 characters`. */
  readonly says: string;
  readonly because: Because;
}

/** An HTTP call; in the path, `{id}` stands for the resource's id and `{Key}` for a property, both URL-encoded. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly because: Because;
}

/** A status that the platform reaches on its own after a call. */
export interface Wait {
  readonly call: Call;
  /** The key of the answer that holds the status. */
  readonly field: string;
  /** Statuses of work in progress; nothing else may be requested meanwhile. */
  readonly busy: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** The key of the answer that says why it failed. */
  readonly reason: string;
}

/** Sends some fields of the definition in a separate call. Repeating it is harmless. */
export interface SendStep {
  readonly kind: "send";
  readonly name: string;
  readonly fields: readonly string[];
  readonly call: Call;
  readonly wait?: Wait;
  /** Reads the fields back if the object itself does not hold them. */
  readonly read?: Call;
}

/** Requests an upload link for each file of an artifact and uploads the file to it. */
export interface UploadStep {
  readonly kind: "upload";
  readonly name: string;
  readonly artifact: string;
  /** Called with the file's name; the answer holds the link. */
  readonly call: Call;
  /** The key of the request that holds the file's name. */
  readonly fileName: string;
  /** The key of the answer that holds the link. */
  readonly link: string;
  /** How a file is downloaded; absent where Amorphic offers no way. */
  readonly download?: Download;
}

/** Requests a link from which a file of an artifact is read. */
export interface Download {
  /** In the path, `{FileName}` stands for the file's name. */
  readonly call: Call;
  /** The key of the answer that holds the link. */
  readonly link: string;
  /** The key of the live object that names the files: the location of one file, or a list of names. */
  readonly files: string;
}

/** Runs after the object exists; the next run repeats a failed step. */
export type Step = SendStep | UploadStep;

export interface Artifact {
  readonly description: string;
  readonly because: Because;
  /** One path, or a list of paths. */
  readonly many: boolean;
}

/** A value that Amorphic generates; it is kept in state, and `!DependsOn` can refer to it. */
export interface Output {
  readonly description: string;
  readonly because: Because;
}

/** Names and values in requests and answers, where they differ from those in definitions. */
export interface Words {
  /** By name of the property. */
  readonly keys?: Readonly<Record<string, string>>;
  /** By name of the property, then by value. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How users and tags are given access; `keys` and `values` apply to a grant. */
export interface Sharing extends Words {
  readonly read: Call;
  /** Gives access, or changes what a grantee has. */
  readonly grant: Call;
  readonly revoke: Call;
  /** The key of requests and answers that holds the grants. */
  readonly grants: string;
}

/** A test of an object after a deployment, if its definition asks for one. */
export interface SmokeTest {
  readonly kind: "run" | "query";
  readonly start: Call;
  /** For a query, reads that one; for a run, reads all runs, listed under `items`. */
  readonly read: Call;
  readonly items?: string;
  /** The key of the id: for a query in the answer of `start`, for a run in the list. */
  readonly id: string;
  /** The key that holds the status. */
  readonly status: string;
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** The key that says why it failed. */
  readonly reason: string;
}

/** The smoke test that a definition asks for: a run of the job, or a query. */
export type Smoke =
  | { readonly kind: "run"; readonly arguments: Readonly<Record<string, string>>; readonly timeoutMs: number }
  | {
      readonly kind: "query";
      readonly query: string;
      /** The Athena workgroup. */
      readonly workGroup?: string;
      /** Where the query runs, if not in Athena. */
      readonly target?: string;
      readonly timeoutMs: number;
    };

export interface ResourceType extends Words {
  /** The `Type` of definitions and the last part of the URN's type. */
  readonly name: string;
  /** Earlier values of `Type`, which definitions may still use. */
  readonly formerNames?: readonly string[];
  /** Its `Type` or its fields are guessed. */
  readonly experimental?: true;
  /** Types to register before this one. No more than a preference: only a reference or a name makes one wait for another. */
  readonly after?: readonly string[];
  readonly description: string;
  readonly because: Because;
  /** The keys of the live object whose values, joined with `#`, form its id. */
  readonly id: readonly string[];
  /** The properties that identify the object to people; unique on the platform. */
  readonly naturalKey: readonly string[];
  readonly fields: Readonly<Record<string, Field>>;
  readonly outputs: Readonly<Record<string, Output>>;
  /** Set by Amorphic and useless in a definition: never compared. */
  readonly serverOwned: readonly string[];
  readonly artifacts: Readonly<Record<string, Artifact>>;
  readonly create: Call;
  readonly read: Call;
  /**
   * `body` is `merge` (the live object, overridden by our fields), `fields` (only our fields) or `changeable` (only those
   * of our fields that are not immutable). Absent if Amorphic has no update call; then every field is immutable.
   */
  readonly update?: Call & { readonly body: "merge" | "fields" | "changeable" };
  readonly delete: Call;
  /** `items` is the key of the answer that holds the objects. */
  readonly list: Call & { readonly items: string };
  /** Absent where access cannot be given. */
  readonly share?: Sharing;
  /** A regular expression on a key that recognises objects which the platform created itself, without a definition. */
  readonly system?: { readonly key: string; readonly pattern: string; readonly because: Because };
  readonly steps: readonly Step[];
  readonly smokeTest?: SmokeTest;
  /**
   * Data that is lost with the object, for plans to show: the keys of the live object that hold its location and its
   * last change, and the call that lists its files.
   */
  readonly data?: {
    readonly location: string;
    readonly modified: string;
    readonly files: Call & { readonly items: string };
  };
}
