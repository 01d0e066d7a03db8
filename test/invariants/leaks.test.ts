import assert from "node:assert/strict";
import { pathPattern } from "../support/expected-calls";
import { leaks, namesIn, opened, PLANTED, TYPED } from "../support/secrets";
import { describeEach } from "./kinds";
import { eachType, fieldsThat } from "./each-type";
import { planted } from "./planted";
import { theStage } from "./stage";
import { World } from "./world";

describeEach("No secret leaks", () => {
  eachType((subject) => {
    const { type, needs, id, others } = subject;
    const secretive = planted(subject, "everywhere");
    const all = [...needs, secretive];
    const names = namesIn(secretive.properties).filter((name) => name in PLANTED);
    const [key = ""] = fieldsThat(type, "change").map(([name]) => name);
    const changed = [...needs, { ...secretive, properties: { ...secretive.properties, [key]: others[key]?.[0] } }];

    const nothingIsOut = async ({ engine, project }: World) => {
      const { said } = await theStage();
      const journal = [...project.journal().values()];
      assert.ok(journal.length > 0 && said().length > 0);
      assert.deepEqual(
        leaks([...said(), ...[...journal, JSON.stringify([...engine.state])].map((text) => Buffer.from(text))]),
        [],
      );
    };

    it("from a deployment and a refresh", async () => {
      const world = await World.deployed(all);
      assert.equal(leaks([Buffer.from(JSON.stringify(world.object(secretive)))]).length > 0, names.length > 0);
      await world.engine.refresh();
      assert.deepEqual(await world.engine.plan(all), []);
      await nothingIsOut(world);
    });

    it("if somebody typed another one into the console", async () => {
      const world = await World.deployed(all);
      const typed = world.sent(secretive.properties, TYPED) as Record<string, unknown>;
      const secret = Object.entries(typed).filter(([name]) => namesIn(secretive.properties[name]).length > 0);
      // Lists get one more element, for which the definition has no counterpart.
      const longer = secret.map(
        ([name, value]) => [name, Array.isArray(value) ? [...(value as unknown[]), value[0]] : value] as const,
      );
      await world.byHand(secretive, Object.fromEntries<unknown>(longer));
      assert.equal(leaks([Buffer.from(JSON.stringify(world.object(secretive)))]).length > 0, names.length > 0);
      await world.engine.refresh();
      await nothingIsOut(world);
    });

    it("from an error that quotes it during a create", async () => {
      const world = await World.deployed(needs);
      const secrets = names.map((name) => opened({ "!Environ": name }, PLANTED));
      for (const secret of secrets) {
        world.simulator.faults.clear();
        world.simulator.faults.add({
          match: { path: pathPattern(type.create.path), method: type.create.method },
          fault: { kind: "status", status: 400, body: { Message: `IPV-1001 - Invalid value ${String(secret)}.` } },
        });
        await assert.rejects(world.engine.up(all), /IPV-1001 - Invalid value \[secret\]/);
      }
      assert.ok(!world.engine.state.has(id));
      const { said } = await theStage();
      assert.deepEqual(leaks(said()), []);
    });

    const { update } = type;
    if (update === undefined) return;
    it("from an error that quotes it during an update", async () => {
      const world = await World.deployed(all);
      for (const name of names) {
        const secret = PLANTED[name] ?? "";
        const forms = [
          secret,
          JSON.stringify(secret),
          encodeURIComponent(secret),
          Buffer.from(secret).toString("base64"),
        ];
        world.simulator.faults.clear();
        world.simulator.faults.add({
          match: { path: pathPattern(update.path), method: update.method },
          fault: { kind: "status", status: 400, body: { Message: `IPV-1001 - Invalid value ${forms.join(", ")}.` } },
        });
        await assert.rejects(world.engine.up(changed), /IPV-1001 - Invalid value \[secret\]/);
      }
      await nothingIsOut(world);
    });
  });

  it("unnoticed: the search finds every encoding of one", () => {
    const [secret = ""] = Object.values(PLANTED);
    const texts = [secret, JSON.stringify({ secret }), encodeURIComponent(secret)];
    const encoded = ["", "a", "ab"].map((before) => Buffer.from(`${before}${secret}`).toString("base64"));
    for (const text of [...texts, ...encoded])
      assert.equal(leaks([Buffer.from(`before ${text} after`)]).length, 1, text);
    assert.deepEqual(leaks([Buffer.from("nothing")]), []);
  });
});
