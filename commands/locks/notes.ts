import { isObject } from "../../providers/is-object";
import type { Backend } from "../backend";

/**
 * Says which CodeBuild build a host was, since a lock knows only the host's name, which there is a container's. It stands
 * beside the journal while a deployment runs, and stays if that is killed.
 */
export interface Note {
  /** Its path in the backend. */
  readonly path: string;
  readonly hostname: string;
  /** ARN of the build. */
  readonly build: string;
  readonly started: Date;
}

/** Notes that cannot be read are none. */
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
