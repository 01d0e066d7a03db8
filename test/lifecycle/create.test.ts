import assert from "node:assert/strict";
import { strays } from "../../providers/lifecycle/ownership/strays";
import { PartialError } from "../../providers/lifecycle/result";
import { DATASET, DOMAIN, NOT_OURS, TAG, TAG_KEY, taken } from "./definitions";
import { pages } from "./fake-amorphic";
import { Stage, typeOf } from "./stage";

describe("Creating", () => {
  it("writes the intent, sends the create, writes the id, and runs the steps", async () => {
    const stage = new Stage(typeOf("Dataset"));
    const order: string[] = [];
    stage.amorphic.moment = stage.journal.moment = (name, when) => {
      if (when === "before") order.push(name);
    };
    const { id, outs } = await stage.create(DATASET);
    assert.equal(id, "id-1");
    assert.deepEqual(outs, { ...DATASET, DatasetId: "id-1" });
    assert.deepEqual(order, [
      "journal read",
      "journal write intent",
      "POST /datasets",
      "journal write id",
      "PUT /datasets/{id}",
      "GET /datasets/{id}",
    ]);
    const { DatasetSchema, PartitionKeys, logicalId, ...metadata } = DATASET;
    assert.deepEqual(stage.amorphic.bodies, [
      ["POST /datasets", metadata],
      ["PUT /datasets/{id}", { DatasetSchema, PartitionKeys }],
    ]);
    assert.deepEqual(stage.journal.only, {
      type: "Dataset",
      key: ["sales", "orders"],
      owner: logicalId,
      time: stage.amorphic.now,
      id: "id-1",
    });
  });

  it("repeats what finds nothing for a moment after a create, as the platform may show new objects late", async () => {
    const stage = new Stage(typeOf("Dataset"));
    const { amorphic } = stage;
    // The first two calls to each do not know what was created before them.
    const late = ["POST /datasets", "PUT /datasets/{id}", "GET /datasets/{id}"];
    amorphic.fault = (name) =>
      amorphic.objects.size > 0 && late.includes(name) && amorphic.calls.filter((call) => call === name).length <= 2
        ? "not-found"
        : undefined;
    await stage.create(DATASET);
    assert.deepEqual(amorphic.calls, [
      "POST /datasets",
      ...Array<string>(3).fill("PUT /datasets/{id}"),
      ...Array<string>(3).fill("GET /datasets/{id}"),
    ]);
    amorphic.calls.length = 0;
    const { DatasetSchema: _schema, PartitionKeys: _keys, ...plain } = DATASET;
    await stage.create({ ...plain, DatasetName: "other" });
    assert.deepEqual(amorphic.calls, Array<string>(3).fill("POST /datasets"));
  });

  it("does not wait for what does not exist if nothing was created before", async () => {
    const stage = new Stage(typeOf("Dataset"));
    stage.amorphic.fault = () => "not-found";
    await assert.rejects(stage.create(DATASET), { message: "POST /datasets: not-found" });
    assert.deepEqual(stage.amorphic.calls, ["POST /datasets"]);
  });

  it("does not repeat a refused create, and removes the intent", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = () => "refused";
    await assert.rejects(stage.create(TAG), { message: "POST /tags: refused" });
    assert.deepEqual(stage.amorphic.calls, ["POST /tags"]);
    assert.equal(stage.journal.entries.size, 0);
  });

  it("sends and writes nothing if the value of a secret is missing", async () => {
    const stage = new Stage(typeOf("Tag"));
    await assert.rejects(stage.create({ ...TAG, TagDescription: { "!Environ": "NAME" } }), {
      message:
        'Tag "team.a" (rTag): the environment variable NAME must be set: the definition reads a secret from it. ' +
        "Set it where the deployment runs, and run again.",
    });
    assert.deepEqual([stage.amorphic.calls, stage.journal.entries.size], [[], 0]);
  });

  it("finds the object by name if the response contains no id, and fails if no list shows it", async () => {
    const { DatasetSchema: _schema, PartitionKeys: _keys, ...plain } = DATASET;
    const answersNoId = () => {
      const stage = new Stage(typeOf("Dataset"));
      const send = stage.amorphic.send.bind(stage.amorphic);
      stage.amorphic.send = async (request) => {
        const answer = await send(request);
        return request.method === "POST" ? { Message: "created" } : answer;
      };
      return stage;
    };
    const stage = answersNoId();
    assert.equal((await stage.create(plain)).id, "id-1");
    assert.deepEqual(stage.amorphic.calls, ["POST /datasets", "LIST /datasets", "GET /datasets/{id}"]);
    assert.equal(stage.journal.only?.id, "id-1");

    const late = answersNoId();
    const list = late.amorphic.list.bind(late.amorphic);
    let lists = 0;
    late.amorphic.list = () => (++lists < 3 ? pages([]) : list());
    assert.equal((await late.create(plain)).id, "id-1");

    const blind = answersNoId();
    blind.amorphic.list = () => pages([]);
    await assert.rejects(blind.create(plain), {
      message:
        'Dataset "sales.orders" (rOrders) was created, but the response contains no DatasetId, and no list shows the object. ' +
        "Look for it in Amorphic's console, and correct the type's id in amorphic.catalog.json.",
    });
    assert.equal(blind.journal.only?.id, undefined);
  });
});

