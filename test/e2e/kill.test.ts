import { killAndGoOn, killSeeds, MODES } from "./killing";

describe("a run that is killed", function () {
  this.timeout(300_000);

  for (const mode of MODES) {
    for (const seed of killSeeds(2)) {
      it(`leaves nothing lost and nothing twice, ${mode} (KILL_SEEDS=${String(seed)})`, () => killAndGoOn(seed, mode));
    }
  }
});
