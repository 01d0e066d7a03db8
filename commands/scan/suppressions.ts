import { covers, type Suppression } from "./config";
import type { Judged, ScannerRun } from "./model";

/** Whether a suppression has expired on a day. */
export const isExpired = ({ until }: Suppression, today: string): boolean => until < today;

type Identified = Pick<Judged, "rule" | "file" | "fingerprint">;

/** Whether a suppression is meant for a finding of a scanner, expired or not. */
export function means(suppression: Suppression, scanner: string, { rule, file, fingerprint }: Identified): boolean {
  const { rule: meant, path, fingerprint: only = fingerprint } = suppression;
  return meant === `${scanner}/${rule.id}` && covers(path, file) && only === fingerprint;
}

/**
 * What to say about suppressions without effect: those that have expired while their findings are still there, and those for
 * which a complete scan has found nothing.
 * @param scanners names of all scanners
 */
export function idleSuppressions(
  suppressions: readonly Suppression[],
  runs: readonly ScannerRun[],
  today: string,
  scanners: readonly string[],
): string[] {
  return suppressions.flatMap((one) => {
    const { rule, path, until } = one;
    const name = rule.slice(0, rule.indexOf("/"));
    const what = `the suppression of ${rule} in ${path}`;
    if (!scanners.includes(name)) return [`${what} has no effect: the scanners are ${scanners.join(", ")}`];
    const run = runs.find(({ scanner }) => scanner === name);
    if (!run) return [];
    if (run.findings.some((finding) => means(one, name, finding))) {
      return isExpired(one, today) ? [`${what} ended on ${until}: its findings count again`] : [];
    }
    return run.failures.length > 0 ? [] : [`${what} matches no finding: correct it, or remove it`];
  });
}
