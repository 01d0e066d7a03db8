import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { Lifecycle } from "../../providers/lifecycle";
import { ApiError } from "../../providers/client/api";
import { UserError } from "../../providers/errors";
import type { Properties } from "../../providers/lifecycle/inputs";
import type { Lists } from "../../providers/lifecycle/live/listing";
import { existing } from "../../providers/lifecycle/ownership/free-name";
import { Stage, typeOf } from "./stage";

const Dataset = typeOf("Dataset");
const dataset = (logicalId: string, DatasetName: string): Properties => ({
  ...{ logicalId, DatasetName, Domain: "sales", DatasourceType: "api", FileType: "csv" },
  ...{ TargetLocation: "s3", TableUpdate: "append" },
});

describe("The name of a replacement", () => {
  let stage: Stage;
  let id: string;

  beforeEach(async () => {
    stage = new Stage(Dataset);
    ({ id } = await stage.create(dataset("rInvoices", "invoices")));
  });

  const look = (news: Properties, replaces = ["DatasetName"]) =>
    new Lifecycle(Dataset, stage.platform).requireFreeName(id, news, {
      changes: true,
      replaces,
      deleteBeforeReplace: true,
    });

  it("must not belong to another block, even if the same run may delete that one later", async () => {
    await stage.create(dataset("rOrders", "orders"));
    await assert.rejects(look(dataset("rInvoices", "orders")), {
      name: "UserError",
      message:
        'Dataset "sales.orders" (rInvoices) cannot be replaced: Amorphic already has one with Domain "sales", DatasetName ' +
        '"orders", so the present object would be deleted and the new one could not be created. It belongs to rOrders. If you remove or ' +
        "rename that one, deploy that first, then this change.",
    });
  });

  it("must not belong to an object that others created, unless that is to be imported", async () => {
    await stage.create(dataset("rOrders", "orders"));
    await stage.journal.remove("Dataset", ["sales", "orders"]);
    await assert.rejects(
      look(dataset("rInvoices", "orders")),
      /could not be created\. Choose another name, or free that one/,
    );
    stage.policy = { ...stage.policy, import: ["rInvoices"] };
    await look(dataset("rInvoices", "orders"));
  });

  it("must not be another object's in another case, which may be how the platform spells it", async () => {
    const other = stage.amorphic.make(dataset("rOrders", "orders"), "them");
    for (const imported of [[], ["rInvoices"]]) {
      stage.policy = { ...stage.policy, import: imported };
      await assert.rejects(look(dataset("rInvoices", "Orders")), /cannot be replaced: Amorphic already has one with/);
    }
    stage.amorphic.objects.delete(other);
    await look(dataset("rInvoices", "Orders"));
    await look(dataset("rInvoices", "Invoices"));
  });

  it("may be free, its own, unknown, or that of an object created for this block by an earlier run", async () => {
    await look(dataset("rInvoices", "orders"));
    await look(dataset("rInvoices", "invoices"));
    await stage.create(dataset("rInvoices", "orders"));
    await look(dataset("rInvoices", "orders"));
    stage.amorphic.calls.length = 0;
    await look({ ...dataset("rInvoices", "orders"), Domain: runtime.unknownValue });
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("may be its own without a journal entry, or that of a deleted object that lists still show", async () => {
    stage.journal.entries.clear();
    await look(dataset("rInvoices", "invoices"));
    stage.amorphic.ghosts.push({ DatasetId: "id-0", Domain: "sales", DatasetName: "orders" });
    await look(dataset("rInvoices", "orders"));
  });

  it("is not checked without a token, but every other error is passed on", async () => {
    const lookWith = (error: Error) => {
      const platform = { ...stage.platform, api: () => Promise.reject(error) };
      const result = { changes: true, replaces: ["DatasetName"], deleteBeforeReplace: true };
      return new Lifecycle(Dataset, platform).requireFreeName(id, dataset("rInvoices", "orders"), result);
    };
    await lookWith(new UserError("no token"));
    for (const error of [new ApiError("refused", "HTTP 403"), new Error("a bug")]) {
      await assert.rejects(lookWith(error), error);
    }
  });

  it("is only checked if it changes", async () => {
    await stage.create(dataset("rOrders", "orders"));
    await look(dataset("rInvoices", "orders"), ["FileType"]);
  });
});

describe("The name of a new object, looked up for a plan", () => {
  const orders = dataset("rOrders", "orders");
  const { logicalId: _, ...theirs } = orders;
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage(Dataset);
  });

  const look = (inputs = orders, managed: readonly string[] = []) =>
    existing(stage.platform, new Map(), Dataset, inputs, new Set(managed));
  /** The error of a create now, which must be the one that was foreseen. */
  const refusal = async (inputs = orders): Promise<string> => {
    const { message = "" } = (await look(inputs))?.refusal ?? {};
    await assert.rejects(stage.create(inputs), { name: "UserError", message });
    return message;
  };

  it("is refused as by the create itself if others have it", async () => {
    stage.amorphic.make(theirs, "them");
    assert.match(await refusal(), /and this stack did not create it\. Choose another name, or take it over by /);
  });

  it("is refused as by the create itself if another block of the stack has it, or was about to", async () => {
    await stage.create(orders);
    const owned =
      /, created by this stack for rOrders\. If rOrders was renamed, add "RenamedFrom": \["rOrders"\] to the block/;
    assert.match(await refusal(dataset("rNew", "orders")), owned);
    const { id: __, ...intent } = stage.journal.only!;
    await stage.journal.write(intent);
    assert.match(await refusal(dataset("rNew", "orders")), owned);
  });

  it("is refused as by the create itself if nobody can tell who created the object", async () => {
    stage.policy = { protect: [], allow: [], import: [] };
    await stage.journal.write({
      type: "Dataset",
      key: ["sales", "orders"],
      owner: "rOrders",
      time: stage.amorphic.now,
    });
    stage.amorphic.make(theirs, "us");
    assert.match(await refusal(), /without amorphic:userId it is unknown whether it did/);
  });

  it("is that of the object that the create takes over: created for this block by an earlier run, or to be imported", async () => {
    const taken = async (inputs: Properties) => {
      const found = await look(inputs);
      assert.equal(found?.refusal, undefined);
      assert.equal((await stage.create(inputs)).id, found?.id);
    };
    await stage.create(orders);
    await taken(orders);
    stage.policy = { ...stage.policy, import: ["rInvoices"] };
    stage.amorphic.make({ ...theirs, DatasetName: "invoices" }, "them");
    await taken(dataset("rInvoices", "invoices"));
  });

  it("is refused even to what is to be imported if it is that of another block", async () => {
    await stage.create(orders);
    stage.policy = { ...stage.policy, import: ["rNew"] };
    assert.match(await refusal(dataset("rNew", "orders")), /, created by this stack for rOrders\./);
  });

  it("is left to the guard if the stack manages the object", async () => {
    const { id } = await stage.create(orders);
    assert.equal(await look(dataset("rNew", "orders"), [id]), undefined);
  });

  it("is no obstacle if it is free, not yet known, or that of a deleted object that lists still show", async () => {
    assert.equal(await look(), undefined);
    stage.amorphic.calls.length = 0;
    assert.equal(await look({ ...orders, Domain: runtime.unknownValue }), undefined);
    assert.deepEqual(stage.amorphic.calls, []);
    stage.amorphic.ghosts.push({ DatasetId: "id-0", Domain: "sales", DatasetName: "orders" });
    assert.equal(await look(), undefined);
  });

  it("takes one list for many, and reads no object that the journal knows", async () => {
    const many = ["one", "two", "three"].map((name) => dataset(`r${name}`, name));
    for (const each of many) await stage.create(each);
    stage.amorphic.calls.length = 0;
    const lists: Lists = new Map();
    const looked = many.map((each) => existing(stage.platform, lists, Dataset, each, new Set()));
    assert.deepEqual(
      (await Promise.all(looked)).map((found) => found?.id),
      [...stage.amorphic.objects.keys()],
    );
    assert.deepEqual(stage.amorphic.calls, ["LIST /datasets"]);
  });
});
