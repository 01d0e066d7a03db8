import assert from "node:assert/strict";
import { find, idOf, isWhole, list, outputsOf, project } from "../../providers/lifecycle/live/live";
import { Listing, type Lists } from "../../providers/lifecycle/live/listing";
import { match } from "../../providers/lifecycle/live/match";
import { read } from "../../providers/lifecycle/read";
import { pages } from "./fake-amorphic";
import { Stage, typeOf } from "./stage";

const Dataset = typeOf("Dataset");
const Tag = typeOf("Tag");
const MINE = { logicalId: "rOrders", Domain: "sales", DatasetName: "orders", FileType: "csv" };

describe("The id of an object", () => {
  it("is composed of its parts, numbers included, and undefined if one is missing", () => {
    assert.equal(idOf(Tag, { TagKey: "a", TagValue: 1 }), "a#1");
    assert.equal(idOf(Dataset, { DatasetId: 12 }), "12");
    for (const object of [{}, { TagKey: "a" }, { TagKey: "a", TagValue: null }, { TagKey: "a", TagValue: {} }]) {
      assert.equal(idOf(Tag, object), undefined);
    }
  });
});

describe("Looking an object up by its name", () => {
  const stageWith = (...objects: object[]) => {
    const stage = new Stage(Dataset);
    for (const object of objects) stage.amorphic.make({ ...object }, "us");
    return stage.amorphic;
  };

  it("compares the whole natural key, including case", async () => {
    const amorphic = stageWith(
      { Domain: "hr", DatasetName: "orders" },
      { Domain: "sales", DatasetName: "Orders" },
      { DatasetName: "orders" },
      { Domain: "sales", DatasetName: "orders", FileType: "csv" },
    );
    assert.equal((await find(amorphic, Dataset, MINE))?.["DatasetId"], "id-4");
    assert.equal(await find(amorphic, Dataset, { ...MINE, DatasetName: "other" }), undefined);
  });

  it("ignores deleted objects that lists still show", async () => {
    const amorphic = stageWith({ Domain: "sales", DatasetName: "orders" });
    amorphic.ghosts.push({ DatasetId: "id-0", Domain: "sales", DatasetName: "orders" });
    assert.equal((await find(amorphic, Dataset, MINE))?.["DatasetId"], "id-1");
    amorphic.objects.clear();
    assert.equal(await find(amorphic, Dataset, MINE), undefined);
  });
});

describe("The live values of managed properties", () => {
  it("cover every property of the definition, and no others", () => {
    const live = { DatasetId: "id-1", Domain: "sales", DatasetName: "orders", FileType: "CSV", Keywords: ["x"] };
    assert.deepEqual(project(Dataset, { ...MINE, SkipTrash: true }, live), {
      Domain: "sales",
      DatasetName: "orders",
      FileType: "csv",
      SkipTrash: null,
    });
  });

  it("are the definition's own names where the platform spells them in another case", () => {
    const live = { DatasetId: "id-1", Domain: "SALES", DatasetName: "Orders", FileType: "tsv" };
    assert.deepEqual(project(Dataset, MINE, live), { Domain: "sales", DatasetName: "orders", FileType: "tsv" });
    assert.equal(project(Dataset, MINE, { ...live, Domain: "hr" })["Domain"], "hr");
  });

  it("are those of the definition for immutable properties that the platform does not show", () => {
    const domain = { DomainName: "sales", DisplayName: "Sales", TenantName: "acme" };
    assert.deepEqual(project(typeOf("Domain"), domain, { DomainName: "sales" }), { ...domain, DisplayName: null });
    assert.deepEqual(project(typeOf("Domain"), domain, { TenantName: null }), {
      ...domain,
      DisplayName: null,
      TenantName: null,
    });
    const mapping = { SamlGroupId: "a", Tag: "b#c" };
    assert.deepEqual(project(typeOf("SAMLTagMapping"), mapping, {}), mapping);
  });

  it("are those of the definition for properties that neither catalog nor response knows", () => {
    assert.deepEqual(project(Tag, { TagKey: "a", Odd: 1, constructor: "x" }, { TagKey: "a" }), {
      TagKey: "a",
      Odd: 1,
      constructor: "x",
    });
    assert.deepEqual(project(Tag, { Odd: 1 }, { Odd: 2 }), { Odd: 2 });
  });

  it("are complete if the response has every managed property but those of other calls", () => {
    assert.ok(isWhole(Dataset, MINE, { Domain: null, DatasetName: "", FileType: 0 }));
    assert.ok(!isWhole(Dataset, MINE, { Domain: "sales", DatasetName: "orders" }));
    assert.ok(isWhole(typeOf("Job"), { JobName: "a", SharedLibraries: [] }, { JobName: "a" }));
  });

  it("come with the outputs that the response contains", () => {
    assert.deepEqual(outputsOf(Dataset, { DatasetId: "id-1", Other: 1 }), { DatasetId: "id-1" });
    assert.deepEqual(outputsOf(Dataset, {}), {});
  });
});

