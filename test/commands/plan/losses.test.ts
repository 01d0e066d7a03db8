import assert from "node:assert/strict";
import { pages } from "../../lifecycle/fake-amorphic";
import { catalog as builtIn } from "../../../providers/catalog";
import type { Api } from "../../../providers/client/api";
import { UserError } from "../../../providers/errors";
import { withLosses } from "../../../commands/plan/losses";
import { planOfSteps, steps } from "./preview";

const plan = planOfSteps([
  ...steps.replace(
    "Dataset",
    "rOrders",
    { Domain: "a", DatasetName: "orders" },
    { Domain: "b", DatasetName: "orders" },
  ),
  ...steps.replace("Tag", "rTag", { TagKey: "a" }, { TagKey: "b" }),
  steps.create("Dataset", "rNew", { Domain: "a" }),
]);

const no = (): Promise<never> => Promise.reject(new UserError("refused"));
const api = (parts: Partial<Api>): Api => ({
  send: no,
  list: () => pages(no()),
  upload: no,
  download: no,
  serverNow: () => 0,
  ...parts,
});
const outputsOf = () => ({ Domain: "a", DatasetName: "orders" });
const lostWith = async (made: Api) => {
  const { changes, notCompared } = await withLosses(plan, { openApi: () => Promise.resolve(made), outputsOf });
  return { lost: changes.map(({ logicalId, lost }) => [logicalId, lost]), notCompared };
};

describe("The data that a plan would lose", () => {
  const object = { DatasetS3Path: "s3://lz/a/orders/", LastModified: "2026-01-02T03:04:05Z" };

  it("is read by the object's id, and only for objects that would be destroyed", async () => {
    const asked: string[] = [];
    const made = api({
      send: ({ method, path }) => (asked.push(`${method} ${path}`), Promise.resolve(object)),
      list: ({ path, items }) => (asked.push(`${path} ${items}`), pages(Promise.resolve([{}, {}, {}]))),
    });
    assert.deepEqual(await lostWith(made), {
      lost: [
        ["rNew", undefined],
        ["rOrders", { location: object.DatasetS3Path, lastModified: object.LastModified, files: 3 }],
        ["rTag", undefined],
      ],
      notCompared: [],
    });
    assert.deepEqual(asked, ["GET /datasets/id%20of%20rOrders", "/datasets/id%20of%20rOrders/files files"]);
  });

  it("is read from paths, and reported in words, that name the object as the state does", async () => {
    const dataset = builtIn.get("Dataset");
    assert.ok(dataset);
    const catalog = new Map([
      ["Dataset", { ...dataset, read: { ...dataset.read, path: "/domains/{Domain}/datasets/{id}" } }],
    ]);
    const asked: string[] = [];
    const refusing = api({
      send: ({ path, subject }) => (asked.push(`${path}: ${subject}`), no()),
    });
    await withLosses(plan, { openApi: () => Promise.resolve(refusing), outputsOf, catalog });
    assert.deepEqual(asked, ['/domains/a/datasets/id%20of%20rOrders: Dataset "a.orders" (rOrders)']);
  });

  it("is left out where the platform does not report it, and the plan says so", async () => {
    assert.deepEqual(await lostWith(api({ send: () => Promise.resolve({ ...object, LastModified: 5 }) })), {
      lost: [
        ["rNew", undefined],
        ["rOrders", { location: object.DatasetS3Path }],
        ["rTag", undefined],
      ],
      notCompared: [{ what: "the number of files that would be lost", why: "refused" }],
    });
  });

  it("never makes a plan fail, neither without a token nor if nothing can be read", async () => {
    const { notCompared } = await withLosses(plan, { openApi: no, outputsOf });
    assert.deepEqual(notCompared, [{ what: "the data that would be lost", why: "refused" }]);
    assert.equal((await lostWith(api({}))).notCompared.length, 2);
  });

  it("is not asked for if nothing is destroyed", async () => {
    const harmless = planOfSteps([steps.create("Dataset", "rNew", {})]);
    assert.equal(await withLosses(harmless, { openApi: no, outputsOf }), harmless);
  });
});
