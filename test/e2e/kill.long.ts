import { killAndGoOn, killSeeds } from "./killing";

describe("twenty runs that are killed", function () {
  this.timeout(600_000);

  for (const seed of killSeeds(20)) {
    it(`leave nothing lost and nothing twice, by hand (KILL_SEEDS=${String(seed)})`, () =>
      killAndGoOn(seed, "by hand"));

    it(`leave nothing lost and nothing twice of 200 datasets, in one go (KILL_SEEDS=${String(seed)})`, () =>
      killAndGoOn(seed, "in one go", 200));

    it(`leave nothing lost and nothing twice of 200 datasets, by our command (KILL_SEEDS=${String(seed)})`, () =>
      killAndGoOn(seed, "by our command", 200));
  }
});
