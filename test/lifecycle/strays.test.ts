import assert from "node:assert/strict";
import { entryPath } from "../../providers/lifecycle/journal/entry";
import { strays } from "../../providers/lifecycle/ownership/strays";
import { catalog } from "../../providers/catalog";
import { pages } from "./fake-amorphic";
import { Stage, typeOf } from "./stage";

const TAG = { logicalId: "rTag", TagKey: "team", TagValue: "a" };
const JOB = { logicalId: "rJob", JobName: "daily", ETLJobType: "pythonshell" };

describe("A stray object that a killed run left behind", () => {
  const found = (stage: Stage, known: Parameters<typeof strays>[2] = []) => strays(stage.platform, catalog, known);
  const entryOf = (stage: Stage, name: string, key: string[], more: object = {}) =>
    stage.journal.write({ type: name, key, owner: `r${name}`, time: stage.amorphic.now, ...more });

  it("is found by its recorded id if the state does not know it", async () => {
    const stage = new Stage(typeOf("Job"));
    const { id, outs } = await stage.create(JOB);
    stage.amorphic.list = () => pages([]);
    const path = entryPath("Job", ["daily"]);
    assert.deepEqual(await found(stage), [{ type: "Job", owner: "rJob", subject: 'Job "daily" (rJob)', path }]);
    assert.deepEqual(await found(stage, [{ type: "Job", id, outputs: outs }]), []);
    // After a change of its name the state knows it under another one.
    assert.deepEqual(await found(stage, [{ type: "Job", id, outputs: { ...outs, JobName: "other" } }]), []);
  });

  it("is not searched for, in platform or journal entries, if the state knows all that the journal knows", async () => {
    const stage = new Stage(typeOf("Tag"));
    const { id, outs } = await stage.create(TAG);
    const asked: string[] = [];
    stage.amorphic.moment = stage.journal.moment = (name, when) => {
      if (when === "before") asked.push(name);
    };
    assert.deepEqual(await found(stage, [{ type: "Tag", id, outputs: outs }]), []);
    assert.deepEqual(asked, ["journal list"]);
  });

  it("loses its entry, with or without an id, once it is deleted; a failure to remove it is reported", async () => {
    const stage = new Stage(typeOf("Job"));
    const { userId, ...nameless } = stage.policy;
    stage.policy = nameless;
    const { id } = await stage.create(JOB);
    stage.amorphic.objects.delete(id);
    stage.journal.broken.add("remove");
    await assert.rejects(found(stage), { message: "the journal is down: remove" });
    stage.journal.broken.clear();
    await entryOf(stage, "Job", ["hourly"]);
    assert.deepEqual([await found(stage), stage.journal.entries.size, userId], [[], 0, "us"]);
  });

  it("is found by name if only the intent was recorded and we created it after that", async () => {
    const stage = new Stage(typeOf("Job"));
    await entryOf(stage, "Job", ["daily"]);
    const id = stage.amorphic.make({ JobName: "daily" }, "us");
    assert.equal((await found(stage)).length, 1);
    assert.deepEqual(await found(stage, [{ type: "Job", id, outputs: { ...JOB, JobName: "other" } }]), []);
  });

  it("is not one that somebody else created under that name, unless our own user is unknown", async () => {
    const stage = new Stage(typeOf("Job"));
    await entryOf(stage, "Job", ["daily"]);
    stage.amorphic.make({ JobName: "daily" }, "somebody");
    stage.policy = { protect: [], allow: [], import: [] };
    assert.equal((await found(stage)).length, 1);
    stage.policy = { ...stage.policy, userId: "us" };
    assert.deepEqual([await found(stage), stage.journal.entries.size], [[], 0]);
  });

  it("is not one that somebody else created after ours was gone, where the name is the id", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.create(TAG);
    stage.amorphic.objects.clear();
    stage.amorphic.now += 60_000;
    stage.amorphic.make({ TagKey: "team", TagValue: "a" }, "somebody");
    assert.deepEqual([await found(stage), stage.journal.entries.size], [[], 0]);
  });

  it("is ignored, but keeps its entry, if its type is no longer known", async () => {
    const stage = new Stage(typeOf("Job"));
    await entryOf(stage, "Notebook", ["x"], { id: "1" });
    assert.deepEqual([await found(stage), stage.journal.entries.size], [[], 1]);
  });
});
