import assert from "node:assert/strict";
import { normalizeLive, same } from "../../providers/lifecycle/compare";
import { storable } from "../../providers/lifecycle/values";
import { fuzzSeeds, isReference, Random } from "./random";

describe("With random values", () => {
  const ROUNDS = 2_000;
  /** Runs the check on many random values, with the seed in the message of what fails. */
  const fuzz = (name: string, holds: (random: Random) => void) => {
    for (const seed of fuzzSeeds(2)) {
      it(`${name} (FUZZ_SEEDS=${String(seed)})`, () => {
        const random = new Random(seed);
        for (let i = 0; i < ROUNDS; i++) holds(random);
      });
    }
  };

  fuzz("same is symmetric and reflexive", (random) => {
    const a = random.json(3, true);
    const b = random.chance(0.5) ? random.echo(a) : random.json(3, true);
    const known = random.field(a);
    assert.ok(same(a, structuredClone(a), known), JSON.stringify({ a, known }));
    assert.equal(same(a, b, known), same(b, a, known), JSON.stringify({ a, b, known }));
  });

  fuzz("an echo of our value shows no difference", (random) => {
    const mine = random.json(3, true);
    const known = random.field(mine);
    const live = random.echo(mine, known);
    const shown = normalizeLive(mine, live, known);
    assert.ok(same(mine, shown, known), JSON.stringify({ mine, live, shown, known }));
  });

  fuzz("no live value is shown in place of a secret, nor anywhere in a list that contains one", (random) => {
    const mine = random.json(3, true);
    const known = random.field(mine);
    const shown = normalizeLive(
      mine,
      marked(random.chance(0.7) ? random.echo(mine, known) : random.json(3, false)),
      known,
    );
    const check = (my: unknown, their: unknown, inList: boolean): void => {
      const text = JSON.stringify({ mine, shown, known });
      if (isReference(my) || inList) assert.ok(!JSON.stringify(their ?? null).includes("LIVE"), text);
      else if (Array.isArray(my)) check(undefined, their, JSON.stringify(my).includes("!Environ"));
      else if (isPlainObject(my) && isPlainObject(their)) {
        for (const [key, part] of Object.entries(my)) check(part, Object.hasOwn(their, key) ? their[key] : null, false);
      }
    };
    check(mine, shown, false);
  });

  fuzz("storable drops undefined and keeps everything else", (random) => {
    const holes = (value: unknown): unknown => {
      if (random.chance(0.2)) return undefined;
      if (Array.isArray(value)) return value.map(holes);
      return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, holes(v)])) : value;
    };
    const json = { all: random.json(3, true) };
    assert.deepEqual(storable(json), json);
    const stored = storable({ all: holes(json.all), gone: undefined });
    const visit = (value: unknown): void => {
      assert.notEqual(value, undefined);
      if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
    };
    visit(stored);
  });
});

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value with each text marked as live. */
function marked(value: unknown): unknown {
  if (typeof value === "string") return `LIVE ${value}`;
  if (Array.isArray(value)) return value.map(marked);
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, marked(v)])) : value;
}
