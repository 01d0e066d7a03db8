import { shown } from "./chart";
import { secondsOf, type Results } from "./results";
import { EMPTY_PREVIEW, OURS, PARSE, THEIRS } from "./run";

/** What should be reached, and what was. */
export interface Target {
  readonly what: string;
  readonly most: number;
  readonly unit: "x" | "s" | "MB" | "%";
  /** Undefined if not measured. */
  readonly value: number | undefined;
  /** Whether `most` is the least value instead. */
  readonly atLeast?: true;
}

/** The targets; ratios compare medians of the same bench. */
export function targets(results: Results): Target[] {
  const ours = (size: number, operation: string) => secondsOf(results, OURS, size, operation);
  const theirs = (size: number, operation: string) => secondsOf(results, THEIRS, size, operation);
  const versus = (size: number, operation: string) => ratio(ours(size, operation), theirs(size, operation));
  const over = (operation: string) =>
    ratio(less(ours(100, operation), ours(0, operation)), less(theirs(100, operation), theirs(0, operation)));
  const memory = samplesOf10k(results);
  const [slowest] = results.throttled
    .flatMap(({ rate, allowed, succeeded }) => (!succeeded ? 0 : rate === undefined ? [] : (rate / allowed) * 100))
    .sort((a, b) => a - b);
  return [
    { what: "deploy of 1,000, to Terraform's", most: 0.5, unit: "x", value: versus(1_000, "deploy") },
    { what: "plan of 1,000 without changes, to Terraform's", most: 0.6, unit: "x", value: versus(1_000, "plan") },
    {
      what: "the same, both without refresh",
      most: 1,
      unit: "x",
      value: versus(1_000, "plan without refresh"),
    },
    { what: "deploy of 100 beyond that of none, to Terraform's", most: 1, unit: "x", value: over("deploy") },
    { what: "plan of 100 beyond that of none, to Terraform's", most: 1, unit: "x", value: over("plan") },
    {
      what: "deploy of 10,000, to that of 1,000",
      most: 12,
      unit: "x",
      value: ratio(ours(10_000, "deploy"), ours(1_000, "deploy")),
    },
    {
      what: "plan of 1, beyond an empty `pulumi preview`",
      most: 1,
      unit: "s",
      value: less(ours(1, "plan"), secondsOf(results, EMPTY_PREVIEW, 0, "plan")),
    },
    {
      what: "validate of 10,000, to JSON.parse of all files",
      most: 5,
      unit: "x",
      value: ratio(ours(10_000, "validate"), secondsOf(results, PARSE, 10_000, "validate")),
    },
    { what: "memory of the largest process at 10,000", most: 600, unit: "MB", value: memory },
    {
      what: "rate held where 20 calls a second are allowed, nothing failed",
      most: 90,
      unit: "%",
      value: slowest,
      atLeast: true,
    },
  ];
}

export const targetLine = ({ what, most, unit, value, atLeast }: Target): string => {
  const isMet = value !== undefined && (atLeast ? value >= most : value <= most);
  const found = value === undefined ? "not measured" : `${shown(value)} ${unit}`;
  return `| ${what} | ${atLeast ? "at least" : "at most"} ${String(most)} ${unit} | ${found} | ${value === undefined ? "" : isMet ? "met" : "**not met**"} |`;
};

function samplesOf10k(results: Results): number | undefined {
  const all = results.samples.filter(({ who, size }) => who === OURS && size === 10_000);
  return all.length === 0 ? undefined : Math.max(...all.flatMap(({ memory }) => Object.values(memory)));
}

const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

const less = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;
