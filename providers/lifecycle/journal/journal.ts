/** What is known of an object that we set out to create; keyed by type and natural key. */
export interface JournalEntry {
  readonly type: string;
  readonly key: readonly string[];
  /** The logical id for which the create was meant. */
  readonly owner: string;
  /** When the create was about to be sent, in milliseconds on the server's clock, as far as an answer had told it. */
  readonly time: number;
  /** The id that Amorphic returned; absent while no answer has been seen. */
  readonly id?: string;
  /** Which resource took the object over, as its outputs say it, too; absent if it was made in the ordinary way. */
  readonly mark?: string;
}

/**
 * Remembers which objects are ours beyond what the engine's state knows, so that a create that was cut off can be taken
 * up again and nobody else's object is ever taken over. One small object an entry, beside the state.
 */
export interface Journal {
  read(type: string, key: readonly string[]): Promise<JournalEntry | undefined>;
  /**
   * Written before a first create is sent. @returns false, with nothing written, if there is an entry already: another
   * run has been here since it was read
   */
  claim(entry: JournalEntry): Promise<boolean>;
  /** Written in the place of what is there: with the id once it is known. */
  write(entry: JournalEntry): Promise<void>;
  /** Where the entries are kept, as `entryPath` says it; none of them is read. */
  list(): Promise<string[]>;
  /** @returns undefined if it is gone */
  readAt(path: string): Promise<JournalEntry | undefined>;
  /** Removed with the object; no error if there is none. */
  remove(type: string, key: readonly string[]): Promise<void>;
}
