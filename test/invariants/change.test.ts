import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { same } from "../../providers/lifecycle/compare";
import type { Field } from "../../providers/catalog/type";
import { FILES } from "../samples";
import { updateCalls } from "../support/expected-calls";
import { changedAt, fieldName, holds, knownFields, without } from "../support/fields";
import type { Definition } from "../support/mini-engine";
import type { Values } from "../support/provider-call";
import { eachType, fieldsToTry } from "./each-type";
import { describeEach } from "./kinds";
import { World } from "./world";

describeEach("Changing", () => {
  eachType(({ type, subject, others, otherArtifacts, all, with: changed, withProperty, id, inStep }) => {
    const deployed = () => World.deployed(all);
    const hasNoDifference = async ({ engine }: World, definitions = all) => {
      assert.deepEqual(await engine.plan(definitions), []);
      await engine.refresh();
      assert.deepEqual(await engine.plan(definitions), []);
    };

    for (const [key] of fieldsToTry(type, "change")) {
      it(`${key} is one update, which changes it on the platform`, async () => {
        const world = await deployed();
        for (const other of others[key] ?? []) {
          const definitions = withProperty(key, other);
          assert.ok(!holds(world.object(subject)[key], world.sent(other)), "the platform has the value already");
          assert.deepEqual(await world.engine.plan(definitions), [`update ${id}`]);
          const calls = await world.calls(() => world.engine.up(definitions));
          assert.deepEqual(calls, updateCalls(type, subject, [key]));
          assert.ok(holds(world.object(subject)[key], world.sent(other)), JSON.stringify(world.object(subject)[key]));
          assert.deepEqual(await world.engine.plan(definitions), []);
        }
        await hasNoDifference(world, withProperty(key, others[key]?.at(-1)));
      });
    }

    for (const [key, field] of fieldsToTry(type, "change").filter(([, { required }]) => !required)) {
      const isSent = field.default !== undefined;

      it(`${key} by leaving it out ${isSent ? "sets its default" : "sends nothing, and the state forgets it"}`, async () => {
        const world = await deployed();
        const before = world.object(subject)[key];
        const definitions = changed({ properties: without(subject.properties, key) });
        assert.deepEqual(await world.engine.plan(definitions), [`update ${id}`]);
        const calls = await world.calls(() => world.engine.up(definitions));
        assert.equal(calls.length > 0, isSent, calls.join(", "));
        assert.ok(!Object.hasOwn(world.engine.state.get(id)?.outputs ?? {}, key));
        const after = world.object(subject)[key];
        const wanted = field.default === undefined ? before : field.default;
        assert.ok(same(after, wanted, field), `${JSON.stringify(before)} became ${JSON.stringify(after)}`);
        await hasNoDifference(world, definitions);
      });
    }

    for (const name of Object.keys(subject.artifacts ?? {})) {
      it(`the files of ${name} by leaving them out sends nothing, and the platform keeps them`, async () => {
        const world = await deployed();
        const before = world.object(subject)["files"];
        const definitions = changed({
          artifacts: without(subject.artifacts ?? {}, name) as NonNullable<Definition["artifacts"]>,
        });
        assert.deepEqual(await world.engine.plan(definitions), [`update ${id}`]);
        assert.deepEqual(await world.calls(() => world.engine.up(definitions)), []);
        assert.deepEqual(world.object(subject)["files"], before);
        await hasNoDifference(world, definitions);
      });
    }

    for (const name of Object.keys(type.artifacts)) {
      it(`the files of ${name} is one update, which uploads them`, async () => {
        const world = await deployed();
        const definitions = changed({ artifacts: { ...subject.artifacts, [name]: otherArtifacts[name] ?? [] } });
        assert.deepEqual(await world.engine.plan(definitions), [`update ${id}`]);
        const calls = await world.calls(() => world.engine.up(definitions));
        assert.deepEqual(calls, updateCalls(type, subject, [name]));
        const wanted = [otherArtifacts[name] ?? []].flat().map((path) => {
          const text = FILES[path] ?? "";
          const sha256 = createHash("sha256").update(text).digest("hex");
          return [path.slice(path.lastIndexOf("/") + 1), { sha256, size: text.length }];
        });
        assert.deepEqual(world.object(subject)["files"], Object.fromEntries(wanted));
        await hasNoDifference(world, definitions);
      });
    }

    it("nothing while the server adds keys is no difference", async () => {
      const world = await deployed();
      const objects = Object.entries(type.fields)
        .filter(([key, field]) => field.type === "object" && !inStep(key))
        .map(([key]) => [key, { ...(world.object(subject)[key] as object), AddedByServer: "here" }] as const);
      await world.byHand(subject, { ...Object.fromEntries<unknown>(objects), AddedByServer: "there" });
      assert.equal(world.object(subject)["AddedByServer"], "there");
      await hasNoDifference(world);
    });
  });
});

describeEach("Writing the same differently", () => {
  eachType(({ type, subject, others, all, with: changed, id }) => {
    const written = (
      what: string,
      isMeant: (field: Field) => boolean | undefined,
      change: (value: unknown) => unknown,
    ) => {
      for (const { path } of knownFields(type).filter(({ field }) => isMeant(field))) {
        it(`${fieldName(path)} ${what} is no difference`, async () => {
          const world = await World.deployed(all);
          const properties = changedAt(subject.properties, path, change);
          assert.notDeepEqual(properties, subject.properties);
          assert.deepEqual(await world.engine.plan(changed({ properties })), []);
        });
      }
    };
    const mayBeNumber = (field: Field) => [field.type].flat().includes("number");

    written(
      "in another order",
      ({ unordered }) => unordered,
      (list) => [...(list as unknown[])].reverse(),
    );
    written(
      "in another case",
      ({ caseInsensitive }) => caseInsensitive,
      (text) => otherCase(String(text)),
    );
    written("as a string", mayBeNumber, String);

    for (const [key, field] of Object.entries(type.fields)) {
      const spellings = (field.enum ?? []).flatMap((one, i, all) =>
        all.slice(i + 1).flatMap((other) => (same(one, other, field) ? [[one, other] as const] : [])),
      );
      for (const [one, other] of spellings) {
        it(`${key} as "${other}" instead of "${one}" is no difference, also beside another change`, async () => {
          const world = await World.fresh();
          const spelled = (value: string, more: Values = {}) =>
            changed({ properties: { ...subject.properties, ...more, [key]: value } });
          await world.engine.up(spelled(one));
          assert.deepEqual(await world.engine.plan(spelled(other)), []);
          await world.byHand(subject, { [key]: other });
          await world.engine.refresh();
          assert.deepEqual(await world.engine.plan(spelled(one)), []);
          const [also = ""] = fieldsToTry(type, "change").map(([name]) => name);
          const both = spelled(one, { [also]: others[also]?.[0] });
          assert.deepEqual(await world.engine.up(both), [`update ${id}`]);
          assert.deepEqual(await world.engine.plan(both), []);
        });
      }
    }
  });
});

const otherCase = (text: string): string =>
  Array.from(text, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join(
    "",
  );
