import assert from "node:assert/strict";
import { PartialError } from "../../providers/lifecycle/result";
import { DATASET, DOMAIN, NOT_OURS, TAG, TAG_KEY, taken } from "./definitions";
import { Stage, typeOf } from "./stage";

describe("A name that is taken", () => {
  it("is refused without an earlier intent, even if our own user created the object; no intent is left", async () => {
    for (const [user, ofUs] of [
      ["them", { userId: "us" }],
      ["us", { userId: "us" }],
      ["us", {}],
    ] as const) {
      const stage = new Stage(typeOf("Tag"));
      stage.policy = { protect: [], allow: [], import: [], ...ofUs };
      stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, user);
      for (let run = 1; run <= 2; run++) {
        await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
        assert.equal(stage.journal.entries.size, 0);
      }
      assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    }
  });

  it("leads to the platform's own error if its object is not visible", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "name-taken" : undefined);
    await assert.rejects(stage.create(TAG), { message: "POST /tags: name-taken" });
    assert.equal(stage.journal.entries.size, 0);
  });

  it("is refused if it belongs to another block of the stack, whose entry stays unchanged", async () => {
    for (const id of [undefined, "team#a"]) {
      const stage = new Stage(typeOf("Tag"));
      const entry = { type: "Tag", key: ["team", "a"], owner: "rOther", time: stage.amorphic.now - 1_000 };
      await stage.journal.write(id === undefined ? entry : { ...entry, id });
      stage.amorphic.make(TAG, "us");
      const before = stage.journal.only;
      await assert.rejects(stage.create(TAG), {
        message: taken(
          'Tag "team.a" (rTag)',
          TAG_KEY,
          'created by this stack for rOther. If rOther was renamed, add "RenamedFrom": ["rOther"] to the block; otherwise choose another name.',
        ),
      });
      assert.deepEqual(stage.journal.only, before);
      // The way out works.
      assert.equal((await stage.create({ ...TAG, renamedFrom: ["rOther"] })).id, "team#a");
      const { mark, ...written } = stage.journal.only!;
      assert.deepEqual(written, { ...entry, owner: "rTag", id: "team#a" });
      assert.ok(mark);
    }
  });

  it("is imported by a block listed for that, which sends the properties of its definition only", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.policy = { ...stage.policy, import: ["rTag"] };
    stage.amorphic.make({ ...TAG, TagDescription: "theirs", Kept: 1 }, "them");
    const { outs } = await stage.create(TAG);
    assert.deepEqual(outs, { ...TAG, adoptionMark: stage.journal.only?.mark });
    assert.deepEqual(stage.amorphic.calls, ["LIST /tags", "GET /tags/{id}", "PUT /tags/{id}"]);
    const { logicalId, ...sent } = TAG;
    assert.deepEqual(stage.amorphic.bodies, [["PUT /tags/{id}", sent]]);
    assert.equal(stage.amorphic.objects.get("team#a")?.["Kept"], 1);
    assert.equal(stage.journal.only?.owner, logicalId);
  });

  it("is not imported if an immutable value differs; nothing is written or sent", async () => {
    const stage = new Stage(typeOf("Domain"));
    stage.policy = { ...stage.policy, import: ["rDomain"] };
    stage.amorphic.make({ ...DOMAIN, TenantName: "theirs" }, "them");
    await assert.rejects(stage.create({ ...DOMAIN, TenantName: "ours" }), (error: Error) => {
      assert.ok(!(error instanceof PartialError));
      assert.equal(
        error.message,
        'Domain "sales" (rDomain) exists with another TenantName, which cannot be changed in place. Put the live value ' +
          "into the definition, or delete the object in Amorphic's console if its data is no longer needed.",
      );
      return true;
    });
    assert.deepEqual([stage.amorphic.bodies, stage.journal.entries.size], [[], 0]);
  });

  it("is not imported if partitions differ and the dataset already has some or is registered", async () => {
    const live = { ...DATASET, DatasetSchema: [], PartitionKeys: [], RegistrationStatus: "pending" };
    const partitions = [{ name: "month", type: "int", rank: 1 }];
    for (const more of [{ PartitionKeys: partitions }, { RegistrationStatus: "completed" }]) {
      const stage = new Stage(typeOf("Dataset"));
      stage.policy = { ...stage.policy, import: ["rOrders"] };
      stage.amorphic.make({ ...live, ...more }, "them");
      await assert.rejects(
        stage.create(DATASET),
        /exists with another PartitionKeys, which cannot be changed in place\./,
      );
      assert.deepEqual([stage.amorphic.bodies, stage.journal.entries.size], [[], 0]);
    }
    for (const none of [[], "", null]) {
      const half = new Stage(typeOf("Dataset"));
      half.policy = { ...half.policy, import: ["rOrders"] };
      half.amorphic.make({ ...live, PartitionKeys: none }, "them");
      assert.equal((await half.create(DATASET)).id, "id-1");
    }
  });

  it("is reported as possibly ours if amorphic:userId is not set", async () => {
    const stage = new Stage(typeOf("Tag"));
    const { userId: _, ...nobody } = stage.policy;
    stage.policy = nobody;
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "lost answer" : undefined);
    const message =
      `Tag "team.a" (rTag) cannot be created: Amorphic already has one with ${TAG_KEY}. A run of this stack was about to create it, ` +
      "and without amorphic:userId it is unknown whether it did. Set amorphic:userId to the service user's id and run again; or, if " +
      'it is yours, take it over by `import --match`, which first shows the differences, or by adding "rTag" to amorphic:import in the stack\'s file.';
    for (let run = 1; run <= 2; run++) await assert.rejects(stage.create(TAG), { message });
    stage.policy = { ...nobody, userId: "us" };
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("is imported even if the platform does not show an immutable property", async () => {
    const stage = new Stage(typeOf("Domain"));
    stage.policy = { ...stage.policy, import: ["rDomain"] };
    stage.amorphic.make(DOMAIN, "them");
    assert.equal((await stage.create({ ...DOMAIN, TenantName: "ours" })).id, "sales");
  });

  it("counts as free if only a list still shows the object, listed for import or not", async () => {
    for (const listed of [[], ["rTag"]]) {
      const stage = new Stage(typeOf("Tag"));
      stage.policy = { ...stage.policy, import: listed };
      stage.amorphic.ghosts.push({ ...TAG, CreatedBy: "us", CreationTime: "2026-01-01T00:00:00Z" });
      await stage.journal.write({ type: "Tag", key: ["team", "a"], owner: "rTag", time: 0 });
      const { id } = await stage.create(TAG);
      assert.deepEqual([id, stage.amorphic.objects.size], ["team#a", 1]);
      assert.ok(stage.amorphic.calls.includes("POST /tags"));
    }
  });
});

