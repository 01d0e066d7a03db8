import { killAndGoOn, killSeeds } from "./killing";

describe("a run that is killed", function () {
  this.timeout(300_000);

  for (const seed of killSeeds(3)) {
    it(`leaves nothing lost and nothing twice (KILL_SEEDS=${String(seed)})`, () => killAndGoOn(seed));
  }
});
