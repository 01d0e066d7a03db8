import type { Fault, FaultRule } from "../../simulator";

/** The calls with a number where the same one comes more than once: `PUT upload (2.)`. */
export const numbered = (calls: readonly string[]): string[] =>
  calls.map((call, i) => {
    const nth = calls.slice(0, i + 1).filter((other) => other === call).length;
    return nth === 1 ? call : `${call} (${String(nth)}.)`;
  });

/** Makes a call fail, and from then on every one of its kind, so many times. */
export function failing(call: string, fault: Fault, times: number): FaultRule {
  const [, method = "", path = "", nth = "1"] = /^(\w+) (\S+)(?: \((\d+)\.\))?$/.exec(call) ?? [];
  const pattern = path === "upload" ? "^/_uploads/" : `^${path.replace("{id}", "[^/]+")}$`;
  return { match: { method, path: pattern, nth: Number(nth), times }, fault };
}
