const UNITS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** A duration as people say it, in the two largest units: `20 s`, `5 min`, `2 h 5 min`. Below half a second: `0 s`. */
export function duration(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds / 1000));
  const counts = UNITS.map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return { count, text: `${String(count)} ${unit}` };
  });
  const first = counts.findIndex(({ count }) => count > 0);
  const told = first < 0 ? counts.slice(-1) : counts.slice(first, first + 2).filter(({ count }) => count > 0);
  return told.map(({ text }) => text).join(" ");
}
