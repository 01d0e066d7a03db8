import { visible } from "../../providers/visible";
import type { Differences } from "./compare";
import type { Run } from "./history";

/** A run as `state history` shows it. */
export interface Shown extends Run {
  /** Whether the state that is there now is the one that it left. */
  readonly current: boolean;
  /** S3's id of the version of the state that it left. */
  readonly versionId?: string;
}

/** A line on what happened, and one on who did it and what the state is called in S3. */
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

/** The same for a machine. */
export function runRecord({ id, kind, result, ended, message, changes, current, versionId }: Shown) {
  return { id, kind, result, ended: ended.toISOString(), ...message, changes, current, versionId };
}

/** @param words for what only the second of the two states knows, and for what only the first does */
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

/** As lines of a list, not too many. */
export function listed(items: readonly string[]): string {
  const more = items.length > MOST ? [`and ${String(items.length - MOST)} more`] : [];
  return [...items.slice(0, MOST), ...more].map((item) => `- ${visible(item)}`).join("\n");
}

export const timeText = (time: Date): string =>
  time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
