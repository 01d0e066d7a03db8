import assert from "node:assert/strict";
import { same } from "../../providers/lifecycle/compare";
import { samples } from "../samples";
import { updateCalls } from "../support/expected-calls";
import { holds, without } from "../support/fields";
import type { Definition } from "../support/mini-engine";
import { eachType, fieldsThat, fieldsToTry } from "./each-type";
import { describeEach } from "./kinds";
import { ALLOWED } from "./stage";
import { typeNamed, World } from "./world";

describeEach("Replacing", () => {
  eachType(({ type, subject, others, all, needs, with: changed, withProperty, id }) => {
    for (const [key, field] of fieldsToTry(type, "stay")) {
      it(`because of ${key} deletes, then creates`, async () => {
        const world = await World.deployed(all);
        for (const other of others[key] ?? []) {
          const definitions = withProperty(key, other);
          assert.deepEqual(await world.engine.plan(definitions), [`replace ${id}`]);
          let changes: string[] = [];
          const calls = await world.calls(async () => (changes = await world.engine.up(definitions)));
          assert.deepEqual(changes, [`replace ${id}`]);
          const order = [type.delete, type.create].map(({ method, path }) => calls.indexOf(`${method} ${path}`));
          assert.ok(order[0] === 0 && (order[1] ?? 0) > 0, calls.join(", "));
          assert.ok(holds(world.object(subject)[key], world.sent(other)));
          assert.equal(world.count(type), all.filter((definition) => definition.type === type.name).length);
          assert.deepEqual(await world.engine.plan(definitions), []);
        }
      });

      if (field.required) continue;
      it(`is not caused by adding ${key} with the value that it has already`, async () => {
        const world = await World.deployed(all);
        const { state } = world.engine;
        const { inputs, outputs, ...entry } = state.get(id)!;
        // As after a deployment of a definition without it.
        state.set(id, { ...entry, inputs: without(inputs, key), outputs: without(outputs, key) });
        assert.deepEqual(await world.engine.plan(all), [`update ${id}`]);
        const { method, path } = type.read;
        const calls = await world.calls(async () => assert.deepEqual(await world.engine.up(all), [`update ${id}`]));
        assert.deepEqual(calls, [`${method} ${path}`]);
        assert.deepEqual(await world.engine.plan(all), []);
      });

      it(`is not caused by removing ${key}, which sends nothing and is then forgotten`, async () => {
        const world = await World.deployed(all);
        const { engine } = world;
        const definitions = changed({ properties: without(subject.properties, key) });
        const before = world.object(subject);
        const planned = same(world.sent(subject.properties[key]), field.default, field) ? [] : [`update ${id}`];
        assert.deepEqual(await engine.plan(definitions), planned);
        assert.deepEqual(await world.calls(() => engine.up(definitions)), []);
        assert.deepEqual(world.object(subject), before);
        assert.deepEqual(await engine.plan(definitions), []);
        await engine.refresh();
        assert.deepEqual(await engine.plan(definitions), []);
        // It comes back as what it still is.
        await engine.up(all);
        assert.deepEqual(world.object(subject), before);
      });
    }

    describe("in a stack that protects the type", () => {
      const [[key] = [""]] = fieldsThat(type, "stay");
      const properties = { ...subject.properties, [key]: others[key]?.[0] };
      const advice = (logicalId: string) =>
        `If its data is no longer needed, add "${logicalId}" to amorphic:allow in the stack's file; otherwise revert the change.`;

      it("a replacement is refused in the plan, and nothing is touched", async () => {
        const world = await World.deployed(all, "guarded");
        const message =
          `${named(world, subject)} is protected, and this run would replace it (delete, then create), ` +
          `because ${key} cannot be changed in place. ${advice(id)}`;
        const definitions = changed({ properties });
        await assert.rejects(world.engine.plan(definitions), { message });
        const calls = await world.calls(() => assert.rejects(world.engine.up(definitions), { message }));
        assert.deepEqual(calls, []);
      });

      it("a replacement of an allowed resource succeeds", async () => {
        const world = await World.fresh({}, "guarded");
        const allowed = { ...subject, logicalId: ALLOWED };
        await world.engine.up([...needs, allowed]);
        assert.deepEqual(await world.engine.up([...needs, { ...allowed, properties }]), [`replace ${ALLOWED}`]);
      });

      it("a deletion is refused", async () => {
        const world = await World.deployed(all, "guarded");
        const message = `${named(world, subject)} is protected, and this run would delete it. ${advice(id)}`;
        const calls = await world.calls(() => assert.rejects(world.engine.up(needs), { message }));
        assert.deepEqual(calls, []);
      });

      it("a deletion of an allowed resource succeeds", async () => {
        const world = await World.fresh({}, "guarded");
        await world.engine.up([...needs, { ...subject, logicalId: ALLOWED }]);
        assert.deepEqual(await world.engine.up(needs), [`delete ${ALLOWED}`]);
        assert.equal(world.count(type), needs.filter((definition) => definition.type === type.name).length);
      });
    });
  });

  describe("a Domain", () => {
    const { needs, subject } = samples.get("Job") ?? { needs: [], subject: undefined };
    const domain = needs.find(({ type }) => type === "Domain");
    const before = subject ? [...needs, subject] : [];
    const after = before.map((definition) => (definition === domain ? tenanted(domain) : definition));
    const datasets = needs.filter(({ type }) => type === "Dataset").map(({ logicalId }) => logicalId);
    const expected = [
      `replace ${String(domain?.logicalId)}`,
      ...datasets.map((name) => `replace ${name}`),
      `update ${String(subject?.logicalId)}`,
    ];

    it("replaces the Datasets in it and updates the Job that uses them, as planned", async () => {
      assert.ok(subject && domain && datasets.length > 1);
      const world = await World.fresh();
      await world.engine.up(before);
      assert.deepEqual(await world.engine.plan(after), expected);
      const calls = await world.calls(async () => assert.deepEqual(await world.engine.up(after), expected));
      const named = (type: string) => `${typeNamed(type).delete.method} ${typeNamed(type).delete.path}`;
      const deletes = [...datasets.map(() => named("Dataset")), named("Domain")];
      assert.deepEqual(
        calls.filter((call) => deletes.includes(call)),
        deletes,
      );
      const job = typeNamed("Job");
      assert.deepEqual(
        calls.filter((call) => call.includes("/jobs")),
        updateCalls(job, subject, ["DatasetAccess"]),
      );
      assert.ok(holds(world.object(subject)["DatasetAccess"], world.sent(subject.properties["DatasetAccess"])));
      assert.deepEqual(await world.engine.plan(after), []);
    });

    it("keeps everything if one of the Datasets is protected", async () => {
      const world = await World.fresh({}, "guarded");
      const free = (definitions: readonly Definition[]) =>
        definitions.map((definition) => ({
          ...definition,
          ...(definition.logicalId === domain?.logicalId ? { logicalId: ALLOWED } : {}),
          properties: Object.fromEntries(
            Object.entries(definition.properties).map(([key, value]) => [
              key,
              key === "Domain" ? (of: (name: string) => Record<string, unknown>) => of(ALLOWED)["DomainName"] : value,
            ]),
          ),
        }));
      await world.engine.up(free(before));
      const calls = await world.calls(() => assert.rejects(world.engine.up(free(after)), /is protected/));
      // It only looks whether the domain has that tenant already.
      const { method, path } = typeNamed("Domain").read;
      assert.deepEqual(calls, [`${method} ${path}`]);
    });
  });
});

function tenanted(domain: Definition): Definition {
  return { ...domain, properties: { ...domain.properties, TenantName: "umbrella" } };
}

/** The resource as messages name it. */
function named(world: World, { type, logicalId, properties }: Definition): string {
  const key = typeNamed(type).naturalKey.map((name) => String(world.sent(properties[name])));
  return `${type} ${JSON.stringify(key.join("."))} (${logicalId})`;
}
