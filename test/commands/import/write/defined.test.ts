import assert from "node:assert/strict";
import { definedBy } from "../../../../commands/import/write/defined";
import { nameOf } from "../../../../commands/import/write/object";
import type { Definition } from "../../../../providers/definitions/model";
import { Lifecycle } from "../../../../providers/lifecycle";
import { Stage, typeOf } from "../../../lifecycle/stage";
import { live } from "./objects";

const tag = (logicalId: string, TagKey: string, renamedFrom: string[] = []): Definition => ({
  ...{ logicalId, type: "Tag", properties: { TagKey, TagValue: "x" }, artifacts: {}, renamedFrom, dependsOn: [] },
  file: "a.json",
});

describe("What the project already has", () => {
  it("is what its definitions name, in any case, and what the stack manages", async () => {
    const stage = new Stage(typeOf("Tag"));
    const candidates = ["found", "Case", "managed", "orphan", "new"].map((TagKey) => {
      stage.amorphic.make({ TagKey, TagValue: "x" }, "jane");
      return live("Tag", { TagKey, TagValue: "x" });
    });
    const { standingOf, targets } = await definedBy(
      {
        definitions: [tag("r1", "found"), tag("r2", "case"), tag("r3", "managed", ["rOld"]), tag("r4", "absent")],
        lifecycles: new Map([["Tag", new Lifecycle(stage.type, stage.platform)]]),
        managed: [
          { type: "Tag", name: "rOld", id: "managed#x", outputs: {} },
          { type: "Tag", name: "rGone", id: "orphan#x", outputs: {} },
        ],
        variables: { environment: {}, plainEnv: [] },
      },
      candidates,
    );
    assert.deepEqual(
      candidates.map((each) => [nameOf(each), standingOf(each)]),
      [
        ["found.x", "defined"],
        ["Case.x", "defined"],
        ["managed.x", "managed"],
        ["orphan.x", "managed"],
        ["new.x", undefined],
      ],
    );
    assert.deepEqual(
      targets.map(({ logicalId, id }) => [logicalId, id]),
      [
        ["r1", "found#x"],
        ["r3", "managed#x"],
      ],
    );
  });
});
