/** What a simulator keeps between two runs: its objects, and its identity, so that a token stays valid. */
import { readFileSync } from "node:fs";
import { writeAtomically } from "./files";
import { isObject, isStrings, type Json } from "./json";
import { isSnapshot, type Snapshot } from "./store";
import { Unusable } from "./unusable";

export interface Saved {
  readonly version: 1;
  readonly userId: string;
  readonly roleId: string;
  /** Signs the tokens; base64url. */
  readonly key: string;
  readonly token: string;
  readonly revoked: readonly string[];
  readonly objects: Snapshot;
}

/** Milliseconds from a change to the write; the changes of a burst are written together. */
const DELAY = 100;

/** Keeps a file up to date. */
export class DataFile {
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly content: () => Saved,
  ) {}

  /** Schedules a write, as something changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#write().catch((error: unknown) => {
        console.error(`cannot save ${this.file}: ${(error as Error).message}`);
      });
    }, DELAY).unref();
  }

  /** Writes pending changes now, and waits until they are written. */
  async flush(): Promise<void> {
    await (this.#timer ? this.#write() : this.#written);
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const write = () => writeAtomically(this.file, JSON.stringify(this.content()));
    this.#written = this.#written.then(write, write);
    return this.#written;
  }
}

const WAY_OUT = "name a file that a simulator wrote, or one that does not exist yet";

/** What the file holds; undefined if there is none yet. @throws Unusable if it is no file, or another program's */
export function readSaved(file: string): Saved | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Unusable(`${file} cannot be read (${(error as Error).message}); ${WAY_OUT}`, { cause: error });
  }
  const saved = parse(text);
  if (!saved) throw new Unusable(`${file} does not contain a simulator's data; ${WAY_OUT}`);
  return saved;
}

function parse(text: string): Saved | undefined {
  try {
    const value = JSON.parse(text) as Json;
    if (!isObject(value) || value.version !== 1 || !isSnapshot(value.objects) || !isStrings(value.revoked))
      return undefined;
    const texts = [value.userId, value.roleId, value.key, value.token];
    return isStrings(texts) ? (value as Json as Json & Saved) : undefined;
  } catch {
    return undefined;
  }
}
