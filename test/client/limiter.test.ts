import assert from "node:assert/strict";
import { Limiter, type Load } from "../../providers/client/limiter";
import { VirtualTime } from "./virtual-time";

/** A platform that answers after `latency` and accepts `perSecond` calls a second, by a token bucket. */
class ThrottlingPlatform {
  readonly taken: number[] = [];
  readonly refused: number[] = [];
  #left: number;
  #filled = 0;

  constructor(
    readonly time: VirtualTime,
    public perSecond: number,
    readonly burst = perSecond,
    readonly latency = 50,
  ) {
    this.#left = burst;
  }

  async call(): Promise<void> {
    await this.time.sleep(this.latency);
    const now = this.time.now();
    this.#left = Math.min(this.burst, this.#left + ((now - this.#filled) * this.perSecond) / 1_000);
    this.#filled = now;
    if (this.#left < 1) {
      this.refused.push(now);
      throw new Throttled();
    }
    this.#left -= 1;
    this.taken.push(now);
  }

  /** Accepted calls per second in a period, meant for one after the first burst. */
  rate(from: number, to: number): number {
    return this.taken.filter((time) => time >= from && time < to).length / ((to - from) / 1_000);
  }
}

class Throttled extends Error {}

const loadOf = (error: unknown): Load | undefined => (error instanceof Throttled ? "throttled" : undefined);

/** Sends this many calls, sixteen at once as an engine does, each again after a second until it is accepted. */
async function sendAll(limiter: Limiter, platform: ThrottlingPlatform, calls: number): Promise<void> {
  const { time } = platform;
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const one = () => limiter.run({ kind: "GET jobs", work: () => platform.call() }, loadOf);
      while (
        !(await one().then(
          () => true,
          () => false,
        ))
      )
        await time.sleep(1_000);
    }
  };
  await time.run(Promise.all(Array.from({ length: 16 }, worker)));
}

