import { createHash } from "node:crypto";
import { canonical } from "./difference";
import { labelOf, type Change, type Difference, type Plan } from "./model";
import type { Json } from "./display-value";

/**
 * What a plan would do, small enough to approve and compare. `changes` comes from the definitions, so any two plans of one
 * commit agree on it. `secrets` and `live` may differ: a reviewer's job may have neither the secrets nor a token.
 */
export interface Digest {
  /** SHA-256 of `changes` in hexadecimal: equal if and only if they are. */
  readonly sha256: string;
  readonly changes: readonly DigestEntry[];
  /** Where only a secret's value changed: `Type logicalId path`. */
  readonly secrets: readonly string[];
  /** Where only the platform differs from what the last run left. */
  readonly live: readonly DigestEntry[];
  /** As in the plan. */
  readonly settings: Plan["settings"];
}

export interface DigestEntry {
  readonly operation: string;
  readonly type: string;
  readonly logicalId: string;
  /**
   * By path, the first half of the SHA-256 of path and value wanted; the current value does not count. A path may contain
   * text that one run takes for a secret's value and another does not, so only the hashes are compared.
   */
  readonly fields: Readonly<Record<string, string>>;
}

/** Prefix for the path of a step left over from an earlier run. */
export const PENDING = "(pending) ";

/** @param plan made by `planOf`, or read back from its JSON */
export function digestOf({ changes, settings }: Pick<Plan, "changes" | "settings">): Digest {
  const sorted = [...changes].sort((a, b) => order(labelOf(a), labelOf(b)));
  const approved = sorted.flatMap((change) => entry(change, "definition"));
  return {
    sha256: createHash("sha256")
      .update(canonical(approved.map((each) => ({ ...each, fields: hashesOf(each) }))))
      .digest("hex"),
    changes: approved,
    secrets: sorted.flatMap((change) =>
      change.fields.filter(({ origin }) => origin === "secret").map(({ path }) => `${labelOf(change)} ${path}`),
    ),
    live: sorted.flatMap((change) => entry(change, "platform")),
    settings,
  };
}

export const hashesOf = ({ fields }: DigestEntry): string[] => Object.values(fields).sort();

/** The part of the change with this origin, if any. */
function entry(change: Change, origin: "definition" | "platform"): DigestEntry[] {
  const { operation, type, logicalId, fields, pendingSteps, goneFromPlatform } = change;
  const own = fields.filter((field) => field.origin === origin);
  const isWhole = origin === "platform" ? goneFromPlatform : operation === "delete" || pendingSteps.length > 0;
  // A dependent of a replaced object, or a create with no known fields, counts as a change of definitions.
  const isLeft = origin === "definition" && !goneFromPlatform && fields.length === 0;
  if (own.length === 0 && !isWhole && !isLeft) return [];
  const hashes = own.map((field) => [field.path, field.wanted ?? wantedOf(field)]);
  const left = origin === "definition" ? pendingSteps.map((step) => PENDING + step) : [];
  const pending = left.map((path) => [path, wantedOf({ path })]);
  return [{ operation, type, logicalId, fields: Object.fromEntries([...hashes, ...pending]) as DigestEntry["fields"] }];
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A secret counts by reference, as its value may change between plans; all hidden values count as the same. */
export function wantedOf({ path, to }: Pick<Difference, "path" | "to">): string {
  return hashOf(to === undefined ? [path] : [path, withoutFingerprints(to)]);
}

/** The first half of the SHA-256. */
export const hashOf = (value: Json): string => createHash("sha256").update(canonical(value)).digest("hex").slice(0, 32);

export const withoutFingerprints = (value: Json): Json =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "object" && part !== null && ("!Environ" in part || "!Secret" in part)
        ? { ...part, fingerprint: undefined }
        : part,
    ),
  ) as Json;
