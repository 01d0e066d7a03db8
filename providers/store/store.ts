/** Keeps bytes under paths, which have no slash at either end. */
export interface Store {
  /** A path as messages name it. */
  where(path: string): string;
  read(path: string): Promise<Stored | undefined>;
  /** Writes whole or not at all. @returns false, with nothing written, if there is something it may not replace */
  write(path: string, bytes: Uint8Array, replaces: Replaceable): Promise<boolean>;
  /** All paths below the root, however deep. */
  list(): Promise<string[]>;
  /** No error if there is nothing. */
  remove(path: string): Promise<void>;
}

export interface Stored {
  readonly bytes: Uint8Array;
  /** Differs for different bytes. */
  readonly tag: string;
}

/** What a write may replace: whatever is there, nothing, or exactly what was read. */
export type Replaceable = "anything" | "nothing" | { readonly tag: string };
