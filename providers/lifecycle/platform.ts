import type { Api } from "../client/api";
import type { Journal } from "./journal/journal";
import type { Vault } from "./secrets/vault";

/** What a stack allows, from its configuration; known without any call. */
export interface Policy {
  /** Types whose resources are neither deleted nor replaced … */
  readonly protect: readonly string[];
  /** … except those with these logical ids. */
  readonly allow: readonly string[];
  /** Logical ids whose existing objects are taken over. */
  readonly import: readonly string[];
  /** Whether only this stack may grant access to what it manages. */
  readonly exclusiveShares?: boolean | undefined;
  /** The service user's id, by which Amorphic marks what we create. */
  readonly userId?: string | undefined;
}

/** Where a handler works: an environment of Amorphic as one stack sees it. */
export interface Platform {
  readonly policy: Policy;
  readonly vault: Vault;
  readonly journal: Journal;
  /** Present if a refresh is to compare files as well; takes the reason, as a sentence, why some could not be. */
  readonly filesNotCompared?: (reason: string) => void;
  /** Created at the first call, since a preview without a token makes none. @throws UserError without a usable token */
  api(): Promise<Api>;
}
