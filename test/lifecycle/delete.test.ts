import assert from "node:assert/strict";
import { remove } from "../../providers/lifecycle/delete";
import { read } from "../../providers/lifecycle/read";
import { PartialError } from "../../providers/lifecycle/result";
import { update } from "../../providers/lifecycle/update";
import type { Properties } from "../../providers/lifecycle/inputs";
import { ApiError } from "../../providers/client/api";
import { waitUntilGone } from "../../providers/lifecycle/live/wait";
import { DATASET, TAG } from "./definitions";
import { Stage, typeOf } from "./stage";

const NOTE =
  'Tag "team.a" (rTag) was not deleted: another resource of this stack now manages the object, as happens when a ' +
  "resource gets another parent without an alias. If there is no such resource, delete the object in Amorphic's console.";

describe("Deleting", () => {
  const removed = (stage: Stage, olds: Properties) => remove(stage.platform, stage.type, "team#a", olds);

  /** As the engine does with a resource that gets another parent: it creates the new one first. */
  async function moved() {
    const stage = new Stage(typeOf("Tag"));
    const before: Properties = (await stage.create(TAG)).outs;
    const after: Properties = (await stage.create(TAG)).outs;
    stage.amorphic.calls.length = 0;
    return { stage, before, after };
  }

  it("sends the delete, checks the result and removes the entry, which has no mark after an ordinary create", async () => {
    const stage = new Stage(typeOf("Tag"));
    const { outs } = await stage.create(TAG);
    assert.deepEqual(outs, TAG);
    assert.equal(stage.journal.only?.mark, undefined);
    stage.amorphic.calls.length = 0;
    assert.equal(await removed(stage, outs), undefined);
    assert.deepEqual(stage.amorphic.calls, ["DELETE /tags/{id}", "GET /tags/{id}"]);
    assert.equal(stage.journal.entries.size, 0);
  });

  it("leaves object and entry to the resource that adopted them, even if the type is protected", async () => {
    const { stage, before, after } = await moved();
    assert.deepEqual({ ...after }, { ...TAG, adoptionMark: stage.journal.only?.mark });
    assert.match(after.adoptionMark ?? "", /^[0-9a-f-]{36}$/);
    stage.policy = { ...stage.policy, protect: ["Tag"] };
    assert.equal(await removed(stage, before), NOTE);
    assert.deepEqual(stage.amorphic.calls, []);
    assert.deepEqual([stage.amorphic.objects.size, stage.journal.entries.size], [1, 1]);
    await assert.rejects(removed(stage, after), /is protected, and this run would delete it/);
    stage.policy = { ...stage.policy, protect: [] };
    assert.equal(await removed(stage, after), undefined);
    assert.deepEqual([stage.amorphic.objects.size, stage.journal.entries.size], [0, 0]);
  });

  it("leaves them to the last resource that adopted them, if a run in between was killed", async () => {
    const { stage, before, after } = await moved();
    const { outs: last } = await stage.create(TAG);
    for (const olds of [before, after]) assert.equal(await removed(stage, olds), NOTE);
    assert.equal(await removed(stage, last), undefined);
  });

  it("relies on a mark that updates, even failed ones, and refreshes keep", async () => {
    const { stage, after } = await moved();
    const { adoptionMark } = after;
    const news = { ...TAG, TagDescription: "new" };
    const up = (olds: Properties) => update(stage.platform, stage.type, "team#a", olds, news);
    stage.amorphic.fault = () => "refused";
    await assert.rejects(up(after), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      assert.equal(error.properties["adoptionMark"], adoptionMark);
      return true;
    });
    stage.amorphic.fault = () => undefined;
    const { outs } = await up(after);
    assert.deepEqual({ ...outs }, { ...news, adoptionMark });
    assert.deepEqual((await up(outs)).outs, outs);
    const { inputs, props } = await read(stage.platform, new Map(), stage.type, "team#a", outs);
    assert.deepEqual([inputs, props], [news, outs]);
  });

  it("goes by the id alone if the entry has no mark, as in earlier versions, or is about another object", async () => {
    for (const change of [{ mark: undefined }, { id: "team#b" }]) {
      const { stage, before } = await moved();
      const { mark, ...entry } = { ...stage.journal.only!, ...change };
      await stage.journal.write({ ...entry, ...(mark !== undefined && { mark }) });
      assert.equal(await removed(stage, before), undefined);
      assert.equal(stage.amorphic.objects.size, 0);
    }
  });

  it("stays possible if the mark could not be written to the journal", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.create(TAG);
    stage.journal.broken.add("write id");
    const error = await stage.create(TAG).catch((failed: unknown) => failed);
    assert.ok(error instanceof PartialError);
    assert.equal(await removed(stage, error.properties), undefined);
  });

  it("spares an object that another block created under the same id after a deletion by hand", async () => {
    const stage = new Stage(typeOf("Tag"));
    const { outs: before } = await stage.create(TAG);
    stage.amorphic.objects.clear();
    const { outs: after } = await stage.create({ ...TAG, logicalId: "rRenamed" });
    assert.equal(await removed(stage, before), NOTE);
    assert.deepEqual([stage.amorphic.objects.size, stage.journal.only?.owner], [1, "rRenamed"]);
    assert.equal(await removed(stage, after), undefined);
    assert.deepEqual([stage.amorphic.objects.size, stage.journal.entries.size], [0, 0]);
  });

  it("keeps the entry of another object, or of one that may just have been created", async () => {
    for (const change of [{ id: "id-2" }, { id: undefined }]) {
      const stage = new Stage(typeOf("Dataset"));
      const { id, outs } = await stage.create(DATASET);
      const { id: _, ...intent } = stage.journal.only!;
      const entry = { ...intent, ...(change.id !== undefined && { id: change.id }) };
      await stage.journal.write(entry);
      assert.equal(await remove(stage.platform, stage.type, id, outs), undefined);
      assert.deepEqual(stage.journal.only, entry);
    }
  });

  it("gives up soon and quotes the response if that says not found but the object still exists", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.create(TAG);
    const refusal = new ApiError("not-found", "DELETE /tags/team%23a: IPV-1002 - invalid reference.");
    const object = { api: stage.amorphic, type: stage.type, id: "team#a", inputs: TAG };
    await assert.rejects(waitUntilGone(object, refusal, 0), {
      message:
        'Tag "team.a" (rTag) should have been deleted. The response to the delete was: DELETE /tags/team%23a: IPV-1002 - invalid ' +
        "reference. It still exists after 0 s. Look at it in Amorphic's console, then run again: the wait continues from there.",
    });
  });
});
