import { killAndGoOn, killSeeds } from "./killing";

describe("a run that is killed", function () {
  this.timeout(300_000);

  for (const seed of killSeeds(3)) {
    const mode = seed % 2 === 0 ? "by hand" : "deploy";
    it(`leaves nothing lost and nothing twice, ${mode} (KILL_SEEDS=${String(seed)})`, () => killAndGoOn(seed, mode));
  }
});