describe("A create that got no answer", () => {
  for (const done of [true, false]) {
    it(`is looked up, and ${done ? "its object adopted if it exists" : "sent again if no object exists"}`, async () => {
      const stage = new Stage(typeOf("Tag"));
      let first = true;
      stage.amorphic.fault = (name) => {
        if (name !== "POST /tags" || !first) return undefined;
        first = false;
        return done ? "lost answer" : "uncertain";
      };
      const { id } = await stage.create(TAG);
      assert.equal(id, "team#a");
      assert.deepEqual(
        stage.amorphic.calls,
        done
          ? ["POST /tags", "LIST /tags", "GET /tags/{id}", "PUT /tags/{id}"]
          : ["POST /tags", "LIST /tags", "POST /tags"],
      );
      assert.equal(stage.journal.only?.id, "team#a");
    });
  }

  it("is sent at most three times, and its intent is kept for the next run", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "uncertain" : undefined);
    await assert.rejects(stage.create(TAG), { message: "POST /tags: uncertain" });
    assert.deepEqual(
      stage.amorphic.calls.filter((name) => name === "POST /tags"),
      Array<string>(3).fill("POST /tags"),
    );
    assert.equal(stage.journal.only?.owner, "rTag");
  });

  it("has its object adopted if the repetition reports that the name is taken", async () => {
    const stage = new Stage(typeOf("Tag"));
    let lists = 0;
    stage.amorphic.fault = (name) =>
      name === "POST /tags" && stage.amorphic.calls.length === 1 ? "lost answer" : undefined;
    // The list lags behind.
    const list = stage.amorphic.list.bind(stage.amorphic);
    stage.amorphic.list = () => (++lists === 1 ? pages([]) : list());
    assert.equal((await stage.create(TAG)).id, "team#a");
    assert.equal(stage.amorphic.calls.filter((name) => name === "POST /tags").length, 2);
  });

  it("has its object adopted even if the platform spells the name in another case, but none that is not ours", async () => {
    const orders = { ...DATASET, DatasetName: "Orders" };
    const lowerCase = () => {
      const stage = new Stage(typeOf("Dataset"));
      const make = stage.amorphic.make.bind(stage.amorphic);
      stage.amorphic.make = ({ DatasetName, ...rest }, user) =>
        make({ ...rest, DatasetName: String(DatasetName).toLowerCase() }, user);
      return stage;
    };
    const stage = lowerCase();
    const isFirst = () => stage.amorphic.calls.length === 1;
    stage.amorphic.fault = (name) => (name === "POST /datasets" && isFirst() ? "lost answer" : undefined);
    const { outs } = await stage.create(orders);
    assert.deepEqual([outs["DatasetName"], stage.amorphic.objects.size], ["Orders", 1]);

    const killed = lowerCase();
    await killed.killedAt(
      (name, when) => name === "POST /datasets" && when === "after",
      () => killed.create(orders),
    );
    const found = await strays(killed.platform, new Map([["Dataset", killed.type]]), []);
    assert.deepEqual(
      found.map(({ owner }) => owner),
      ["rOrders"],
    );
    assert.equal((await killed.create(orders)).id, "id-1");
    assert.equal(killed.amorphic.objects.size, 1);

    for (const user of ["them", "us"]) {
      const other = lowerCase();
      other.amorphic.make(orders, user);
      other.amorphic.now += 60_000;
      other.amorphic.fault = (name) => (name === "POST /datasets" ? "uncertain" : undefined);
      await assert.rejects(other.create(orders), { message: "POST /datasets: uncertain" });
    }
  });

  it("has its object adopted by the next run, even if the list shows it late", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.killedAt(
      (name, when) => name === "POST /tags" && when === "after",
      () => stage.create(TAG),
    );
    stage.amorphic.now += 3_600_000;
    let lists = 0;
    const list = stage.amorphic.list.bind(stage.amorphic);
    stage.amorphic.list = () => (++lists === 1 ? pages([]) : list());
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("has its object adopted by a run that starts right after the kill, even if the platform shows the object late", async () => {
    for (const moment of ["POST /tags", "journal write id"]) {
      const stage = new Stage(typeOf("Tag"));
      const { amorphic } = stage;
      await stage.killedAt(
        (name, when) => name === moment && when === "after",
        () => stage.create(TAG),
      );
      const list = amorphic.list.bind(amorphic);
      let [lists, reads] = [0, 0];
      amorphic.list = () => (++lists <= 2 ? pages([]) : list());
      amorphic.fault = (name) => (name === "GET /tags/{id}" && ++reads <= 2 ? "not-found" : undefined);
      assert.equal((await stage.create(TAG)).id, "team#a");
      assert.deepEqual([amorphic.objects.size, stage.journal.only?.id], [1, "team#a"], moment);
    }
  });

  it("keeps its intent if the lookup fails too, so that the next run adopts the object", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "lost answer" : "uncertain");
    await assert.rejects(stage.create(TAG), { message: "LIST /tags: uncertain" });
    stage.amorphic.fault = () => undefined;
    assert.equal((await stage.create(TAG)).id, "team#a");
    assert.equal(stage.amorphic.objects.size, 1);
  });

  it("does not adopt an object that somebody else created meanwhile", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "uncertain" : undefined);
    stage.amorphic.moment = (name, when) => {
      if (name === "POST /tags" && when === "before") stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, "them");
    };
    await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
    assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
  });
});

