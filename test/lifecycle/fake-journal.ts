import type { Journal, JournalEntry } from "../../providers/lifecycle/journal/journal";
import { entryPath } from "../../providers/lifecycle/journal/entry";
import type { Moment } from "./fake-amorphic";

/** A journal in memory. */
export class FakeJournal implements Journal {
  readonly entries = new Map<string, JournalEntry>();
  moment: Moment = () => undefined;
  /** Writes and removals that fail, by name: `write intent`, `write id`, `remove`. */
  readonly broken = new Set<string>();

  get only(): JournalEntry | undefined {
    return [...this.entries.values()].at(0);
  }

  read(type: string, key: readonly string[]): Promise<JournalEntry | undefined> {
    return this.#do("read", () => this.entries.get(nameOf(type, key)));
  }

  async claim(entry: JournalEntry): Promise<boolean> {
    if (this.entries.has(nameOf(entry.type, entry.key))) return this.#do("claim", () => false);
    await this.write(entry);
    return true;
  }

  write(entry: JournalEntry): Promise<void> {
    return this.#do(entry.id === undefined ? "write intent" : "write id", () => {
      this.entries.set(nameOf(entry.type, entry.key), structuredClone(entry));
    });
  }

  list(): Promise<string[]> {
    return this.#do("list", () => [...this.entries.values()].map(({ type, key }) => entryPath(type, key)));
  }

  readAt(path: string): Promise<JournalEntry | undefined> {
    return this.#do("read", () => [...this.entries.values()].find(({ type, key }) => entryPath(type, key) === path));
  }

  remove(type: string, key: readonly string[]): Promise<void> {
    return this.#do("remove", () => void this.entries.delete(nameOf(type, key)));
  }

  async #do<T>(name: string, work: () => T): Promise<T> {
    await this.moment(`journal ${name}`, "before");
    if (this.broken.has(name)) throw new Error(`the journal is down: ${name}`);
    const result = work();
    await this.moment(`journal ${name}`, "after");
    return result;
  }
}

const nameOf = (type: string, key: readonly string[]): string => JSON.stringify([type, ...key]);
