import assert from "node:assert/strict";
import { matchAll, type Item } from "../../../commands/import/match";
import type { Managed } from "../../../commands/state/managed";
import type { Definition } from "../../../providers/definitions/model";
import { handlerText } from "../../../providers/engine/names";
import { Lifecycle } from "../../../providers/lifecycle";
import { Stage, typeOf } from "../../lifecycle/stage";

const Tag = typeOf("Tag");
const Dataset = typeOf("Dataset");

const definition = (logicalId: string, type: string, properties: Definition["properties"], more = {}): Definition => ({
  ...{ logicalId, type, properties, artifacts: {}, renamedFrom: [], file: "a.json", dependsOn: [] },
  ...more,
});

const tag = (logicalId: string, key: string, value: string, more = {}) =>
  definition(logicalId, "Tag", { TagKey: key, TagValue: value }, more);

async function matched(stage: Stage, definitions: Definition[], managed: Managed[] = []): Promise<Item[]> {
  const lifecycles = new Map([[stage.type.name, new Lifecycle(stage.type, stage.platform)]]);
  return matchAll({ definitions, lifecycles, managed, variables: { environment: {}, plainEnv: [] } });
}

const findings = (items: Item[]) => items.map(({ logicalId, finding }) => [logicalId, finding]);

describe("Matching definitions with what is live", () => {
  it("reads one list for all definitions of a type, and finds names that contain #", async () => {
    const stage = new Stage(Tag);
    stage.amorphic.make({ TagKey: "a", TagValue: "x#y", TagDescription: "by hand", Other: 1 }, "jane");
    const items = await matched(stage, [tag("r1", "a", "x#y"), tag("r2", "b", "z"), tag("r3", "a", "x")]);
    const held = { TagKey: "a", TagValue: "x#y", logicalId: "r1", __provider: handlerText(Tag) };
    assert.deepEqual(findings(items), [
      ["r1", { kind: "found", id: "a#x#y", inputs: held, outputs: held }],
      ["r2", { kind: "absent" }],
      ["r3", { kind: "absent" }],
    ]);
    assert.deepEqual(stage.amorphic.calls, ["LIST /tags"]);
  });

  it("recognizes what is already managed by its current or former logical id, and does not look it up", async () => {
    const stage = new Stage(Tag);
    const managed = [
      { type: "Tag", name: "r1", id: "a#b", outputs: {} },
      { type: "Tag", name: "rOld", id: "c#d", outputs: {} },
    ];
    const items = await matched(stage, [tag("r1", "a", "b"), tag("r2", "c", "d", { renamedFrom: ["rOld"] })], managed);
    assert.deepEqual(findings(items), [
      ["r1", { kind: "managed" }],
      ["r2", { kind: "managed" }],
    ]);
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("does not import what the stack manages under another name", async () => {
    const stage = new Stage(Tag);
    stage.amorphic.make({ TagKey: "a", TagValue: "b" }, "us");
    const items = await matched(
      stage,
      [tag("rNew", "a", "b")],
      [{ type: "Tag", name: "rOld", id: "a#b", outputs: {} }],
    );
    const reason =
      'The stack already manages the object as "rOld". If that block was renamed, add "RenamedFrom": ["rOld"] to this ' +
      "one; otherwise remove one of the two.";
    assert.deepEqual(findings(items), [["rNew", { kind: "unclear", reason }]]);
  });

  it("does not import an object that exists twice, or whose name differs in case", async () => {
    const stage = new Stage(Dataset);
    const orders = { Domain: "sales", DatasetName: "orders" };
    for (let i = 0; i < 2; i++) stage.amorphic.make(orders, "jane");
    stage.amorphic.make({ Domain: "Sales", DatasetName: "Refunds" }, "jane");
    const rest = { DatasourceType: "api", FileType: "csv", TargetLocation: "s3", TableUpdate: "append" };
    const items = await matched(stage, [
      definition("r1", "Dataset", { ...orders, ...rest }),
      definition("r2", "Dataset", { Domain: "sales", DatasetName: "refunds", ...rest }),
    ]);
    assert.deepEqual(findings(items), [
      [
        "r1",
        {
          kind: "unclear",
          reason:
            '2 objects have Domain "sales", DatasetName "orders". Rename or remove all but one in Amorphic\'s console.',
        },
      ],
      [
        "r2",
        {
          kind: "unclear",
          reason:
            'There is no object with Domain "sales", DatasetName "refunds", but one whose name differs only by case ' +
            '(id "id-3"). Use that spelling, or choose another name.',
        },
      ],
    ]);
  });

  it("ignores deleted objects that a list still shows", async () => {
    const stage = new Stage(Dataset);
    stage.amorphic.ghosts.push({ DatasetId: "id-0", Domain: "sales", DatasetName: "orders" });
    const rest = { DatasourceType: "api", FileType: "csv", TargetLocation: "s3", TableUpdate: "append" };
    const items = await matched(stage, [
      definition("r1", "Dataset", { Domain: "sales", DatasetName: "orders", ...rest }),
    ]);
    assert.deepEqual(findings(items), [["r1", { kind: "absent" }]]);
  });

  it("follows references to live objects, and knows that nothing exists below an absent one", async () => {
    const stage = new Stage(typeOf("Role"));
    const id = stage.amorphic.make({ RoleName: "analysts", RoleDescription: "" }, "jane");
    const mappings = new Stage(typeOf("SAMLRoleMapping"));
    mappings.amorphic.make({ SamlGroupId: "g", RoleId: id }, "jane");
    const lifecycles = new Map(
      [stage, mappings].map((each) => [each.type.name, new Lifecycle(each.type, each.platform)]),
    );
    const role = (logicalId: string, RoleName: string) =>
      definition(logicalId, "Role", { RoleName, RoleDescription: "", RolePermissions: [], UsersAttached: [] });
    const mapping = (logicalId: string, SamlGroupId: unknown, to: string) =>
      definition(
        logicalId,
        "SAMLRoleMapping",
        { SamlGroupId, RoleId: { "!DependsOn": `${to}.RoleId` } },
        { dependsOn: [to] },
      );
    const items = await matchAll({
      definitions: [
        role("rHere", "analysts"),
        role("rNot", "admins"),
        mapping("rMapping", "g", "rHere"),
        mapping("rOther", { "!DependsOn": "rNot.RoleId" }, "rNot"),
      ],
      lifecycles,
      managed: [],
      variables: { environment: {}, plainEnv: [] },
    });
    assert.deepEqual(
      items.map(({ logicalId, finding }) => [logicalId, finding.kind]),
      [
        ["rHere", "found"],
        ["rNot", "absent"],
        ["rMapping", "found"],
        ["rOther", "absent"],
      ],
    );
    assert.equal(items[2]?.wanted?.["RoleId"], id);
  });

  it("continues when Amorphic refuses a type, and stops when it does not answer", async () => {
    const stage = new Stage(Tag);
    stage.amorphic.fault = () => "refused";
    assert.deepEqual(findings(await matched(stage, [tag("r1", "a", "b")])), [
      ["r1", { kind: "unclear", reason: "LIST /tags: refused" }],
    ]);
    stage.amorphic.fault = () => "uncertain";
    await assert.rejects(matched(stage, [tag("r1", "a", "b")]), /LIST \/tags: uncertain/);
  });

  it("reports as unclear what the checks of a deployment would refuse", async () => {
    const stage = new Stage(Tag);
    const [item] = await matched(stage, [definition("r1", "Tag", { TagKey: "a", TagValue: 5 })]);
    assert.equal(item?.finding.kind, "unclear");
    assert.equal(item.wanted, undefined);
    assert.deepEqual(stage.amorphic.calls, []);
  });
});
