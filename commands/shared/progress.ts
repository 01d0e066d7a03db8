import { duration } from "../../providers/duration";
import { visible, visibleLines } from "../../providers/visible";

interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What progress needs from its environment. */
export interface World {
  readonly stderr: Output;
  /** Milliseconds. */
  readonly now: () => number;
  /** Calls `act` repeatedly. @returns a function that stops it */
  readonly every: (milliseconds: number, act: () => void) => () => void;
}

/** What a long command is doing: a live line on a terminal, and plain lines now and then in a log. */
export interface Progress {
  /** What is going on now. */
  show(text: string): void;
  /** A line that stays. */
  line(text: string): void;
  /** Removes the live line. */
  end(): void;
}

const BEAT_MS = 1_000;
/** Build systems, and people, assume that a job hangs if it stays silent for long. */
const LOG_BEAT_MS = 30_000;
const USUAL_WIDTH = 80;

const CLEAR = "\r\u001b[K";

const REAL: World = {
  stderr: process.stderr,
  now: Date.now,
  every: (milliseconds, act) => {
    const timer = setInterval(act, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

export function startProgress(text: string, { stderr, now, every }: World = REAL): Progress {
  const began = now();
  const isLive = stderr.isTTY === true;
  // A terminal that does not know its width reports 0.
  const width = stderr.columns === undefined || stderr.columns === 0 ? USUAL_WIDTH : stderr.columns;
  let current = text;
  const told = () => `${visible(current)} (${seconds(now() - began)})`;
  const draw = () => stderr.write(isLive ? `${CLEAR}${told().slice(0, width - 1)}` : `${told()}\n`);
  const stop = every(isLive ? BEAT_MS : LOG_BEAT_MS, draw);
  if (isLive) draw();
  else stderr.write(`${visible(text)}\n`);
  return {
    show(next) {
      current = next;
      if (isLive) draw();
    },
    line(said) {
      stderr.write(`${isLive ? CLEAR : ""}${visibleLines(said)}\n`);
      if (isLive) draw();
    },
    end() {
      stop();
      if (isLive) stderr.write(CLEAR);
    },
  };
}

/** A measured time: `0.4 s`, `12 s`, `3 min 5 s` */
export const seconds = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : duration(milliseconds);
