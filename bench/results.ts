import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Calls } from "./calls";

/** One measured process. */
export interface Sample {
  /** Such as `amorphic-cicd`, `Terraform`, or a baseline's name. */
  readonly who: string;
  readonly size: number;
  readonly run: number;
  readonly operation: string;
  readonly seconds: number;
  /** MB by process. */
  readonly memory: Readonly<Record<string, number>>;
  /** Bytes written to files or, where the state is in S3, sent in PUTs. */
  readonly written: number;
  readonly calls: Calls;
  /** Size of the state after a deployment, in bytes. */
  readonly stateBytes?: number;
}

/** A deployment to a platform that throttles. */
export interface Throttled {
  readonly allowed: number;
  readonly retryAfter: boolean;
  readonly seconds: number;
  /** Calls per second that the platform accepted after its first 429; absent if there was none. */
  readonly rate?: number;
  readonly taken: number;
  readonly refused: number;
  readonly succeeded: boolean;
}

export interface Settings {
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly latency: number;
  readonly operations: readonly string[];
  readonly backend: "file" | "s3";
  readonly putLatency: number;
  readonly against: string;
  readonly seed: number;
  /** The endpoint file of a server that was already running. */
  readonly platform?: string;
}

export interface Results {
  readonly settings: Settings;
  readonly machine: string;
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly samples: Sample[];
  readonly throttled: Throttled[];
}

/** Results for these settings: those of an interrupted bench, if the file holds them, or new ones. */
export function openResults(file: string, settings: Settings, versions: Readonly<Record<string, string>>): Results {
  if (existsSync(file)) {
    const found = JSON.parse(readFileSync(file, "utf8")) as Results;
    const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    if (same(found.settings, settings) && same(found.versions, versions)) return found;
  }
  return {
    settings,
    machine: machine(),
    date: new Date().toISOString().slice(0, 10),
    versions,
    samples: [],
    throttled: [],
  };
}

/** Writes the file as a whole or not at all, as the bench may be interrupted at any time. */
export function save(file: string, results: Results): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(results, null, 1)}\n`);
  renameSync(`${file}.part`, file);
}

/** The measured commit, marked if anything is uncommitted. */
export function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { cwd: __dirname, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

const machine = (): string => {
  const all = cpus();
  return `${String(all.length)} x ${all[0]?.model.trim() ?? "?"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux`;
};

/** The middle one of the values, or the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** The samples of one operation. */
export const samplesOf = ({ samples }: Results, who: string, size: number, operation: string): Sample[] =>
  samples.filter((sample) => sample.who === who && sample.size === size && sample.operation === operation);

/** The median time of an operation in seconds. */
export const secondsOf = (results: Results, who: string, size: number, operation: string): number | undefined =>
  median(samplesOf(results, who, size, operation).map(({ seconds }) => seconds));
