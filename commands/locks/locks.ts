import { hostname, userInfo } from "node:os";
import { openBackend, pathsOf, type Backend } from "../shared/backend";
import type { Stack } from "../shared/stack";
import { openState } from "../state/history";
import { buildOf } from "./builds";
import { lockText, parseLock, type Holder, type Lock } from "./lock";
import { notesOf } from "./notes";
import { noteOf, ownerOf, type Owner, type Evidence } from "./owner";
import { processOf } from "./processes";

/** The locks of one stack. */
export interface Locks {
  list(): Promise<Lock[]>;
  /** Takes one as Pulumi does; check with `list` that it is the only one. */
  take(lock: Lock & { readonly holder: Holder }): Promise<void>;
  /** No error if it is gone. */
  release(lock: Lock): Promise<void>;
}

/** End of the name of a file that Pulumi's file store began to write. A full disk leaves it behind, and the engine counts it. */
const DRAFT = ".tmp";

/** @throws UserError on a backend that we cannot access */
export const locksOf = (stack: Stack): Locks => locksIn(openBackend(stack), pathsOf(stack).locks);

function locksIn(backend: Backend, directory: string): Locks {
  const pathOf = (id: string) => `${directory}/${id}${id.endsWith(DRAFT) ? "" : ".json"}`;
  return {
    async list() {
      const names = (await backend.list(directory))
        .map(({ name }) => name)
        .filter((name) => name.endsWith(".json") || name.endsWith(DRAFT));
      const locks = await Promise.all(
        names.sort().map(async (name) => {
          const id = name.replace(/\.json$/, "");
          // A run may end and remove its lock at any moment.
          const stored = await backend.read(pathOf(id));
          return stored && parseLock(id, Buffer.from(stored.bytes).toString());
        }),
      );
      return locks.filter((lock) => lock !== undefined);
    },
    take: ({ id, holder }) => backend.write(pathOf(id), Buffer.from(lockText(holder))),
    release: ({ id }) => backend.remove(pathOf(id)),
  };
}

/** A lock, its owner, and whether it was released just now. */
export interface ExaminedLock {
  readonly lock: Lock;
  readonly owner: Owner;
  readonly released: boolean;
}

/**
 * Finds the owner of every lock.
 * @param options.release which locks to release; none by default
 */
export async function examine(
  stack: Stack,
  { release = () => false }: { release?: (lock: Lock, owner: Owner) => boolean } = {},
): Promise<ExaminedLock[]> {
  const backend = openBackend(stack);
  const paths = pathsOf(stack);
  const locks = locksIn(backend, paths.locks);
  const held = await locks.list();
  if (held.length === 0) return [];
  const notes = await notesOf(backend, paths.runs);
  const evidence: Evidence = {
    hostname: hostname(),
    username: userInfo().username,
    build: stack.environment["CODEBUILD_BUILD_ARN"] || undefined,
    notes,
    processOf,
    buildOf,
  };
  const examined = await Promise.all(
    held.map(async (lock) => {
      const owner = await ownerOf(lock, evidence);
      const released = release(lock, owner);
      if (released) {
        await locks.release(lock);
        const note = lock.holder && noteOf(lock.holder, notes);
        if (note) await backend.remove(note.path);
      }
      return { lock, owner, released };
    }),
  );
  // Whoever goes on with plain `pulumi` must not stumble over what the killed run left half-written.
  if (examined.some(({ released }) => released)) await backend.mend(await openState(stack).path());
  return examined;
}

/** Releases every lock whose owner is dead, and no other. */
export const releaseDead = (stack: Stack): Promise<ExaminedLock[]> =>
  examine(stack, { release: (_, owner) => owner.state === "dead" });
