import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { updateCalls } from "../support/expected-calls";
import { changedAt, fieldName, holds, knownFields } from "../support/fields";
import { leaks, namesIn, ROTATED } from "../support/secrets";
import { SECRETS } from "../samples";
import { describeEach } from "./kinds";
import { eachType } from "./each-type";
import { planted } from "./planted";
import { World } from "./world";

describeEach("Secrets", () => {
  eachType((subject) => {
    const { type, needs, id, inStep, otherArtifacts } = subject;
    const secretive = planted(subject, "where it can change");
    const all = [...needs, secretive];
    const fields = Object.keys(secretive.properties).filter((key) => namesIn(secretive.properties[key]).length > 0);

    for (const { path } of knownFields(type).filter(({ field }) => field.secret)) {
      const name = fieldName(path);
      it(`are refused as a literal in ${name}`, async () => {
        const world = await World.fresh();
        const properties = changedAt(subject.subject.properties, path, () => "hunter2");
        await assert.rejects(
          world.engine.plan([...needs, { ...subject.subject, properties }]),
          ({ message }: Error) => {
            const start = `${id}.${name}: "${name}" is a secret, and a literal value would be readable in the repository`;
            assert.equal(message.slice(0, start.length), start);
            assert.ok(!message.includes("hunter2"));
            return true;
          },
        );
      });
    }

    // A type of nothing but names, numbers and references has no place for a secret.
    if (fields.length === 0) return;

    it("reach the platform in plain text and leave no difference", async () => {
      const world = await World.deployed(all);
      assert.ok(holds(world.object(subject.subject), world.sent(secretive.properties)));
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
    });

    it("that were rotated cause one update", async () => {
      const world = await World.deployed(all);
      await world.goOnAs("rotated");
      assert.deepEqual(await world.engine.plan(all), [`update ${id}`]);
      const calls = await world.calls(() => world.engine.up(all));
      assert.deepEqual(calls, updateCalls(type, subject.subject, fields));
      assert.ok(holds(world.object(subject.subject), world.sent(secretive.properties, { ...SECRETS, ...ROTATED })));
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
      assert.deepEqual(leaks([Buffer.from(JSON.stringify([...world.engine.state]))]), []);
    });

    it("that are not set are not compared", async () => {
      const world = await World.deployed(all);
      await world.goOnAs("withoutSecrets");
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
      await world.goOnAs("usual");
      assert.deepEqual(await world.engine.plan(all), []);
    });

    it("that are not set are named if a change needs them, and nothing is changed", async () => {
      const world = await World.deployed(all);
      const before = world.object(subject.subject);
      await world.goOnAs("withoutSecrets");
      // A secret from elsewhere has to be sent, even though its value cannot be compared.
      const [key = ""] = Object.entries(secretive.properties).find(([, value]) => isReference(value)) ?? [];
      const pushed = { ...secretive.properties, [key]: { "!Environ": "SAMPLE_TOKEN" } };
      const changed = [...needs, { ...secretive, properties: pushed }];
      const names = namesIn(Object.entries(pushed).flatMap(([name, value]) => (inStep(name) ? [] : [value])));
      const calls = await world.calls(() => assert.rejects(world.engine.up(changed), missing(names)));
      assert.deepEqual(
        calls.filter((call) => !call.startsWith("GET")),
        [],
      );
      assert.deepEqual(world.object(subject.subject), before);
      await world.goOnAs("usual");
      assert.deepEqual(await world.engine.up(changed), [`update ${id}`]);
      assert.deepEqual(await world.engine.plan(changed), []);
    });

    if (Object.keys(otherArtifacts).length > 0) {
      it("that are not set can still be compared after a change that does not need them", async () => {
        const world = await World.deployed(all);
        await world.goOnAs("withoutSecrets");
        const changed = [...needs, { ...secretive, artifacts: otherArtifacts }];
        assert.deepEqual(await world.engine.up(changed), [`update ${id}`]);
        await world.goOnAs("rotated");
        assert.deepEqual(await world.engine.plan(changed), [`update ${id}`]);
      });
    }

    it("that are not set prevent a create before anything is sent", async () => {
      const world = await World.deployed(needs);
      await world.goOnAs("withoutSecrets");
      const create = { ...secretive, properties: withoutSteps(secretive.properties, inStep) };
      const isMeant = missing(namesIn(create.properties));
      const calls = await world.calls(() => assert.rejects(world.engine.up([...needs, create]), isMeant));
      assert.deepEqual(calls, []);
    });
  });

  it("are in some field of the catalog", () => {
    assert.ok([...catalog.values()].some((type) => knownFields(type).some(({ field }) => field.secret)));
  });
});

const isReference = (value: unknown): boolean => typeof value === "object" && value !== null && "!Environ" in value;

/** Whether the error says which variables are not set: those and no others. */
const missing = (names: readonly string[]) => (error: Error) => {
  assert.match(error.message, /environment variable/);
  const named = error.message.match(/\b(PLANTED|SAMPLE)_\w+/g) ?? [];
  assert.deepEqual([...new Set(named)].sort(), [...new Set(names)].sort());
  return true;
};

const withoutSteps = (properties: object, inStep: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => !inStep(key)));