describe("A list", () => {
  const tag = (TagKey: string) => ({ TagKey, TagValue: "1" });
  const listing = (...all: Parameters<typeof pages>) => {
    const asked: number[] = [];
    const counted = async function* () {
      for await (const page of pages(...all)) {
        asked.push(page.objects.length);
        yield page;
      }
    };
    return { asked, list: new Listing(Tag, counted()) };
  };

  it("is read only as far as needed, and once for all lookups", async () => {
    const { list, asked } = listing([tag("a"), tag("b")], [tag("c")], [tag("d")]);
    assert.deepEqual(await Promise.all(["b#1", "a#1"].map((id) => list.find(id))), [tag("b"), tag("a")]);
    assert.deepEqual(asked, [2]);
    assert.deepEqual(await Promise.all(["c#1", "a#1", "c#1"].map((id) => list.find(id))), ["c", "a", "c"].map(tag));
    assert.deepEqual(asked, [2, 1]);
    assert.deepEqual(await list.find("d#1"), tag("d"));
  });

  it("is read to its end, but only once, for objects that it does not contain", async () => {
    const { list, asked } = listing([tag("a"), tag("b")], [tag("c")]);
    assert.deepEqual(await Promise.all([list.find("x#1"), list.find("y#1")]), [undefined, undefined]);
    assert.equal(await list.find("x#1"), undefined);
    assert.deepEqual(
      [...(await list.all())],
      [
        ["a#1", tag("a")],
        ["b#1", tag("b")],
        ["c#1", tag("c")],
      ],
    );
    assert.deepEqual(asked, [2, 1]);
  });

  it("drops all earlier pages if a page starts over", async () => {
    const anew = async function* () {
      yield* pages([tag("a"), tag("b")]);
      yield { objects: [tag("b")], startsOver: true };
    };
    assert.deepEqual([...(await new Listing(Tag, anew()).all()).keys()], ["b#1"]);
  });

  it("uses the words of definitions, and passes on that a page starts over", async () => {
    const { amorphic } = new Stage(Tag);
    amorphic.list = async function* () {
      yield* pages([{ key: "a", TagValue: "ONE" }]);
      yield { objects: [{ key: "b", TagValue: 7 }], startsOver: true };
    };
    const words = { keys: { TagKey: "key" }, values: { TagValue: { "1": "one" } } };
    const told = [];
    for await (const page of list(amorphic, { ...Tag, ...words }, {})) told.push(page);
    assert.deepEqual(told, [
      { objects: [{ TagKey: "a", TagValue: "1" }] },
      { objects: [{ TagKey: "b", TagValue: 7 }], startsOver: true },
    ]);
  });

  it("fails for every lookup that needs a failed page, now and later, but not for others", async () => {
    const { list } = listing([tag("a")], Promise.reject(new Error("no answer")));
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await list.find("a#1"), tag("a"));
      await assert.rejects(list.find("b#1"), { message: "no answer" });
      await assert.rejects(list.all(), { message: "no answer" });
    }
  });
});

