import { emptyPreview, parseAll } from "./baselines";
import { countCalls, total } from "./calls";
import { OPERATIONS, type Operation, type Subject } from "./contender";
import { prepareOurs } from "./ours";
import type { Platform } from "./platform";
import type { Measured } from "./process";
import { save, type Results, type Sample } from "./results";
import type { Bucket } from "./s3";
import { prepareTerraform, type Terraform } from "./terraform";
import { measureThrottled } from "./throttle";

export const OURS = "amorphic-cicd";
export const THEIRS = "Terraform";
export const EMPTY_PREVIEW = "empty pulumi preview";
export const PARSE = "JSON.parse of all files";

/** Both contenders have this many calls in flight at once. */
const PARALLELISM = 10;
/** What an empty project is measured for: the time that does not depend on its content. */
const OF_EMPTY: readonly Operation[] = ["plan from nothing", "deploy", "plan"];

export interface Equipment {
  readonly platform: Platform;
  readonly bucket?: Bucket | undefined;
  readonly terraform?: Terraform | undefined;
  /** Where results are saved after each step. */
  readonly file: string;
  /** After this time no measurement is repeated. */
  readonly minutes: number;
}

/** Measures one thing at a time, alternating between the contenders, so that a slow minute of the machine affects both. */
export async function runAll(results: Results, equipment: Equipment): Promise<void> {
  const { sizes, runs, operations } = results.settings;
  const end = performance.now() + equipment.minutes * 60_000;
  for (let run = 1; run <= runs; run++) {
    if (operations.length > 1) await baselines(results, run, equipment);
    for (const size of operations.length > 1 ? [0, ...sizes] : sizes) {
      if (run > 1 && performance.now() + durationOf(results, size) > end) {
        note(`run ${String(run)}, ${String(size)}: left out, as it would take longer than there is time`);
        continue;
      }
      await sequence(results, run, size, OURS, equipment);
      if (equipment.terraform) await sequence(results, run, size, THEIRS, equipment);
    }
  }
  if (!operations.includes("throttled")) return;
  for (const retryAfter of [true, false]) {
    if (results.throttled.some((done) => done.retryAfter === retryAfter)) continue;
    note(`throttled, ${retryAfter ? "with" : "without"} Retry-After`);
    results.throttled.push(await measureThrottled(equipment.platform, { seed: results.settings.seed, retryAfter }));
    save(equipment.file, results);
  }
}

async function baselines(results: Results, run: number, { file }: Equipment): Promise<void> {
  const { sizes, seed } = results.settings;
  const isDone = (who: string, size: number): boolean =>
    results.samples.some((sample) => sample.who === who && sample.run === run && sample.size === size);
  if (!isDone(EMPTY_PREVIEW, 0))
    add(results, { who: EMPTY_PREVIEW, size: 0, run, operation: "plan" }, await emptyPreview());
  for (const size of sizes) {
    if (!isDone(PARSE, size))
      add(results, { who: PARSE, size, run, operation: "validate" }, await parseAll(size, seed));
  }
  save(file, results);
}

/** How long a round takes, in milliseconds, judging by the first. */
const durationOf = ({ samples }: Results, size: number): number =>
  samples
    .filter((sample) => sample.run === 1 && sample.size === size)
    .reduce((sum, { seconds }) => sum + seconds * 1_000, 0);

/** All operations on one project; saved only as a whole, since each builds on the one before. */
async function sequence(results: Results, run: number, size: number, who: string, equipment: Equipment): Promise<void> {
  const { platform, bucket, terraform, file } = equipment;
  const { operations, seed } = results.settings;
  if (results.samples.some((sample) => sample.who === who && sample.run === run && sample.size === size)) return;
  await platform.reset();
  await bucket?.empty();
  const subject: Subject =
    who === THEIRS && terraform
      ? prepareTerraform(terraform, { size, seed, platform, parallelism: PARALLELISM })
      : await prepareOurs({ size, seed, platform, bucket });
  const wanted = OPERATIONS.filter((name) => (size > 0 ? operations.includes(name) : OF_EMPTY.includes(name)));
  const draft: Results = { ...results, samples: [] };
  try {
    for (const operation of needed(wanted)) {
      await platform.forgetCalls();
      bucket?.takePuts();
      const measured = await subject.run(operation);
      if (measured.code !== 0) throw new Error(`${measured.stdout}\n${measured.stderr}`);
      const puts = bucket?.takePuts();
      const sample = add(draft, { who, size, run, operation }, measured, {
        calls: countCalls(await platform.calls()),
        ...(puts && who === OURS && { written: puts.bytes }),
        ...(operation === "deploy" && { stateBytes: await subject.stateBytes() }),
      });
      note(
        `run ${String(run)}, ${String(size)}: ${who} ${operation} ${sample.seconds.toFixed(1)} s, ${String(total(sample.calls))} calls`,
      );
    }
    results.samples.push(...draft.samples.filter(({ operation }) => wanted.some((name) => name === operation)));
    save(file, results);
  } catch (error) {
    // The rest is still measured.
    process.exitCode = 1;
    note(`run ${String(run)}, ${String(size)}: ${who} FAILED: ${(error as Error).message}`);
  } finally {
    subject.remove();
  }
}

/** Operations after a deployment need one, whether or not it was asked for. */
function needed(wanted: readonly Operation[]): readonly Operation[] {
  const later = wanted.some((name) => OPERATIONS.indexOf(name) > OPERATIONS.indexOf("deploy"));
  return OPERATIONS.filter((name) => wanted.includes(name) || (later && name === "deploy"));
}

function add(
  { samples }: Results,
  what: Pick<Sample, "who" | "size" | "run" | "operation">,
  { seconds, memory, written }: Measured,
  more: Partial<Sample> = {},
): Sample {
  const sample: Sample = { ...what, seconds, memory, written, calls: {}, ...more };
  samples.push(sample);
  return sample;
}

const note = (line: string): void => void process.stderr.write(`${line}\n`);
