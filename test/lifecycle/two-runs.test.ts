import assert from "node:assert/strict";
import { create } from "../../providers/lifecycle/create";
import type { Properties } from "../../providers/lifecycle/inputs";
import { Stage, typeOf } from "./stage";
import { everyOrder, Turns } from "./two-runs";

const definitions: Readonly<Record<string, Properties>> = {
  Tag: { logicalId: "rTag", TagKey: "team", TagValue: "a" },
  Dataset: {
    logicalId: "rOrders",
    DatasetName: "orders",
    Domain: "sales",
    DatasourceType: "api",
    FileType: "csv",
    TargetLocation: "s3",
    TableUpdate: "append",
  },
};

describe("A run beside the orphaned process of a killed one", () => {
  for (const [name, definition] of Object.entries(definitions)) {
    for (let killedAfter = 1; killedAfter <= 4; killedAfter++) {
      it(`creates and owns exactly one ${name} in every order of calls (killed in step ${String(killedAfter)})`, async () => {
        const orders = await everyOrder(async (next) => {
          const stage = new Stage(typeOf(name));
          const orphan = new Turns(stage, killedAfter);
          const run = new Turns(stage);
          const start = ({ platform }: Turns) => create(platform, stage.type, definition);
          const ends = Promise.allSettled([
            start(orphan),
            (async () => {
              // The next run begins when the engine of the first is gone.
              while (!orphan.stopped) await orphan.take();
              return start(run);
            })(),
          ]);
          const told: string[] = [];
          const state = { ended: false };
          void ends.then(() => (state.ended = true));
          for (;;) {
            await new Promise(setImmediate);
            if (state.ended) break;
            const both = orphan.waiting && run.waiting;
            const turn = both ? [orphan, run][next()] : run.waiting ? run : orphan.stopped ? orphan : undefined;
            if (!turn?.waiting) continue;
            told.push(`${turn === run ? "run" : "orphan"}: ${turn.waiting.name}`);
            await turn.take();
          }
          const [, result] = await ends;
          const story = told.join("\n");
          assert.ok(
            result.status === "fulfilled",
            `${story}\n${String(result.status === "rejected" && result.reason)}`,
          );
          assert.deepEqual([...stage.amorphic.objects.keys()], [result.value.id], story);
          assert.equal(stage.journal.only?.owner, definition.logicalId, story);
          assert.equal(stage.journal.only?.id, result.value.id, story);
          // With another mark, it could not be deleted.
          assert.ok([undefined, result.value.outs["adoptionMark"]].includes(stage.journal.only.mark), story);
        });
        assert.ok(orders >= 1);
      });
    }
  }
});
