import { visible } from "../../providers/visible";
import type { Differences } from "./compare";
import type { Run } from "./history";

/** A run as `state history` shows it. */
export interface Shown extends Run {
  /** Whether the current state is the one that this run left. */
  readonly current: boolean;
  /** S3's version id of the state that it left. */
  readonly versionId?: string;
}

/** One line on what happened, and one on who did it and the state's version in S3. */
export function runText({ id, kind, result, ended, message, changes, current, versionId }: Shown): string {
  const { subject, commit, by, build } = message;
  const counts = Object.entries(changes).map(([operation, count]) => `${String(count)} ${operation}`);
  const who = [
    subject,
    commit && `commit ${commit}`,
    by && `by ${by}`,
    build && `build ${build}`,
    versionId && `version ${versionId}`,
  ].filter(Boolean);
  const what = `${kind} ${result}${counts.length > 0 ? `: ${counts.join(", ")}` : ""}`;
  return [
    `${current ? "*" : " "} ${id}  ${timeText(ended)}  ${visible(what)}`,
    ...(who.length > 0 ? [`    ${visible(who.join("; "))}`] : []),
  ].join("\n");
}

/** The same for `--json`. */
export function runRecord({ id, kind, result, ended, message, changes, current, versionId }: Shown) {
  return { id, kind, result, ended: ended.toISOString(), ...message, changes, current, versionId };
}

/** @param words for resources only in the second state, and only in the first */
export function differencesText(
  { added, removed, changed }: Differences,
  words: { readonly added: string; readonly removed: string },
): string {
  return listed([
    ...removed.map((resource) => `${resource} ${words.removed}`),
    ...added.map((resource) => `${resource} ${words.added}`),
    ...changed.map(({ resource, fields }) => `${resource} has another ${fields.join(", ")}`),
  ]);
}

const MOST = 20;

/** As a list of limited length. */
export function listed(items: readonly string[]): string {
  const more = items.length > MOST ? [`and ${String(items.length - MOST)} more`] : [];
  return [...items.slice(0, MOST), ...more].map((item) => `- ${visible(item)}`).join("\n");
}

export const timeText = (time: Date): string =>
  time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
