import { isObject } from "../../providers/is-object";
import type { Backend } from "../shared/backend";

/**
 * Says which CodeBuild build a host belonged to, as a lock has only the host's name, there a container's. It is stored
 * beside the journal during a deployment, and remains if that is killed.
 */
export interface Note {
  /** Its path in the backend. */
  readonly path: string;
  readonly hostname: string;
  /** ARN of the build. */
  readonly build: string;
  readonly started: Date;
}

/** Skips notes that cannot be read. */
export async function notesOf(backend: Backend, directory: string): Promise<Note[]> {
  const entries = (await backend.list(directory)).filter(({ name }) => name.endsWith(".json"));
  const notes = await Promise.all(
    entries.map(async ({ name }) => {
      const path = `${directory}/${name}`;
      const stored = await backend.read(path);
      return stored && parseNote(path, Buffer.from(stored.bytes).toString());
    }),
  );
  return notes.filter((note) => note !== undefined);
}

function parseNote(path: string, text: string): Note | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { hostname, build, started } = isObject(value) ? value : {};
    const time = new Date(String(started));
    if (typeof hostname !== "string" || typeof build !== "string" || isNaN(time.getTime())) return undefined;
    return { path, hostname, build, started: time };
  } catch {
    return undefined;
  }
}