describe("An existing object is never lost from the state", () => {
  it("if its id cannot be written to the journal: the steps are left to the next run", async () => {
    const stage = new Stage(typeOf("Dataset"));
    stage.journal.broken.add("write id");
    const dataset = { ...DATASET, Keywords: ["sent with the create"] };
    await assert.rejects(stage.create(dataset), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      const { DatasetSchema, PartitionKeys, ...metadata } = dataset;
      assert.deepEqual(error.properties, { ...metadata, DatasetId: "id-1", pendingSteps: ["registerSchema"] });
      assert.deepEqual([error.id, error.reasons], ["id-1", ["the journal is down: write id"]]);
      assert.ok(DatasetSchema.length + PartitionKeys.length > 0);
      return true;
    });
  });

  it("if it was imported but not updated: the next run sends every mutable property", async () => {
    const stage = new Stage(typeOf("Domain"));
    stage.policy = { ...stage.policy, import: ["rDomain"] };
    stage.amorphic.make({ DomainName: "sales", DisplayName: "Theirs" }, "them");
    stage.amorphic.fault = (name) => (name === "PUT /domains/{id}" ? "uncertain" : undefined);
    await assert.rejects(stage.create(DOMAIN), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      const { adoptionMark, ...others } = error.properties;
      assert.deepEqual(others, { logicalId: "rDomain", DomainName: "sales", pendingSteps: [] });
      assert.equal(adoptionMark, stage.journal.only?.mark);
      return true;
    });
    assert.equal(stage.journal.only?.id, "sales");
  });

  it("if a step fails: it stays pending, and its properties stay out of the state", async () => {
    const stage = new Stage(typeOf("Dataset"));
    stage.amorphic.fault = (name) => (name === "PUT /datasets/{id}" ? "refused" : undefined);
    await assert.rejects(stage.create(DATASET), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      assert.deepEqual(error.properties["pendingSteps"], ["registerSchema"]);
      assert.ok(!("DatasetSchema" in error.properties) && "FileType" in error.properties);
      return true;
    });
  });
});
