import { visible, visibleLines } from "../../providers/visible";
import { fileOf, type Check } from "./check";

/** Lines for people; the content for amorphic.catalog.json comes last, as a whole. */
export function reportText(checks: readonly Check[]): string {
  const width = (of: (check: Check) => string) => Math.max(...checks.map((check) => of(check).length));
  const [areas, whats] = [width(({ area }) => area), width(({ what }) => what)];
  const lines = checks.flatMap(({ verdict, area, what, detail = "" }) => {
    const head = `${verdict.padEnd(9)}  ${area.padEnd(areas)}  ${what.padEnd(whats)}  `;
    // Further lines are indented, so that none of them looks like a check.
    return detail.split("\n").map((line, i) => visible(`${i === 0 ? head : " ".repeat(head.length)}${line}`.trimEnd()));
  });
  const file = fileOf(checks);
  const advice =
    Object.keys(file).length === 0
      ? []
      : [
          "",
          "amorphic.catalog.json should contain, with … filled in:",
          visibleLines(JSON.stringify(file, undefined, 2)),
        ];
  const count = (verdict: Check["verdict"]) =>
    `${checks.filter((check) => check.verdict === verdict).length} ${verdict}`;
  return [...lines, ...advice, "", [count("held"), count("failed"), count("not tried")].join(", "), ""].join("\n");
}
