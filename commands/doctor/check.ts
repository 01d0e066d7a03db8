/** One thing that was looked at. */
export interface Check {
  /** What it belongs to: `stack`, or a type. */
  readonly area: string;
  readonly what: string;
  readonly verdict: "held" | "failed" | "not tried";
  readonly detail?: string;
  /** What amorphic.catalog.json must say about the type, as far as it is known. */
  readonly correction?: Correction;
}

export interface Correction {
  readonly [key: string]: string | readonly string[] | Correction;
}

/** All corrections in one file, by type. */
export function fileOf(checks: readonly Check[]): Record<string, Correction> {
  const file: Record<string, Correction> = {};
  for (const { area, correction } of checks) if (correction) file[area] = joined(file[area] ?? {}, correction);
  return file;
}

function joined(a: Correction, b: Correction): Correction {
  const entries = Object.entries(b).map(([key, value]) => {
    const before = a[key];
    return [key, isCorrection(before) && isCorrection(value) ? joined(before, value) : value] as const;
  });
  return { ...a, ...Object.fromEntries(entries) };
}

const isCorrection = (value: Correction[string] | undefined): value is Correction =>
  typeof value === "object" && !Array.isArray(value);
