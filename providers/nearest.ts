import { distance } from "fastest-levenshtein";
import { quote } from "./visible";

/** Longer words are not typos of anything, and the time to compare them grows with the square of their length. */
const LONGEST_WORD = 100;

/**
 * The candidate that was most likely meant by a mistyped word: at most a third of the letters differ, where two neighbours
 * in the wrong order count as one, and case does not count. The first of several equally near ones; undefined if none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const differences = isSwapped(wanted, candidate.toLowerCase()) ? 1 : distance(wanted, candidate.toLowerCase());
    if (differences > limit) continue;
    best = candidate;
    if (differences === 0) break;
    limit = differences - 1;
  }
  return best;
}

/** Whether two words differ only in the order of two neighbouring letters. */
function isSwapped(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [left = "", right = ""] = [a[at], a[at + 1]];
  return a !== b && `${a.slice(0, at)}${right}${left}${a.slice(at + 2)}` === b;
}

/** The nearest candidate as a message shows it: ` (did you mean "X"?)`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  return suggestion(nearest(word, candidates));
}

/** ` (did you mean "X"?)`, or nothing if there is no name. */
export function suggestion(name: string | undefined): string {
  return name === undefined ? "" : ` (did you mean ${quote(name)}?)`;
}
