import { killAndGoOn, killSeeds, MODES, WORKS } from "./killing";

describe("a killed run", function () {
  this.timeout(300_000);

  for (const mode of MODES) {
    for (const work of WORKS) {
      for (const seed of killSeeds(1)) {
        it(`loses and duplicates nothing that it ${work}, ${mode} (KILL_SEEDS=${String(seed)})`, () =>
          killAndGoOn(seed, { mode, work }));
      }
    }
  }
});
