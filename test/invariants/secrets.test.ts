import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { updateCalls } from "../support/expected-calls";
import { changedAt, fieldName, holds, knownFields } from "../support/fields";
import { leaks, namesIn, ROTATED } from "../support/secrets";
import { SECRETS } from "../samples";
import { eachType } from "./each-type";
import { planted } from "./planted";
import { World } from "./world";

describe("Secrets", () => {
  eachType((subject) => {
    const { type, needs, id } = subject;
    const secretive = planted(subject, "where it can change");
    const all = [...needs, secretive];
    const fields = Object.keys(secretive.properties).filter((key) => namesIn(secretive.properties[key]).length > 0);
    const inStep = (key: string) => type.steps.some((step) => step.kind === "send" && step.fields.includes(key));

    it("reach the platform in the clear and leave no difference", async () => {
      const world = await World.deployed(all);
      assert.ok(fields.length > 0);
      assert.ok(holds(world.object(subject.subject), world.sent(secretive.properties)));
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
    });

    it("that were changed where they are kept make one update", async () => {
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

    it("that are not at hand are not compared", async () => {
      const world = await World.deployed(all);
      await world.goOnAs("withoutSecrets");
      assert.deepEqual(await world.engine.plan(all), []);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
      await world.goOnAs("usual");
      assert.deepEqual(await world.engine.plan(all), []);
    });

    it("that are not at hand are named when they are needed, and nothing is changed", async () => {
      const world = await World.deployed(all);
      const before = world.object(subject.subject);
      await world.goOnAs("withoutSecrets");
      // A secret from elsewhere has to be sent, even though its value cannot be compared.
      const [key = ""] = Object.entries(secretive.properties).find(([, value]) => isReference(value)) ?? [];
      const pushed = { ...secretive.properties, [key]: { "!Environ": "SAMPLE_TOKEN" } };
      const changed = [...needs, { ...secretive, properties: pushed }];
      const names = namesIn(Object.entries(pushed).flatMap(([name, value]) => (inStep(name) ? [] : [value])));
      const calls = await world.calls(() => assert.rejects(world.engine.up(changed), { message: missing(names) }));
      assert.deepEqual(
        calls.filter((call) => !call.startsWith("GET")),
        [],
      );
      assert.deepEqual(world.object(subject.subject), before);
      await world.goOnAs("usual");
      assert.deepEqual(await world.engine.up(changed), [`update ${id}`]);
      assert.deepEqual(await world.engine.plan(changed), []);
    });

    it("that are not at hand prevent the create before anything is sent", async () => {
      const world = await World.deployed(needs);
      await world.goOnAs("withoutSecrets");
      const create = { ...secretive, properties: withoutSteps(secretive.properties, inStep) };
      const message = missing(namesIn(create.properties));
      const calls = await world.calls(() => assert.rejects(world.engine.up([...needs, create]), { message }));
      assert.deepEqual(calls, []);
    });

    for (const { path } of knownFields(type).filter(({ field }) => field.secret)) {
      const name = fieldName(path);
      it(`may not stand as a literal in ${name}`, async () => {
        const world = await World.fresh();
        const properties = changedAt(subject.subject.properties, path, () => "hunter2");
        await assert.rejects(world.engine.plan([...needs, { ...subject.subject, properties }]), {
          message:
            `${id}.${name}: "${name}" is a secret, and a literal here would lie open in the repository and in the state; ` +
            'write {"!Environ": "NAME"} and set that variable where the deployment runs',
        });
      });
    }
  });

  it("are known to the catalog in some field", () => {
    assert.ok([...catalog.values()].some((type) => knownFields(type).some(({ field }) => field.secret)));
  });
});

const isReference = (value: unknown): boolean => typeof value === "object" && value !== null && "!Environ" in value;

function missing(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  return (
    `The environment variable${sorted.length === 1 ? "" : "s"} ${sorted.join(", ")} must be set: ` +
    "the definition takes a secret from there. Set it where `pulumi up` runs, and run again."
  );
}

const withoutSteps = (properties: object, inStep: (key: string) => boolean) =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => !inStep(key)));
