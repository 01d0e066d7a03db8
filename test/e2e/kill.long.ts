import { killAndGoOn, killSeeds, MODES, WORKS } from "./killing";

describe("twenty runs that are killed", function () {
  this.timeout(600_000);

  for (const seed of killSeeds(20)) {
    for (const mode of MODES) {
      for (const work of WORKS) {
        const datasets = work === "makes" && mode !== "by hand" ? 200 : 12;
        it(`while they ${work === "makes" ? "make" : "change"} things leave nothing lost and nothing twice of ${String(datasets)} datasets, ${mode} (KILL_SEEDS=${String(seed)})`, () =>
          killAndGoOn(seed, { mode, work, datasets }));
      }
    }
  }
});
