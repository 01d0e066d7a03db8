import assert from "node:assert/strict";
import type { Settings } from "../../simulator";
import { createCalls } from "../support/expected-calls";
import { holds } from "../support/fields";
import { eachType, type Case } from "./each-type";
import { describeEach } from "./kinds";
import { World } from "./world";

const WAYS: Readonly<Record<string, Partial<Settings>>> = {
  "with default settings": {},
  "that fills in no defaults": { defaults: false },
  "that omits empty values": { omitEmpty: true },
  "that returns numbers as strings": { numbersAsStrings: true },
  "that returns booleans as strings": { booleansAsStrings: true },
  "that lists only summaries": { summaryLists: true },
  "that answers errors with status 200": { errorsWithStatus200: true },
  "that deletes slowly": { slowDelete: true, deletion: { polls: 1 } },
  "that masks user names": { maskUsernames: true },
};

describeEach("Deploying", () => {
  eachType((subject) => {
    const { type, all, needs, id } = subject;
    const made = all.map(({ logicalId }) => `create ${logicalId}`);

    it("plans what it then does", async () => {
      const { engine } = await World.fresh();
      assert.deepEqual(await engine.plan(all), made);
      assert.deepEqual(await engine.up(all), made);
    });

    it("makes exactly the calls of the catalog", async () => {
      const world = await World.deployed(needs);
      const calls = await world.calls(() => world.engine.up(all));
      assert.deepEqual(calls, createCalls(type, subject.subject));
    });

    it("puts the whole definition on the platform", async () => {
      const world = await World.deployed(all);
      const wanted = world.sent(subject.subject.properties);
      assert.ok(holds(world.object(subject.subject), wanted), JSON.stringify(world.object(subject.subject)));
    });

    it("makes no call the second time", async () => {
      const world = await World.deployed(all);
      assert.deepEqual(await world.calls(() => world.engine.up(all)), []);
    });

    for (const [way, settings] of Object.entries(WAYS)) {
      it(`leaves no difference on a platform ${way}`, () => leavesNoDifference(subject, settings));
    }

    it("leaves no difference if only required properties are given", async () => {
      const { properties } = subject.subject;
      const required = Object.entries(properties).filter(([key]) => type.fields[key]?.required);
      await leavesNoDifference({ ...subject, all: subject.with({ properties: Object.fromEntries(required) }) }, {});
    });

    it("reads all resources of the type from one list during a refresh", async () => {
      const world = await World.fresh();
      const copies = ["_2", "_3"].map((suffix) => {
        const key = type.naturalKey.at(-1) ?? "";
        const properties = {
          ...subject.subject.properties,
          [key]: `${String(subject.subject.properties[key])}${suffix}`,
        };
        return { ...subject.subject, logicalId: id + suffix, properties };
      });
      await world.engine.up([...all, ...copies]);
      const reads = new Set(type.steps.flatMap((step) => (step.kind === "send" && step.read ? [step.read.path] : [])));
      const calls = await world.calls(() => world.engine.refresh());
      const { method, path } = type.list;
      assert.deepEqual(
        calls.filter((call) => call.includes(path) && ![...reads].some((read) => call.endsWith(read))),
        [`${method} ${path}`],
      );
    });
  });
});

async function leavesNoDifference({ all }: Case, settings: Partial<Settings>): Promise<void> {
  const { engine, simulator } = await World.fresh(settings);
  await engine.up(all);
  assert.deepEqual(await engine.plan(all), []);
  await engine.refresh();
  assert.equal(engine.state.size, all.length);
  assert.deepEqual(await engine.plan(all), []);
  await engine.up([]);
  assert.deepEqual(Object.values(simulator.snapshot()).flat(), []);
}
