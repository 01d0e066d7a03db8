import type { Smoke } from "../catalog/type";

/** A position in a file; `line` and `column` count from 1. */
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

/** A secret from an environment variable: read only when it is pushed to Amorphic, and never stored in state. */
export interface Environ {
  readonly "!Environ": string;
}

/** A secret from AWS Secrets Manager, treated alike: `<ARN or name>`, with `#key` for a key of a JSON secret. */
export interface SecretReference {
  readonly "!Secret": string;
}

/** Access of one grantee to a resource; unknown keys are passed on. */
export interface Grant {
  readonly AccessType: "owner" | "editor" | "read-only";
  readonly GranteeType: "user" | "tag";
  /** A user's id, a tag as `key#value`, or a function that supplies one of them. */
  readonly Grantee: unknown;
  readonly [extra: string]: unknown;
}

/** One block of a file, checked. */
export interface Definition {
  readonly logicalId: string;
  /** A key of the catalog, even if the file uses a former name. */
  readonly type: string;
  /** As written, with functions not yet replaced by their values. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Paths relative to the repository's root, with `/`; each an existing file inside the repository. */
  readonly artifacts: Readonly<Record<string, string | readonly string[]>>;
  readonly renamedFrom: readonly string[];
  /** Who has access, as written. If empty, nobody has; if absent, sharing is left unchanged. */
  readonly grants?: readonly Grant[];
  /** The test after a deployment that created or changed the resource; not part of the object. */
  readonly smoke?: Smoke;
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** Logical ids that this definition refers to, including its grants, without duplicates. */
  readonly dependsOn: readonly string[];
}

/** Definitions sorted so that each comes after its dependencies, and otherwise by the order of their types. */
export interface Project {
  readonly definitions: readonly Definition[];
  /** Errors and warnings, sorted by file, line and column. Definitions are complete only if there is no error. */
  readonly problems: readonly Problem[];
  /** The number of definition files, and how many of them could be read. */
  readonly files: { readonly all: number; readonly read: number };
}
