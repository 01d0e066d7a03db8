import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { Lifecycle } from "../../providers/lifecycle";
import { ApiError } from "../../providers/client/api";
import { UserError } from "../../providers/errors";
import type { Properties } from "../../providers/lifecycle/inputs";
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
