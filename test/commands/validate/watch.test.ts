import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { validateAgain, type Changes, type World } from "../../../commands/validate/watch";
import { makeRepository } from "../../definitions/support";
import { until } from "../../support/poll";

/** A watcher and a clock that the test controls, and what was printed and done. */
class Stage {
  said = "";
  readonly watched = new Map<string, Changes>();
  readonly codes: number[];
  runs = 0;
  timers = 0;
  milliseconds = 0;
  bug: Error | undefined;
  #waiting: (() => void) | undefined;
  readonly #stop = new AbortController();
  readonly ended: Promise<number>;

  constructor(codes: number[], options: { access?: string; world?: Partial<World> } = {}) {
    this.codes = codes;
    const world: World = {
      watch: ({ directory, file }, changes) => {
        const path = join(directory, file ?? "");
        this.watched.set(path, changes);
        return () => this.watched.delete(path);
      },
      now: () => new Date(new Date(2030, 0, 1, 9, 5, 7).getTime() + this.milliseconds),
      later: (milliseconds, act) => {
        assert.equal(milliseconds, 100);
        this.timers++;
        this.#waiting = act;
        return () => (this.#waiting = undefined);
      },
      ...options.world,
    };
    const stderr = { write: (text: string) => (this.said += text) };
    const { access } = options;
    this.ended = validateAgain({ cwd: "/r", access, stderr, signal: this.#stop.signal }, () => this.#validate(), world);
  }

  #validate(): number {
    if (this.bug) throw this.bug;
    this.said += "validated\n";
    return this.codes[this.runs++] ?? 0;
  }

  change(directory = "/r/resources"): void {
    this.watched.get(directory)?.changed();
  }

  /** Lets the quiet period pass. @returns whether anything waited for it */
  async pass(): Promise<boolean> {
    const act = this.#waiting;
    this.#waiting = undefined;
    act?.();
    await settled();
    return act !== undefined;
  }

  stop(): Promise<number> {
    this.#stop.abort();
    return this.ended;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("validate --watch", () => {
  it("validates at once, and again after each change, with the time above the result", async () => {
    const stage = new Stage([1, 0, 1]);
    await settled();
    assert.equal(stage.said, 'validated\nwatching "resources", "amorphic.catalog.json"; stop with Ctrl+C\n');
    stage.change();
    assert.equal(await stage.pass(), true);
    assert.equal(
      stage.said,
      'validated\nwatching "resources", "amorphic.catalog.json"; stop with Ctrl+C\n\n--- 09:05:07 ---\nvalidated\n',
    );
    stage.change();
    await stage.pass();
    assert.equal(stage.runs, 3);
    assert.equal(await stage.stop(), 1);
  });

  it("validates once for changes that come together, and not without a change", async () => {
    const stage = new Stage([0]);
    await settled();
    for (let i = 0; i < 5; i++) stage.change();
    await stage.pass();
    assert.equal(stage.runs, 2);
    assert.equal(await stage.pass(), false);
    assert.equal(await stage.stop(), 0);
  });

  it("does not wait forever if changes keep coming", async () => {
    const stage = new Stage([0]);
    await settled();
    for (; stage.milliseconds <= 2_000; stage.milliseconds += 50) stage.change();
    assert.equal(stage.timers, 20);
    assert.equal(await stage.pass(), true);
    stage.change();
    assert.equal(await stage.pass(), true);
    assert.equal(stage.runs, 3);
    await stage.stop();
  });

  it("also watches the directory of central sharing, and stops watching everything at the end", async () => {
    const stage = new Stage([0], { access: "access/dev" });
    await settled();
    assert.match(stage.said, /^watching "resources", "access\/dev", "amorphic\.catalog\.json"; stop with Ctrl\+C$/m);
    stage.change("/r/access/dev");
    await stage.pass();
    assert.equal(stage.runs, 2);
    stage.change();
    await stage.stop();
    assert.equal(stage.watched.size, 0);
    assert.equal(await stage.pass(), false);
  });

  it("watches the corrections of the catalog, whether they exist or not", async () => {
    const stage = new Stage([0]);
    await settled();
    assert.deepEqual([...stage.watched.keys()], ["/r/resources", "/r/amorphic.catalog.json"]);
    stage.change("/r/amorphic.catalog.json");
    await stage.pass();
    assert.equal(stage.runs, 2);
    await stage.stop();
  });

  it("continues after a validation that cannot find the directory", async () => {
    const stage = new Stage([0, 2, 0]);
    await settled();
    stage.change();
    await stage.pass();
    stage.change();
    await stage.pass();
    assert.equal(await stage.stop(), 0);
  });

  it("ends with 2 if the directory does not exist, and leaves the message to the validation", async () => {
    const missing = (): never => {
      throw Object.assign(new Error("machine path"), { code: "ENOENT" });
    };
    const stage = new Stage([2], { world: { watch: missing } });
    assert.equal(await stage.ended, 2);
    assert.equal(stage.said, "validated\n");
  });

  it("ends with 2 if the system cannot watch, at the start or later, and says so", async () => {
    const full = (): never => {
      throw Object.assign(new Error("machine path"), { code: "ENOSPC" });
    };
    const message = 'error: "resources" cannot be watched (ENOSPC); run validate without --watch\n';
    const stage = new Stage([0], { world: { watch: full } });
    assert.equal(await stage.ended, 2);
    assert.equal(stage.said, `validated\n${message}`);

    const later = new Stage([0]);
    await settled();
    later.watched.get("/r/resources")?.failed(Object.assign(new Error("machine path"), { code: "ENOSPC" }));
    assert.equal(await later.ended, 2);
    assert.ok(later.said.endsWith(message));
    assert.equal(later.watched.size, 0);
  });

  it("does not hide a bug in validation", async () =>
    assert.rejects(
      validateAgain(
        { cwd: "/r", stderr: { write: () => true } },
        () => {
          throw new Error("bug");
        },
        { watch: () => () => undefined, now: () => new Date(), later: () => () => undefined },
      ),
      { message: "bug" },
    ));

  it("does not hide a bug in a validation after a change", async () => {
    const stage = new Stage([0]);
    await settled();
    stage.bug = new Error("bug");
    stage.change();
    await stage.pass();
    await assert.rejects(stage.ended, { message: "bug" });
  });

  it("sees real changes below the directories, and when catalog corrections are created, changed or removed", async () => {
    const cwd = makeRepository({ "resources/deep/a.json": "{}" });
    const corrections = join(cwd, "amorphic.catalog.json");
    const stop = new AbortController();
    let runs = 0;
    const ended = validateAgain({ cwd, stderr: { write: () => true }, signal: stop.signal }, () => (runs++, 0));
    await until("the first validation", () => runs === 1);
    const write = (path: string) => () => writeFileSync(path, String(Math.random()));
    const replace = () => {
      rmSync(join(cwd, "resources"), { recursive: true });
      mkdirSync(join(cwd, "resources/deep"), { recursive: true });
    };
    for (const [what, change] of [
      ["a change below a directory", write(join(cwd, "resources/deep/a.json"))],
      ["another directory in its place", replace],
      ["a change below that one", write(join(cwd, "resources/deep/a.json"))],
      ["the first corrections", write(corrections)],
      ["a change of the corrections", write(corrections)],
      ["the end of the corrections", () => rmSync(corrections, { force: true })],
    ] as const) {
      const before = runs;
      let looks = 0;
      await until(`a validation after ${what}`, () => {
        // Repeated now and then, because the system may take a moment until it watches.
        if (looks++ % 50 === 0) change();
        return runs > before;
      });
    }
    stop.abort();
    assert.equal(await ended, 0);
  });
});
