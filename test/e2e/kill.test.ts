import { killAndGoOn, killSeeds, MODES, WORKS } from "./killing";

describe("a run that is killed", function () {
  this.timeout(300_000);

  for (const mode of MODES) {
    for (const work of WORKS) {
      for (const seed of killSeeds(1)) {
        it(`while it ${work} things leaves nothing lost and nothing twice, ${mode} (KILL_SEEDS=${String(seed)})`, () =>
          killAndGoOn(seed, { mode, work }));
      }
    }
  }
});