describe("A journal entry with an id", () => {
  const entry = {
    type: "Tag",
    key: ["team", "a"],
    owner: "rTag",
    time: Date.parse("2026-01-01T00:00:00Z"),
    id: "team#a",
  };

  it("does not prevent a deleted object from being created again", async () => {
    for (const owner of ["rTag", "rOther"]) {
      const stage = new Stage(typeOf("Tag"));
      await stage.journal.write({ ...entry, owner });
      stage.amorphic.now += 3_600_000;
      assert.equal((await stage.create(TAG)).id, "team#a");
      const { mark, ...written } = stage.journal.only!;
      assert.deepEqual(written, { ...entry, time: stage.amorphic.now });
      assert.ok(mark, "the engine may still hold the one that is gone under the same id");
    }
  });

  it("does not make an object ours that somebody else created later under the same id", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.journal.write(entry);
    stage.amorphic.now += 3_600_000;
    stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, "them");
    await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
    assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    assert.deepEqual(stage.journal.only, entry);
    stage.policy = { ...stage.policy, import: ["rTag"] };
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("makes an imported object ours that somebody else had created earlier", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.make(TAG, "them");
    stage.amorphic.now += 3_600_000;
    await stage.journal.write({ ...entry, time: stage.amorphic.now });
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("does not make an object with another id ours, even if our own user created it", async () => {
    const stage = new Stage(typeOf("Dataset"));
    await stage.journal.write({ type: "Dataset", key: ["sales", "orders"], owner: "rOrders", time: 0, id: "id-0" });
    stage.amorphic.now += 3_600_000;
    stage.amorphic.make({ DatasetName: "orders", Domain: "sales" }, "us");
    await assert.rejects(stage.create(DATASET), /this stack did not create it/);
    assert.deepEqual([...stage.amorphic.objects.keys()], ["id-1"]);
    stage.policy = { ...stage.policy, import: ["rOrders"] };
    assert.equal((await stage.create(DATASET)).id, "id-1");
    assert.equal(stage.journal.only?.time, stage.amorphic.now, "nothing of that entry is true of this object");
  });
});
