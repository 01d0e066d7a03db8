import type { Smoke } from "../catalog/type";

/** A place in a file; `line` and `column` count from 1. */
export interface Position {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly severity: "error" | "warning";
  /** Stable, e.g. `UNKNOWN_TYPE`. */
  readonly code: string;
  readonly message: string;
  readonly logicalId?: string;
}

/** `{"!DependsOn": "rOther.Attribute"}` */
export interface Reference {
  readonly "!DependsOn": string;
}

/** A secret that Amorphic gets when it is pushed, and that no state ever holds: an environment variable. */
export interface Environ {
  readonly "!Environ": string;
}

/** The same, from AWS Secrets Manager: `<ARN or name>`, with `#key` for a key of a JSON secret. */
export interface SecretReference {
  readonly "!Secret": string;
}

/** One access that a resource gives; keys beyond the known ones are passed on. */
export interface Grant {
  readonly AccessType: "owner" | "editor" | "read-only";
  readonly GranteeType: "user" | "tag";
  /** A user's id or a tag as `key#value`, or a function that stands for it. */
  readonly Grantee: unknown;
  readonly [extra: string]: unknown;
}

/** One block of a file, checked. */
export interface Definition {
  readonly logicalId: string;
  /** A key of the catalog, also where the file has a former name. */
  readonly type: string;
  /** As written: functions still stand where their values will be. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Paths relative to the repository's root, with `/`; each an existing file inside the repository. */
  readonly artifacts: Readonly<Record<string, string | readonly string[]>>;
  readonly renamedFrom: readonly string[];
  /** Who has access, as written; empty: nobody. Absent: sharing is left as it is. */
  readonly grants?: readonly Grant[];
  /** How it is tried after a deployment that made or changed it; no part of the object. */
  readonly smoke?: Smoke;
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** Logical ids this definition refers to, in its grants too, without repetition. */
  readonly dependsOn: readonly string[];
}

/** Definitions in an order in which each comes after all it depends on; else types that come first are first. */
export interface Project {
  readonly definitions: readonly Definition[];
  /** Errors and warnings, sorted by file, line and column. Definitions are complete only if no error is among them. */
  readonly problems: readonly Problem[];
  /** How many files of definitions there are, and how many of them could be read. */
  readonly files: { readonly all: number; readonly read: number };
}
