import { killAndGoOn, killSeeds } from "./killing";

describe("twenty runs that are killed", function () {
  this.timeout(600_000);

  for (const seed of killSeeds(20)) {
    it(`leave nothing lost and nothing twice (KILL_SEEDS=${String(seed)})`, () => killAndGoOn(seed));
  }
});
