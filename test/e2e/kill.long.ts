import { killAndGoOn, killSeeds, MODES, WORKS } from "./killing";

describe("twenty killed runs", function () {
  this.timeout(600_000);

  for (const seed of killSeeds(20)) {
    for (const mode of MODES) {
      for (const work of WORKS) {
        const datasets = work === "creates" && mode !== "by hand" ? 200 : 12;
        it(`lose and duplicate none of ${String(datasets)} datasets that they ${work === "creates" ? "create" : "change"}, ${mode} (KILL_SEEDS=${String(seed)})`, () =>
          killAndGoOn(seed, { mode, work, datasets }));
      }
    }
  }
});
