/**
 * How a type of Amorphic resource behaves, as data. The lifecycle is written once over these entries;
 * a new type is one more entry.
 *
 * Every fact carries `because`: a page of the vendor (`doc …`), public code that calls Amorphic
 * (`code …`), or `assumed: …` with the reason why it was taken that way.
 */

/** The reason for a fact: starts with `doc `, `code ` or `assumed: `. */
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
  /** A change means a replacement: delete, then create. */
  readonly immutable?: true;
  /** What the server fills in when the definition is silent, and what is sent when the definition falls silent. */
  readonly default?: unknown;
  /** Never echoed by the API, so never compared with the live object. */
  readonly writeOnly?: true;
  /** The type whose resource this names by its natural key, joined with `#`; written out, it orders the two all the same. */
  readonly names?: string;
  /** Part of the paths, and not of the payload. */
  readonly inPathOnly?: true;
  /** Holds a credential: a literal is refused, and the echo is masked. */
  readonly secret?: true;
  /** The same where another property beside it has this value, in any case. */
  readonly secretIf?: { readonly key: string; readonly is: string };
  /** The server may return the list in another order. */
  readonly unordered?: true;
  /** The server may return the text in another case. */
  readonly caseInsensitive?: true;
  /** Known keys of an object. Keys beyond these pass unchanged. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** What each element of a list is. */
  readonly items?: Field;
}

/** A form of texts, as far as the platform refuses all others. */
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

/** A status that the platform reaches by itself after a call. */
export interface Wait {
  readonly call: Call;
  /** The key of the answer that holds the status. */
  readonly field: string;
  /** At work: nothing else may be asked for meanwhile. */
  readonly busy: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** The key of the answer that says why it failed. */
  readonly reason: string;
}

/** Sends some of the definition's fields by a call of their own. Repeating it is harmless. */
export interface SendStep {
  readonly kind: "send";
  readonly name: string;
  readonly fields: readonly string[];
  readonly call: Call;
  readonly wait?: Wait;
  /** Where the fields are read back, if the object itself does not hold them. */
  readonly read?: Call;
}

/** Asks for an upload link for each file of an artifact and puts the file there. */
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
  /** How a file is got back; absent where there is no way. */
  readonly download?: Download;
}

/** Asks for a link, from which a file of an artifact is read. */
export interface Download {
  /** In the path, `{FileName}` stands for the file's name. */
  readonly call: Call;
  /** The key of the answer that holds the link. */
  readonly link: string;
  /** The key of the live object that names the files: a location of one, or a list of names. */
  readonly files: string;
}

/** What is done after the object exists; a step that failed is done again by the next run. */
export type Step = SendStep | UploadStep;

export interface Artifact {
  readonly description: string;
  readonly because: Because;
  /** One path, or a list of paths. */
  readonly many: boolean;
}

/** A value Amorphic makes: kept in state, open to `!DependsOn`. */
export interface Output {
  readonly description: string;
  readonly because: Because;
}

/** Names and values in requests and answers, where they are not those that definitions use. */
export interface Words {
  /** By name of the property. */
  readonly keys?: Readonly<Record<string, string>>;
  /** By name of the property, then by value. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How access is given to users and tags; its words are those of a grant. */
export interface Sharing extends Words {
  readonly read: Call;
  /** Gives access, or changes what a grantee has. */
  readonly grant: Call;
  readonly revoke: Call;
  /** The key of requests and answers that holds the grants. */
  readonly grants: string;
}

/** Trying an object out after a deployment, where its definition asks for that. */
export interface SmokeTest {
  readonly kind: "run" | "query";
  readonly start: Call;
  /** Of a query: asks for one; of a run: for all, under `items`. */
  readonly read: Call;
  readonly items?: string;
  /** The key of the id: of a query in what the start answers, of a run in the list. */
  readonly id: string;
  /** The key that holds how it goes. */
  readonly status: string;
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** The key that says why it failed. */
  readonly reason: string;
}

/** How a definition asks for that: by a run of the job, or by a query. */
export type Smoke =
  | { readonly kind: "run"; readonly arguments: Readonly<Record<string, string>>; readonly timeoutMs: number }
  | {
      readonly kind: "query";
      readonly query: string;
      /** Of Athena. */
      readonly workGroup?: string;
      /** Where it runs, if not in Athena. */
      readonly target?: string;
      readonly timeoutMs: number;
    };

export interface ResourceType extends Words {
  /** The `Type` of definitions and the last part of the URN's type. */
  readonly name: string;
  /** What `Type` was called before; definitions may still say so. */
  readonly formerNames?: readonly string[];
  /** Its `Type` or its fields are guessed. */
  readonly experimental?: true;
  /** Types that come before this one where no reference decides. */
  readonly after?: readonly string[];
  readonly description: string;
  readonly because: Because;
  /** The keys of the live object that make its id, joined with `#`. */
  readonly id: readonly string[];
  /** The properties that identify the object to people; unique on the platform. */
  readonly naturalKey: readonly string[];
  readonly fields: Readonly<Record<string, Field>>;
  readonly outputs: Readonly<Record<string, Output>>;
  /** Set by Amorphic, of no use in a definition: never compared, never sent. */
  readonly serverOwned: readonly string[];
  readonly artifacts: Readonly<Record<string, Artifact>>;
  readonly create: Call;
  readonly read: Call;
  /**
   * `merge`: the live object with our fields over it; `fields`: our fields only. Absent where Amorphic has no update:
   * then every field is immutable.
   */
  readonly update?: Call & { readonly body: "merge" | "fields" };
  readonly delete: Call;
  /** `items` is the key of the answer that holds the objects. */
  readonly list: Call & { readonly items: string };
  /** Absent where access cannot be given. */
  readonly share?: Sharing;
  /** How to tell what the platform made by itself, for which there are no definitions: a regular expression on a key. */
  readonly system?: { readonly key: string; readonly pattern: string; readonly because: Because };
  readonly steps: readonly Step[];
  readonly smokeTest?: SmokeTest;
  /**
   * Data that is lost with the object, as plans tell it: the keys of the live object that say where it lies and when it
   * changed, and the call that lists its files.
   */
  readonly data?: {
    readonly location: string;
    readonly modified: string;
    readonly files: Call & { readonly items: string };
  };
}
