import assert from "node:assert/strict";
import { seconds, startProgress } from "../../../commands/shared/progress";

/** A terminal or a log, and a clock that a test moves. */
function world(isTTY: boolean, columns = 20) {
  let [time, text, beat] = [0, "", (): void => undefined];
  const periods: number[] = [];
  const stderr = { isTTY, columns, write: (part: string) => (text += part) };
  return {
    stderr,
    now: () => time,
    every: (period: number, act: () => void) => {
      periods.push(period);
      beat = act;
      return () => (beat = () => undefined);
    },
    /** What was written after so many milliseconds. */
    after: (milliseconds: number) => {
      time += milliseconds;
      beat();
      const said = text;
      text = "";
      return said;
    },
    periods,
  };
}

describe("Progress", () => {
  it("is one line on a terminal, cut to its width, with permanent messages above it", () => {
    const terminal = world(true);
    const progress = startProgress("deploying dev", terminal);
    assert.equal(terminal.after(1_000), "\r\u001b[Kdeploying dev (0.0 \r\u001b[Kdeploying dev (1.0 ");
    progress.show("2 of 3");
    progress.line("created Tag r\u001b");
    const line = "\r\u001b[K2 of 3 (1.0 s)";
    assert.equal(terminal.after(64_000), `${line}\r\u001b[Kcreated Tag r\\u001b\n${line}\r\u001b[K2 of 3 (1 min 5 s)`);
    progress.end();
    assert.equal(terminal.after(1_000), "\r\u001b[K");
  });

  it("is plain lines in a log, with a heartbeat every 30 seconds", () => {
    const log = world(false);
    const progress = startProgress("deploying dev", log);
    progress.show("2 of 3");
    progress.line("created Tag rTag");
    assert.equal(log.after(30_000), "deploying dev\ncreated Tag rTag\n2 of 3 (30 s)\n");
    assert.deepEqual(log.periods, [30_000]);
    progress.end();
    assert.equal(log.after(30_000), "");
  });

  it("shows durations in readable units", () => {
    assert.deepEqual([0, 940, 9_999, 10_400, 60_000, 3_901_000].map(seconds), [
      ...["0.0 s", "0.9 s", "10.0 s", "10 s", "1 min", "1 h 5 min"],
    ]);
  });
});
