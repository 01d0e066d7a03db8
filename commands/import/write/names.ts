import { createHash } from "node:crypto";
import type { Candidate } from "./object";

/** What an object is called in the project. */
export interface Names {
  readonly logicalId: string;
  /** Its own, relative to the root of the definitions, with `/`. */
  readonly directory: string;
  /** Its definition's file in that directory. */
  readonly file: string;
}

/** Names in use, in lower case: logical ids, and directories below the root. */
export interface Taken {
  readonly logicalIds: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/**
 * Names for all objects, derived from the objects, not their order: the same environment gives the same names. Names that
 * would be equal, ignoring case, end in a hash of the object.
 */
export function namesOf(candidates: readonly Candidate[], taken: Taken): Map<Candidate, Names> {
  const logicalIds = unique(candidates, logicalIdOf, taken.logicalIds);
  const directories = unique(candidates, directoryOf, taken.directories);
  return new Map(
    candidates.map((candidate) => [
      candidate,
      {
        logicalId: logicalIds.get(candidate) ?? "",
        directory: directories.get(candidate) ?? "",
        file: `${cut(slug(candidate.key.slice(-1)) || hashOf(candidate), candidate)}.json`,
      },
    ]),
  );
}

function unique(
  candidates: readonly Candidate[],
  make: (candidate: Candidate) => string,
  taken: ReadonlySet<string>,
): Map<Candidate, string> {
  const count = new Map<string, number>();
  const names = candidates.map((candidate) => [candidate, make(candidate)] as const);
  for (const [, name] of names) count.set(name.toLowerCase(), (count.get(name.toLowerCase()) ?? 0) + 1);
  return new Map(
    names.map(([candidate, name]) => {
      const isFree = count.get(name.toLowerCase()) === 1 && !taken.has(name.toLowerCase());
      return [candidate, isFree ? name : `${name}_${hashOf(candidate)}`];
    }),
  );
}

/** At three bytes per letter, this stays below the 255 bytes allowed for a file name. */
const LONGEST = 60;

/** `rDatasetSalesOrders`: the vendor's samples also begin with an r. */
function logicalIdOf(candidate: Candidate): string {
  const words = candidate.key.flatMap((part) => part.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `r${candidate.type.name}${cut(name || hashOf(candidate), candidate)}`;
}

/** `datasets/sales_orders` */
function directoryOf(candidate: Candidate): string {
  const { type, key } = candidate;
  const collection = slug([type.list.path.split("/").at(-1) ?? ""]) || slug([type.name]);
  return `${collection}/${cut(slug(key) || hashOf(candidate), candidate)}`;
}

const cut = (name: string, candidate: Candidate): string =>
  name.length <= LONGEST ? name : `${name.slice(0, LONGEST).replace(/\p{Cs}$/u, "")}_${hashOf(candidate)}`;

/**
 * A name valid on every file system: letters, digits, dots, dashes and underscores. Definitions are not read from hidden
 * names or `node_modules`; Windows reserves some names.
 */
function slug(parts: readonly string[]): string {
  const text = parts
    .map((part) => part.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "_"))
    .map((part) => part.replace(/^[._-]+|[._-]+$/g, ""))
    .filter((part) => part !== "")
    .join("_");
  return /^(con|prn|aux|nul|com\d|lpt\d|node_modules)(\.|$)/i.test(text) ? `_${text}` : text;
}

const hashOf = ({ type, key }: Candidate): string =>
  createHash("sha256")
    .update(JSON.stringify([type.name, ...key]))
    .digest("hex")
    .slice(0, 8);
