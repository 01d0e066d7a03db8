import assert from "node:assert/strict";
import type { JsonObject } from "../../providers/client/api";
import type { JournalEntry } from "../../providers/lifecycle/journal/journal";
import { isFor, isOurs, isRecreated, taken } from "../../providers/lifecycle/ownership/ownership";
import type { Policy } from "../../providers/lifecycle/platform";
import { typeOf } from "./stage";

const Dataset = typeOf("Dataset");
const Tag = typeOf("Tag");
const NOON = Date.parse("2026-01-01T12:00:00Z");
const inputs = { logicalId: "rOrders", Domain: "sales", DatasetName: "orders" };
const intent: JournalEntry = { type: "Dataset", key: ["sales", "orders"], owner: "rOrders", time: NOON };
const policy: Policy = { protect: [], allow: [], import: [], userId: "us" };
const object = (more: JsonObject = {}): JsonObject => ({
  DatasetId: "id-1",
  CreatedBy: "us",
  CreationTime: "2026-01-01T12:00:00Z",
  ...more,
});
const ours = (live: JsonObject, entry: JournalEntry | undefined = intent, more: Partial<Policy> = {}) =>
  isOurs(Dataset, inputs, live, entry, { ...policy, ...more });

describe("An object is ours", () => {
  const { TZ } = process.env;
  before(() => {
    process.env["TZ"] = "Asia/Tokyo";
  });
  after(() => {
    if (TZ === undefined) delete process.env["TZ"];
    else process.env["TZ"] = TZ;
  });

  it("by its recorded id, whoever created it and whenever", () => {
    const entry = { ...intent, id: "id-1" };
    assert.ok(ours(object(), entry));
    assert.ok(ours({ DatasetId: "id-1" }, entry));
    assert.ok(ours(object({ CreatedBy: "them", CreationTime: "2020-01-01T00:00:00Z" }), entry));
    assert.ok(!ours(object({ DatasetId: "id-2" }), entry));
    assert.ok(!ours({}, entry));
  });

  it("by an intent, if our own user created it after that", () => {
    assert.ok(ours(object()));
    assert.ok(ours(object({ CreationTime: "2026-01-02T00:00:00Z" })));
    for (const more of [
      { CreatedBy: "them" },
      { CreatedBy: undefined },
      { CreationTime: undefined },
      { CreationTime: "yesterday" },
      { CreationTime: 1_767_225_600_000 },
      { CreationTime: "20260101115957" },
      { CreationTime: "2026-01-01T11:59:57Z" },
    ]) {
      assert.ok(!ours(object(more)), JSON.stringify(more));
    }
  });

  it("by an intent up to two seconds later, since both clocks only show seconds", () => {
    // Sent at 12:00:00.999 by our clock, which is up to a second slow; the server cuts its own to the second.
    assert.ok(ours(object({ CreationTime: "2026-01-01T12:00:00Z" }), { ...intent, time: NOON + 2_000 }));
    assert.ok(!ours(object({ CreationTime: "2026-01-01T12:00:00Z" }), { ...intent, time: NOON + 2_001 }));
  });

  it("by an intent, whatever the format of its creation time; without a zone it is UTC", () => {
    for (const CreationTime of [
      "2026-01-01T12:00:00",
      "2026-01-01 12:00:00",
      "2026-01-01 12:00:00.123456",
      "2026-01-01T12:00:00.000Z",
      "2026-01-01T13:00:00+01:00",
      "2026-01-01T07:00:00-0500",
      NOON,
      NOON / 1000,
      String(NOON / 1000),
    ]) {
      assert.ok(ours(object({ CreationTime })), String(CreationTime));
      assert.ok(!ours(object({ CreationTime }), { ...intent, time: NOON + 10_000 }), String(CreationTime));
    }
  });

  it("never by an intent if our own user is unknown", () => {
    const { userId, ...nameless } = policy;
    assert.ok(!isOurs(Dataset, inputs, object({ CreatedBy: undefined }), intent, nameless));
    assert.ok(!isOurs(Dataset, inputs, object(), intent, nameless));
    assert.equal(userId, "us");
  });

  it("neither by an entry of another block nor without an entry", () => {
    assert.ok(!ours(object(), { ...intent, owner: "rOther" }));
    assert.ok(!ours(object(), { ...intent, owner: "rOther", id: "id-1" }));
    assert.ok(!isOurs(Dataset, inputs, object(), undefined, policy));
  });

  it("if its own block is listed for import, but not if another one is", () => {
    assert.ok(ours(object({ CreatedBy: "them" }), undefined, { import: ["rOrders"] }));
    assert.ok(!ours(object({ CreatedBy: "them" }), undefined, { import: ["rOther", ""] }));
    assert.ok(!isOurs(Dataset, { Domain: "sales" }, object(), undefined, { ...policy, import: ["undefined", ""] }));
  });
});

describe("A journal entry belongs to a block", () => {
  it("under its present and its former names", () => {
    assert.ok(isFor(intent, inputs));
    assert.ok(isFor({ ...intent, owner: "rOld" }, { ...inputs, renamedFrom: ["rOlder", "rOld"] }));
    assert.ok(!isFor({ ...intent, owner: "rOld" }, inputs));
    assert.ok(!isFor({ ...intent, owner: "" }, { logicalId: "rOrders" }));
  });
});

describe("An object that somebody else created again under the same id", () => {
  const entry = { ...intent, type: "Tag", id: "team#a" };
  const remade = (live: JsonObject, more: Partial<Policy> = {}) =>
    isRecreated(Tag, live, entry, { ...policy, ...more });
  const theirs = { CreatedBy: "them", CreationTime: "2026-01-01T12:00:03Z" };

  it("is recognised by creator and time together", () => {
    assert.ok(remade(theirs));
    assert.ok(!remade({ ...theirs, CreatedBy: "us" }));
    assert.ok(!remade({ ...theirs, CreationTime: "2026-01-01T12:00:02Z" }));
    assert.ok(!remade({ CreatedBy: "them" }));
    assert.ok(!remade({ CreationTime: theirs.CreationTime }));
    assert.ok(!isRecreated(Tag, theirs, entry, { protect: [], allow: [], import: [] }));
  });

  it("cannot exist if Amorphic generates the id", () => {
    assert.ok(!isRecreated(Dataset, theirs, { ...intent, id: "id-1" }, policy));
  });
});

describe("The refusal of a name that is taken", () => {
  it("asks for amorphic:userId only if that would show whose the object is", () => {
    const { userId, ...nameless } = policy;
    const unsure =
      /without amorphic:userId it is unknown whether it did\. Set amorphic:userId to the service user's id/;
    for (const [entry, of, isUnsure] of [
      [intent, nameless, true],
      [intent, policy, false],
      [{ ...intent, id: "id-1" }, nameless, false],
      [undefined, nameless, false],
    ] as const) {
      const { message } = taken(Dataset, inputs, of, entry);
      assert.match(
        message,
        isUnsure ? unsure : /, and this stack did not create it\. Choose another name, or take it over/,
      );
    }
    assert.equal(userId, "us");
  });

  it("escapes control characters in names", () => {
    const { message } = taken(Tag, { logicalId: "r", TagKey: "\u001b[2J", TagValue: 'a"b' }, policy);
    assert.ok(
      message.startsWith(
        'Tag "\\u001b[2J.a\\"b" (r) cannot be created: Amorphic already has one with TagKey "\\u001b[2J"',
      ),
    );
  });
});
