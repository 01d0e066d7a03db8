import { homedir, hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { s3Place } from "../../providers/lifecycle/s3-place";
import { openStack, projectName, type Stack } from "../stack";
import { fileLocks } from "./file-locks";
import { isRunning, ownerOf, type Lock, type LockStore } from "./lock";
import { s3Locks } from "./s3-locks";

const LOCKS = ".pulumi/locks/organization";

/** `amorphic-cicd locks`. */
export function locksCommand(): Command {
  return new Command("locks")
    .description("Shows who holds the stack's lock, and releases it if that run is dead.")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--release", "release the locks whose owner is dead; never another's")
    .action(async ({ stack, release }: { stack: string; release?: true }) => {
      const locks = locksOf(await openStack(stack));
      const found = release
        ? await releaseDead(locks)
        : (await locks.list()).map((lock) => ({ lock, released: false }));
      for (const { lock, released } of found) console.log(`${released ? "released: " : ""}${describe(lock)}`);
      if (found.length === 0) console.log("no locks");
      if (release && found.some(({ released }) => !released)) process.exitCode = 1;
    });
}

/** @throws UserError on a backend whose locks we cannot see */
export function locksOf(stack: Stack): LockStore {
  const backend = stack.environment["PULUMI_BACKEND_URL"] ?? "";
  const path = join(LOCKS, projectName(stack.project), stack.name);
  if (backend.startsWith("file://")) return fileLocks(join(directoryOf(backend, stack.project), path));
  if (backend.startsWith("s3://")) return s3Locks(s3Place(backend), path);
  throw new UserError(`Locks can be looked at on file:// and s3:// backends, not on ${backend}.`);
}

/** The directory of a `file://` URL, which Pulumi also takes relative to the project and to the home directory. */
function directoryOf(url: string, project: string): string {
  const directory = url.slice("file://".length);
  if (directory.startsWith("/")) return fileURLToPath(url);
  return resolve(project, directory.replace(/^~(?=\/|$)/, homedir()));
}

/** Releases every lock whose process ran on this host and is gone. */
export async function releaseDead(locks: LockStore): Promise<{ lock: Lock; released: boolean }[]> {
  return Promise.all(
    (await locks.list()).map(async (lock) => {
      const released = ownerOf(lock, hostname(), isRunning) === "dead";
      if (released) await locks.release(lock);
      return { lock, released };
    }),
  );
}

function describe(lock: Lock): string {
  const says = {
    dead: "its process is gone: `locks --release` takes it away",
    alive: "its process is running: wait for it",
    elsewhere: "on another host, so whether it still runs cannot be known from here",
  };
  const who = `${lock.username}@${lock.hostname}, pid ${String(lock.pid)}, since ${lock.timestamp}`;
  return `${lock.name}: ${who}; ${says[ownerOf(lock, hostname(), isRunning)]}`;
}
