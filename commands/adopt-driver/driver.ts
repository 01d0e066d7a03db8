import { join } from "node:path";
import { decode, lineAndColumn } from "../../providers/definitions/text";
import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import { reason, run } from "../shared/run";

/** A value in the driver, if it can be known without running it. `line` is where it is. */
export type Value = { readonly line: number } & (
  | { readonly literal: string | number | boolean | null }
  | { readonly list: readonly Value[] }
  | { readonly dict: readonly (readonly [key: Value, value: Value])[] }
  /** Read from this environment variable, or, with a fallback, from a text in the driver. */
  | { readonly env: string; readonly fallback?: true }
  /** What is there instead, in words. */
  | { readonly unknown: string }
);

/** An argument of `ResourceManager(...)`: by position, from 0, or by name. */
export type Argument = { readonly value: Value } & ({ readonly place: number } | { readonly name: string });

interface Call {
  readonly line: number;
  readonly arguments: readonly Argument[];
}

type Answer = { readonly calls: readonly Call[] } | { readonly error: string; readonly line: number };

/** Drivers have tens of lines. */
const LARGEST = 1_000_000;

const PATIENCE_MS = 20_000;

/**
 * The call of `ResourceManager(...)` in a driver of CICD Utils, found by Python's own parser; the driver is never run.
 * @param file its name in messages
 * @throws UserError if there is no Python, no driver in the text, or not exactly one such call
 */
export async function readDriver(file: string, source: Buffer): Promise<Call> {
  const shown = visible(file);
  if (source.length > LARGEST) {
    throw new UserError(
      `${shown} has ${String(source.length)} bytes, so it is not a driver: a driver has only a few lines.`,
    );
  }
  const { text, problem } = decode(source);
  if (problem) {
    const { line } = lineAndColumn(text, problem.offset);
    throw new UserError(`${shown}:${String(line)}: the file is not UTF-8; save it as UTF-8.`);
  }
  const answer = await parse(shown, text);
  if ("error" in answer) {
    throw new UserError(`${shown}:${String(answer.line)}: it cannot be parsed as Python: ${visible(answer.error)}.`);
  }
  const [call, ...others] = answer.calls;
  if (!call) {
    throw new UserError(
      `${shown} does not call ResourceManager(...), so it is not a driver of CICD Utils. Name the file that does, usually cicd.py.`,
    );
  }
  if (others.length === 0) return call;
  const lines = answer.calls.map(({ line }) => `${shown}:${String(line)}`).join(", ");
  throw new UserError(
    `${shown} calls ResourceManager(...) more than once (${lines}), so it is not clear which call is for this stack. ` +
      "Copy the file, keep only the right call in the copy, and name the copy.",
  );
}

async function parse(shown: string, source: string): Promise<Answer> {
  // Isolated: neither variables nor the current directory decide what Python loads.
  const outcome = await run("python3", ["-I", join(__dirname, "driver.py")], {
    env: { PATH: process.env["PATH"] },
    input: source,
    timeout: PATIENCE_MS,
  });
  if (outcome.code === 0) return JSON.parse(outcome.stdout) as Answer;
  if (outcome.stderr.includes("ENOENT")) {
    throw new UserError(
      "python3 is not on PATH. It is needed to read the driver (Python 3.9 or newer): install it, or write the stack's " +
        "configuration by hand, see docs/moving-in.md.",
    );
  }
  throw new UserError(`${shown} could not be read by python3: ${visible(reason(outcome))}.`);
}