describe("The limiter", () => {
  let time = new VirtualTime();
  beforeEach(() => (time = new VirtualTime()));
  const limiterOf = (concurrency = 10) => new Limiter({ concurrency, sleep: time.sleep, now: time.now });

  // Loads p-queue, which takes real time.
  before(() => limiterOf().run({ kind: undefined, work: () => Promise.resolve() }, loadOf));

  it("is limited only by the number of concurrent calls if nothing is throttled", async () => {
    const platform = new ThrottlingPlatform(time, Infinity);
    await sendAll(limiterOf(), platform, 1_000);
    assert.equal(time.now(), (1_000 / 10) * 50);
  });

  for (const { perSecond, burst, after = 0, mostRefused = 0.1 } of [
    { perSecond: 20, burst: 20 },
    { perSecond: 20, burst: 200 },
    // Each encounter with the limit costs a call, and here there are few calls.
    { perSecond: 5, burst: 5, mostRefused: 0.2 },
    { perSecond: 150, burst: 150 },
    // One accepted call out of ten says little about the limit, so finding it takes longer.
    { perSecond: 20, burst: 1, after: 10_000 },
  ]) {
    it(`uses at least 90 % of a platform that accepts ${perSecond} calls a second, in bursts of ${burst}`, async () => {
      const platform = new ThrottlingPlatform(time, perSecond, burst);
      await sendAll(limiterOf(), platform, burst + perSecond * 65);
      const from = (platform.refused[0] ?? 0) + after;
      const share = platform.rate(from, from + 50_000) / perSecond;
      assert.ok(share >= 0.9, `${share}`);
      const refused = platform.refused.length / (platform.taken.length + platform.refused.length);
      assert.ok(refused <= mostRefused, `${refused} of the calls were refused`);
    });
  }

  it("does not mistake what is accepted of the first burst for the rate per second", async () => {
    const platform = new ThrottlingPlatform(time, 20, 8);
    await sendAll(limiterOf(), platform, 120);
    const from = platform.refused[0] ?? 0;
    assert.ok(platform.rate(from, from + 5_000) >= 14, `${platform.rate(from, from + 5_000)}`);
  });

  it("adapts when the platform accepts less, and when it accepts more again", async () => {
    const platform = new ThrottlingPlatform(time, 40);
    const limiter = limiterOf();
    const changes = async () => {
      await time.sleep(30_000);
      platform.perSecond = 8;
      await time.sleep(60_000);
      platform.perSecond = 40;
    };
    const changing = changes();
    await sendAll(limiter, platform, 4_000);
    await changing;
    assert.ok(platform.rate(10_000, 30_000) >= 36, `${platform.rate(10_000, 30_000)}`);
    assert.ok(platform.rate(40_000, 90_000) >= 7.2, `${platform.rate(40_000, 90_000)}`);
    assert.ok(platform.rate(110_000, 125_000) >= 36, `${platform.rate(110_000, 125_000)}`);
  });

  it("does not delay uploads, which go to another store", async () => {
    const platform = new ThrottlingPlatform(time, 1);
    const limiter = limiterOf();
    await sendAll(limiter, platform, 5);
    const before = time.now();
    const upload = () => limiter.run({ kind: undefined, work: () => time.sleep(10) }, loadOf);
    await time.run(Promise.all(Array.from({ length: 10 }, upload)));
    assert.equal(time.now() - before, 10);
  });

  it("lets calls that continue something go before those that begin something new, each in order", async () => {
    const limiter = limiterOf(1);
    const order: string[] = [];
    const one = (name: string, begins?: boolean) =>
      limiter.run({ kind: "POST datasets", begins, work: () => (order.push(name), time.sleep(50)) }, loadOf);
    const makes = async (name: string) => {
      await one(`begin ${name}`, true);
      await one(`go on with ${name}`);
      await one(`finish ${name}`);
    };
    await time.run(Promise.all(["a", "b", "c"].map(makes)));
    // When a place becomes free, the next call of "a" is not waiting for it yet.
    const both = ["begin", "go on with", "finish"].flatMap((step) => [`${step} a`, `${step} b`]);
    assert.deepEqual(order, [...both, "begin c", "go on with c", "finish c"]);
  });

  describe("when answers become slow", () => {
    /** How many calls are in flight while this many are sent, each taking what `latency` says. */
    const widths = async (limiter: Limiter, calls: number, latency: (inFlight: number) => number, load?: Load) => {
      let inFlight = 0;
      const seen: number[] = [];
      const call = async () => {
        seen.push(++inFlight);
        await time.sleep(latency(inFlight));
        inFlight--;
        if (load) throw new Error();
      };
      const one = () => limiter.run({ kind: "GET jobs", work: call }, () => load).catch(() => undefined);
      await time.run(Promise.all(Array.from({ length: calls }, one)));
      return seen;
    };

    it("sends fewer at once, and as many as before when answers are fast again", async () => {
      const limiter = limiterOf();
      assert.equal((await widths(limiter, 100, () => 50)).at(-1), 10);
      const slow = await widths(limiter, 60, () => 2_000);
      assert.ok((slow.at(-1) ?? 0) <= 4, `${slow.at(-1)}`);
      const quick = await widths(limiter, 100, () => 50);
      assert.equal(Math.max(...quick.slice(-20)), 10);
    });

    it("gets used to answers that stay slow", async () => {
      const limiter = limiterOf();
      await widths(limiter, 100, () => 50);
      assert.equal(Math.max(...(await widths(limiter, 600, () => 1_000)).slice(-20)), 10);
    });

    it("sends fewer at once if the platform reports overload, but never none", async () => {
      const limiter = limiterOf();
      const seen = await widths(limiter, 100, () => 50, "overloaded");
      assert.equal(seen.at(-1), 2);
    });

    it("ignores slower answers that are still fast, and kinds of calls that take longer than others", async () => {
      const limiter = limiterOf();
      await widths(limiter, 100, () => 1);
      assert.equal(Math.max(...(await widths(limiter, 100, () => 20)).slice(-20)), 10);
      const seen: number[] = [];
      let inFlight = 0;
      const mixed = Array.from({ length: 200 }, (_, index) =>
        limiter.run(
          {
            kind: index % 2 ? "GET jobs" : "POST datasets",
            work: async () => {
              seen.push(++inFlight);
              await time.sleep(index % 2 ? 20 : 900);
              inFlight--;
            },
          },
          loadOf,
        ),
      );
      await time.run(Promise.all(mixed));
      assert.equal(Math.max(...seen.slice(-20)), 10);
    });

    it("learns nothing from another host, or from calls without an answer", async () => {
      const limiter = limiterOf();
      await widths(limiter, 100, () => 50);
      const failing = (kind: string | undefined, load?: Load) =>
        limiter.run({ kind, work: () => time.sleep(2_000).then(() => Promise.reject(new Error())) }, () => load);
      const all = Array.from({ length: 30 }, () => [
        failing(undefined, "throttled"),
        failing(undefined, "overloaded"),
        failing("GET jobs"),
      ]);
      await time.run(Promise.allSettled(all.flat()));
      const before = time.now();
      assert.equal(Math.max(...(await widths(limiter, 20, () => 50))), 10);
      assert.equal(time.now() - before, 100);
    });
  });
});