describe("Matching a name", () => {
  it("finds exact matches and those that differ in case, reading one list for all", async () => {
    const stage = new Stage(Dataset);
    let read = 0;
    stage.amorphic.list = () => {
      read++;
      return pages([
        { DatasetId: "1", Domain: "sales", DatasetName: "orders" },
        { DatasetId: "2", Domain: "Sales", DatasetName: "ORDERS" },
        { DatasetId: "3", Domain: "sales", DatasetName: "orders" },
        { DatasetId: "4", Domain: "hr", DatasetName: "orders" },
        { Domain: "sales", DatasetName: "orders" },
      ]);
    };
    const lists: Lists = new Map();
    const named = (DatasetName: string) => match(stage.platform, lists, Dataset, { ...MINE, DatasetName });
    assert.deepEqual(await named("orders"), { ids: ["1", "3"], similar: ["2"] });
    assert.deepEqual(await named("Orders"), { ids: [], similar: ["1", "2", "3"] });
    assert.deepEqual([await named("other"), read], [{ ids: [], similar: [] }, 1]);
  });

  it("does not compare properties that are part of the list's path", async () => {
    const stage = new Stage(typeOf("Dataflow"));
    stage.amorphic.list = () => pages([{ DataflowId: "1", DataflowName: "load" }]);
    const mine = { DatasourceId: "d", DataflowName: "load" };
    assert.deepEqual(await match(stage.platform, new Map(), stage.type, mine), { ids: ["1"], similar: [] });
  });
});

describe("Reading", () => {
  const readAll = (stage: Stage, lists: Lists, ...ids: string[]) =>
    Promise.all(ids.map((id) => read(stage.platform, lists, stage.type, id, { ...MINE, pendingSteps: ["x"] })));

  it("reads one list for all objects, and returns outputs, inputs and pending steps", async () => {
    const stage = new Stage(Dataset);
    const { logicalId, ...properties } = MINE;
    for (let i = 0; i < 3; i++) stage.amorphic.make({ ...properties, Other: i }, "us");
    const [first, , third] = await readAll(stage, new Map(), "id-1", "id-2", "id-3");
    assert.deepEqual(stage.amorphic.calls, ["LIST /datasets"]);
    assert.deepEqual(first, { id: "id-1", inputs: MINE, props: { ...MINE, DatasetId: "id-1", pendingSteps: ["x"] } });
    assert.equal(third?.id, "id-3");
    assert.equal(logicalId, "rOrders");
  });

  it("asks for an unlisted object by id before it counts as deleted", async () => {
    const stage = new Stage(Dataset);
    stage.amorphic.make({ Domain: "sales" }, "us");
    stage.amorphic.list = () => pages([]);
    const [first, second] = await readAll(stage, new Map(), "id-1", "id-9");
    assert.deepEqual(first?.inputs, MINE);
    assert.deepEqual(second, {});
  });

  it("finds nothing below a deleted parent, but fails if a top-level list does not exist", async () => {
    const stage = new Stage(typeOf("Dataflow"));
    stage.amorphic.fault = () => "not-found";
    const mine = { DatasourceId: "gone", DataflowName: "load" };
    assert.deepEqual(await read(stage.platform, new Map(), stage.type, "id-1", mine), {});
    assert.equal(await find(stage.amorphic, stage.type, mine), undefined);
    const other = new Stage(Tag);
    other.amorphic.fault = () => "not-found";
    await assert.rejects(read(other.platform, new Map(), Tag, "a#b", { TagKey: "a", TagValue: "b" }), {
      message: "LIST /tags: not-found",
    });
  });

  it("reads the parts that other calls return, and treats a missing part as empty", async () => {
    const stage = new Stage(typeOf("Job"));
    stage.amorphic.make({ JobName: "daily" }, "us");
    const mine = { JobName: "daily", SharedLibraries: ["id-7"] };
    stage.amorphic.fault = (name) => (name === "GET /jobs/{id}/resourceaccess" ? "not-found" : undefined);
    const { inputs } = await read(stage.platform, new Map(), stage.type, "id-1", mine);
    assert.deepEqual(inputs, { JobName: "daily", SharedLibraries: null });
    stage.amorphic.fault = () => undefined;
    const { id } = await stage.create({ JobName: "hourly", ETLJobType: "spark", SharedLibraries: ["id-8"] });
    const again = await read(stage.platform, new Map(), stage.type, id, { ...mine, JobName: "hourly" });
    assert.deepEqual(again.inputs, { JobName: "hourly", SharedLibraries: ["id-8"] });
  });
});
