/** What is known about an object that we set out to create; keyed by type and natural key. */
export interface JournalEntry {
  readonly type: string;
  readonly key: readonly string[];
  /** The logical id for which the create was meant. */
  readonly owner: string;
  /** When the create was about to be sent, in milliseconds of the server's clock, as far as earlier answers showed it. */
  readonly time: number;
  /** The id that Amorphic returned; absent while no answer has been seen. */
  readonly id?: string;
  /** Identifies the resource that took the object over: its outputs hold the same mark. Absent after an ordinary create. */
  readonly mark?: string;
}

/**
 * Remembers which objects are ours beyond what the engine's state knows, so that an interrupted create can be resumed and
 * nobody else's object is ever taken over. Each entry is one small object beside the state.
 */
export interface Journal {
  read(type: string, key: readonly string[]): Promise<JournalEntry | undefined>;
  /**
   * Writes the entry before a first create is sent. @returns false, with nothing written, if there is one already:
   * another run wrote it since we looked
   */
  claim(entry: JournalEntry): Promise<boolean>;
  /** Replaces whatever is there; with the id once it is known. */
  write(entry: JournalEntry): Promise<void>;
  /** The paths of the entries, as `entryPath` gives them; no entry is read. */
  list(): Promise<string[]>;
  /** @returns undefined if it is gone */
  readAt(path: string): Promise<JournalEntry | undefined>;
  /** Removes an entry; no error if there is none. */
  remove(type: string, key: readonly string[]): Promise<void>;
}
