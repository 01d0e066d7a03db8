import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Properties } from "../../providers/lifecycle/inputs";
import { DATASET, DOMAIN, TAG } from "./definitions";
import { Stage, typeOf } from "./stage";

describe("A create that is killed at any moment", () => {
  let directory = "";
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "create-"));
    for (const name of ["job.py", "a.whl", "b.whl"]) writeFileSync(join(directory, name), name);
  });
  after(() => rmSync(directory, { recursive: true }));

  const definitions: Readonly<Record<string, () => Properties>> = {
    Tag: () => TAG,
    Domain: () => DOMAIN,
    Dataset: () => DATASET,
    Job: () =>
      ({
        logicalId: "rJob",
        JobName: "daily",
        ETLJobType: "spark",
        SharedLibraries: ["id-7"],
        Artifacts: { Script: join(directory, "job.py") },
      }) as unknown as Properties,
    SharedLibraries: () =>
      ({
        logicalId: "rLibrary",
        LibraryName: "common",
        Artifacts: { Library: [join(directory, "a.whl"), join(directory, "b.whl")] },
      }) as unknown as Properties,
  };

  /** The moments of an undisturbed create. */
  async function momentsOf(type: string, definition: Properties): Promise<string[]> {
    const stage = new Stage(typeOf(type));
    const moments: string[] = [];
    stage.amorphic.moment = stage.journal.moment = (name, when) => void moments.push(`${when} ${name}`);
    await stage.create(definition);
    return moments;
  }

  for (const [type, definition] of Object.entries(definitions)) {
    it(`is finished by the next run: one ${type}, the recorded id, every step done`, async () => {
      const whole = new Stage(typeOf(type));
      const expected = await whole.create(definition());
      const moments = await momentsOf(type, definition());
      assert.ok(moments.length >= 8);
      for (const last of moments.keys()) {
        const stage = new Stage(typeOf(type));
        let count = 0;
        await stage.killedAt(
          () => count++ === last,
          () => stage.create(definition()),
        );
        const { id, outs } = await stage.create(definition());
        const { adoptionMark, ...others } = outs;
        assert.deepEqual([id, others], [expected.id, expected.outs], `killed ${moments[last] ?? ""}`);
        assert.equal(adoptionMark, stage.journal.only?.mark);
        assert.deepEqual([...stage.amorphic.objects.keys()], [expected.id]);
        assert.equal(stage.journal.only?.id, expected.id);
        const steps = (calls: readonly string[]) => new Set(calls.filter((name) => /^(PUT|POST)/.test(name)));
        for (const call of steps(whole.amorphic.calls)) assert.ok(stage.amorphic.calls.includes(call), call);
      }
    });
  }

  it("is finished after a rename of its block, but by no other block", async () => {
    const moments = await momentsOf("Tag", TAG);
    for (const last of moments.keys()) {
      const stage = new Stage(typeOf("Tag"));
      let count = 0;
      await stage.killedAt(
        () => count++ === last,
        () => stage.create(TAG),
      );
      const renamed = { ...TAG, logicalId: "rNew" };
      if (stage.amorphic.objects.size > 0)
        await assert.rejects(stage.create(renamed), /created by this stack for rTag/);
      assert.equal((await stage.create({ ...renamed, renamedFrom: ["rTag"] })).id, "team#a");
      assert.deepEqual([stage.amorphic.objects.size, stage.journal.only?.owner], [1, "rNew"]);
    }
  });

  it("is finished even if the journal held the entry of a deleted object or an intent of another block", async () => {
    const entry = { type: "Dataset", key: ["sales", "orders"], owner: "rOrders", time: 0 };
    for (const earlier of [
      { ...entry, id: "id-0" },
      { ...entry, owner: "rOther" },
    ]) {
      for (let last = 0, isOver = false; !isOver; last++) {
        const stage = new Stage(typeOf("Dataset"));
        await stage.journal.write(earlier);
        let count = 0;
        await stage.killedAt(
          () => count++ === last,
          () => stage.create(DATASET),
        );
        isOver = count <= last;
        assert.equal((await stage.create(DATASET)).id, "id-1", `killed at moment ${String(last)}`);
        assert.deepEqual([stage.amorphic.objects.size, stage.journal.only?.owner], [1, "rOrders"]);
      }
    }
  });

  it("does not let the next run adopt an object that somebody else created afterwards", async () => {
    for (const [last, moment] of (await momentsOf("Tag", TAG)).entries()) {
      const stage = new Stage(typeOf("Tag"));
      let count = 0;
      await stage.killedAt(
        () => count++ === last,
        () => stage.create(TAG),
      );
      stage.amorphic.objects.clear();
      stage.amorphic.now += 60_000;
      stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, "them");
      await assert.rejects(stage.create(TAG), /this stack did not create it/, moment);
      assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    }
  });
});
