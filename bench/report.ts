import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../providers/errors";
import { leastCalls, total } from "./calls";
import { bars, lines, shown } from "./chart";
import { OPERATIONS } from "./contender";
import { generate } from "./generate";
import { median, samplesOf, secondsOf, type Results, type Sample } from "./results";
import { OURS, THEIRS } from "./run";
import { targetLine, targets } from "./targets";

/**
 * The results as Markdown.
 * @param directory if given, the results go into its `performance.md`, between this backend's marks, and the charts into
 * `performance/`
 * @returns the Markdown
 */
export function writeReport(results: Results, directory?: string): string {
  const charts = drawCharts(results);
  const markdown = report(results, [...charts.keys()]);
  if (directory === undefined) return markdown;
  mkdirSync(join(directory, "performance"), { recursive: true });
  for (const [name, svg] of charts) writeFileSync(join(directory, "performance", name), svg);
  const page = join(directory, "performance.md");
  const [begin, end] = [`<!-- bench ${results.settings.backend} -->`, `<!-- /bench ${results.settings.backend} -->`];
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new UserError(`${page} has no ${begin} … ${end}, between which the results go.`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${markdown}\n${text.slice(to)}`);
  return markdown;
}

function report(results: Results, charts: readonly string[]): string {
  const { settings, machine, date, versions } = results;
  const who = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const state = settings.backend === "s3" ? `state in S3 (moto, ${settings.putLatency} ms a PUT)` : "state in a file";
  return [
    `${date}; ${machine}; ${who.join(", ")}; ${settings.latency} ms a call, ${state}, medians of up to ${settings.runs} runs.`,
    "",
    ...table(["target", "wanted", "found", ""], targets(results).map(targetLine)),
    ...settings.sizes.flatMap((size) => sizeTable(results, size)),
    ...throttledTable(results),
    ...charts.flatMap((name) => [`![${name.replace(/\.svg$/, "")}](performance/${name})`, ""]),
  ].join("\n");
}

function sizeTable(results: Results, size: number): string[] {
  const { blocks } = generate(size, results.settings.seed);
  const least: Readonly<Record<string, number>> = Object.fromEntries(
    (["deploy", "plan", "destroy"] as const).map((name) => [name, total(leastCalls(name, blocks))]),
  );
  const [times, sizes]: [string[], string[]] = [[], []];
  for (const operation of OPERATIONS) {
    const [ours, theirs] = [OURS, THEIRS].map((who) => samplesOf(results, who, size, operation));
    if (!ours?.length && !theirs?.length) continue;
    const [a, b] = [OURS, THEIRS].map((who) => secondsOf(results, who, size, operation));
    const ratio = a === undefined || b === undefined ? "" : (a / b).toFixed(2);
    const calls = [callsOf(ours), String(least[operation] ?? ""), callsOf(theirs)];
    times.push(`| ${[operation, seconds(a), seconds(b), ratio, ...calls].join(" | ")} |`);
    const cells = [memoryOf(ours), memoryOf(theirs), writtenOf(ours), writtenOf(theirs)];
    sizes.push(`| ${[operation, ...cells].join(" | ")} |`);
  }
  if (times.length === 0) return [];
  return [
    `### ${size.toLocaleString("en")} definitions`,
    "",
    ...table(["", "ours", "Terraform", "ratio", "our calls", "least possible", "Terraform's calls"], times),
    ...table(["", "memory, ours", "Terraform", "written to files, ours", "Terraform"], sizes),
    ...stateLine(results, size),
  ];
}

function stateLine(results: Results, size: number): string[] {
  const [ours, theirs] = [OURS, THEIRS].map((who) =>
    median(samplesOf(results, who, size, "deploy").flatMap(({ stateBytes }) => stateBytes ?? [])),
  );
  if (ours === undefined || size === 0) return [];
  const each = (bytes: number): string =>
    `${(bytes / 1_024).toFixed(0)} KB, ${(bytes / size).toFixed(0)} bytes a definition`;
  return [`State: ${each(ours)}${theirs === undefined ? "" : `; Terraform's ${each(theirs)}`}.`, ""];
}

function throttledTable({ throttled }: Results): string[] {
  if (throttled.length === 0) return [];
  const rows = throttled.map(
    ({ allowed, retryAfter, rate, taken, refused, seconds: time, succeeded }) =>
      `| ${allowed} | ${retryAfter ? "yes" : "no"} | ${rate === undefined ? "never reached" : share(rate, allowed)} | ` +
      `${taken} | ${refused} | ${seconds(time)} | ${succeeded ? "nothing" : "**something**"} |`,
  );
  const head = ["calls a second allowed", "Retry-After", "held", "taken", "answered 429", "time", "failed"];
  return ["### Where the platform throttles", "", ...table(head, rows)];
}

const share = (rate: number, allowed: number): string =>
  `${rate.toFixed(1)} (${((rate / allowed) * 100).toFixed(0)} %)`;

function table(head: readonly string[], rows: readonly string[]): string[] {
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows, ""];
}

function drawCharts(results: Results): Map<string, string> {
  const { sizes, backend } = results.settings;
  const both = [OURS, THEIRS].filter((who) => results.samples.some((sample) => sample.who === who));
  const charts = new Map<string, string>();
  for (const size of sizes.filter((size) => size >= 100)) {
    const operations = OPERATIONS.filter((operation) => samplesOf(results, OURS, size, operation).length > 0);
    const series = both.map((name) => ({
      name,
      values: operations.map((operation) => secondsOf(results, name, size, operation)),
    }));
    if (operations.length === 0) continue;
    const title = `${size.toLocaleString("en")} definitions`;
    charts.set(`${backend}-${String(size)}.svg`, bars(title, operations, series, "s"));
  }
  for (const operation of ["deploy", "plan"]) {
    const series = both.map((name) => ({
      name,
      values: sizes.map((size) => secondsOf(results, name, size, operation)),
    }));
    if (sizes.length < 2 || !series.some(({ values }) => values.some(Boolean))) continue;
    charts.set(`${backend}-${operation}.svg`, lines(`${operation}, by number of definitions`, sizes, series, "s"));
  }
  return charts;
}

const seconds = (value: number | undefined): string => (value === undefined ? "" : `${shown(value)} s`);

const callsOf = (samples: readonly Sample[] = []): string => {
  const counts = [...new Set(samples.map(({ calls }) => total(calls)))].sort((a, b) => a - b);
  return counts.length > 1 ? `${counts[0]}-${counts.at(-1)}` : String(counts[0] ?? "");
};

/** Memory of each process, largest first. */
const memoryOf = (samples: readonly Sample[] = []): string => {
  const names = [...new Set(samples.flatMap(({ memory }) => Object.keys(memory)))];
  const most = names.map((name): [string, number] => [
    name,
    Math.max(...samples.map(({ memory }) => memory[name] ?? 0)),
  ]);
  return most
    .sort(([, a], [, b]) => b - a)
    .map(([name, megabytes]) => `${name} ${megabytes} MB`)
    .join(", ");
};

const writtenOf = (samples: readonly Sample[] = []): string => {
  const bytes = median(samples.map(({ written }) => written));
  return bytes === undefined ? "" : `${shown(bytes / 2 ** 20)} MB`;
};
