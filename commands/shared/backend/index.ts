import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { shownText } from "../../../providers/client/address";
import { UserError } from "../../../providers/errors";
import { s3Place } from "../../../providers/store/s3-place";
import type { Store, Stored } from "../../../providers/store/store";
import { projectName, type Stack } from "../stack";
import { fileBackend } from "./file-backend";
import { s3Backend } from "./s3-backend";

/** Where Pulumi keeps a stack's state, history and locks. */
export interface Place extends Omit<Store, "list"> {
  /** Files of a directory, not of subdirectories; none if there is no such directory. */
  list(directory: string): Promise<BackendEntry[]>;
  /** Removes what a killed run left half-written beside a file and Pulumi would fail on. */
  mend(path: string): Promise<void>;
  /** Versions of an object, newest first, back to the one current at `since`; none if the backend keeps none. */
  versions(path: string, since: Date): Promise<Version[]>;
  readVersion(path: string, id: string): Promise<Stored | undefined>;
}

/** A place where nothing overwrites what somebody else wrote. */
export interface Backend extends Omit<Place, "write"> {
  /**
   * Writes atomically.
   * @param replaces the tag of the existing file; without one, none may exist
   * @throws UserError if something else is there
   */
  write(path: string, bytes: Uint8Array, replaces?: string): Promise<void>;
}

export interface BackendEntry {
  readonly name: string;
  readonly modified: Date;
  readonly size: number;
}

export interface Version {
  /** S3's `VersionId`. */
  readonly id: string;
  readonly modified: Date;
  readonly size: number;
}

/**
 * Paths of one stack in its backend. The first four are Pulumi's (`pkg/backend/diy`), the last is ours: below the journal
 * that bootstrap sets up, on which deployments already have permissions.
 */
export interface StackPaths {
  readonly stacks: string;
  readonly history: string;
  readonly backups: string;
  readonly locks: string;
  readonly runs: string;
}

export function pathsOf(stack: Stack): StackPaths {
  const project = projectName(stack.project);
  return {
    stacks: `.pulumi/stacks/${project}`,
    history: `.pulumi/history/${project}/${stack.name}`,
    backups: `.pulumi/backups/${project}/${stack.name}`,
    locks: `.pulumi/locks/organization/${project}/${stack.name}`,
    runs: `journal/${stack.name}/runs`,
  };
}

/** @throws UserError on a backend that we cannot access */
export function openBackend(stack: Stack): Backend {
  const place = placeOf(stack);
  return {
    ...place,
    async write(path, bytes, tag) {
      if (await place.write(path, bytes, tag === undefined ? "nothing" : { tag })) return;
      throw new UserError(
        `${place.where(path)} was changed by somebody else in the meantime. Nothing was written; run the command again.`,
      );
    },
  };
}

function placeOf(stack: Stack): Place {
  const url = stack.environment["PULUMI_BACKEND_URL"] ?? "";
  if (url.startsWith("file://")) return fileBackend(directoryOf(url, stack.project));
  if (url.startsWith("s3://")) return s3Backend(s3Place(url));
  throw new UserError(`Locks and state can be read only from file:// and s3:// backends, not from ${shownText(url)}.`);
}

/** The directory of a `file://` URL, which Pulumi also accepts relative to the project and to the home directory. */
function directoryOf(url: string, project: string): string {
  const directory = url.slice("file://".length);
  if (directory.startsWith("/")) return fileURLToPath(url);
  return resolve(project, directory.replace(/^~(?=\/|$)/, homedir()));
}
