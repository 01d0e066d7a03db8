import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PartialError } from "../../providers/lifecycle/result";
import type { Properties } from "../../providers/lifecycle/inputs";
import { Stage, typeOf } from "./stage";

const TAG = { logicalId: "rTag", TagKey: "team", TagValue: "a", TagDescription: "ours" };
const DOMAIN = { logicalId: "rDomain", DomainName: "sales", DisplayName: "Sales" };
const DATASET = {
  logicalId: "rOrders",
  DatasetName: "orders",
  Domain: "sales",
  DatasourceType: "api",
  FileType: "csv",
  TargetLocation: "s3athena",
  TableUpdate: "append",
  DatasetSchema: [{ name: "id", type: "bigint" }],
  PartitionKeys: [{ name: "year", type: "int", rank: 1 }],
};
const taken = (subject: string, key: string, why: string) =>
  `${subject} cannot be created: Amorphic already has one with ${key}, ${why}`;
const TAG_KEY = 'TagKey "team", TagValue "a"';
const NOT_OURS =
  'and this stack did not make it. Choose another name, or take it over by adding "rTag" to amorphic:import in the stack\'s file.';

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

  it("sends what is refused once, and forgets the intent", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = () => "refused";
    await assert.rejects(stage.create(TAG), { message: "POST /tags: refused" });
    assert.deepEqual(stage.amorphic.calls, ["POST /tags"]);
    assert.equal(stage.journal.entries.size, 0);
  });

  it("sends nothing and writes nothing if a secret is not at hand", async () => {
    const stage = new Stage(typeOf("Tag"));
    await assert.rejects(stage.create({ ...TAG, TagDescription: { "!Environ": "NAME" } }), {
      message:
        "The environment variable NAME must be set: the definition takes a secret from there. " +
        "Set it where `pulumi up` runs, and run again.",
    });
    assert.deepEqual([stage.amorphic.calls, stage.journal.entries.size], [[], 0]);
  });

  it("says so if the answer holds no id, and finds the object in the next run", async () => {
    const stage = new Stage(typeOf("Dataset"));
    const { amorphic } = stage;
    const send = amorphic.send.bind(amorphic);
    amorphic.send = async (request) => (await send(request), { Message: "created" });
    const { DatasetSchema, PartitionKeys, ...plain } = DATASET;
    await assert.rejects(stage.create(plain), {
      message:
        'Dataset "sales.orders" (rOrders) was created, but the answer holds no DatasetId. Run again: it is then found by its name.',
    });
    amorphic.send = send;
    assert.equal((await stage.create(plain)).id, "id-1");
    assert.equal(amorphic.objects.size, 1);
    assert.ok(DatasetSchema.length + PartitionKeys.length > 0);
  });
});

describe("A create without an answer", () => {
  for (const done of [true, false]) {
    it(`is looked up, and ${done ? "taken over if it was carried out" : "sent again if it was not"}`, async () => {
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

  it("is sent three times at most, and the intent stays for the next run", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "uncertain" : undefined);
    await assert.rejects(stage.create(TAG), { message: "POST /tags: uncertain" });
    assert.deepEqual(
      stage.amorphic.calls.filter((name) => name === "POST /tags"),
      Array<string>(3).fill("POST /tags"),
    );
    assert.equal(stage.journal.only?.owner, "rTag");
  });

  it("is taken over when a repetition says that the name is taken", async () => {
    const stage = new Stage(typeOf("Tag"));
    let lists = 0;
    stage.amorphic.fault = (name) =>
      name === "POST /tags" && stage.amorphic.calls.length === 1 ? "lost answer" : undefined;
    // The list lags behind.
    const list = stage.amorphic.list.bind(stage.amorphic);
    stage.amorphic.list = async () => (++lists === 1 ? (await list(), []) : list());
    assert.equal((await stage.create(TAG)).id, "team#a");
    assert.equal(stage.amorphic.calls.filter((name) => name === "POST /tags").length, 2);
  });

  it("leaves the intent if the look-up fails too", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "lost answer" : "uncertain");
    await assert.rejects(stage.create(TAG), { message: "LIST /tags: uncertain" });
    stage.amorphic.fault = () => undefined;
    assert.equal((await stage.create(TAG)).id, "team#a");
    assert.equal(stage.amorphic.objects.size, 1);
  });

  it("is not taken for ours if somebody else made the object meanwhile", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "uncertain" : undefined);
    stage.amorphic.moment = (name, when) => {
      if (name === "POST /tags" && when === "before") stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, "them");
    };
    await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
    assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
  });
});

describe("A name that is taken", () => {
  it("is refused without an earlier intent, and the intent is forgotten, also if our own user made the object", async () => {
    for (const user of ["them", "us"]) {
      const stage = new Stage(typeOf("Tag"));
      stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, user);
      for (let run = 1; run <= 2; run++) {
        await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
        assert.equal(stage.journal.entries.size, 0);
      }
      assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    }
  });

  it("is passed on if the object that bears it cannot be seen", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.fault = (name) => (name === "POST /tags" ? "name-taken" : undefined);
    await assert.rejects(stage.create(TAG), { message: "POST /tags: name-taken" });
    assert.equal(stage.journal.entries.size, 0);
  });

  it("is refused for another block of the stack, whose entry stays as it is, intent or id", async () => {
    for (const id of [undefined, "team#a"]) {
      const stage = new Stage(typeOf("Tag"));
      const entry = { type: "Tag", key: ["team", "a"], owner: "rOther", time: stage.amorphic.now };
      await stage.journal.write(id === undefined ? entry : { ...entry, id });
      stage.amorphic.make(TAG, "us");
      const before = stage.journal.only;
      await assert.rejects(stage.create(TAG), {
        message: taken(
          'Tag "team.a" (rTag)',
          TAG_KEY,
          'made by this stack for rOther. If rOther was renamed, add "RenamedFrom": ["rOther"] to the block; otherwise choose another name.',
        ),
      });
      assert.deepEqual(stage.journal.only, before);
      // The way out works.
      assert.equal((await stage.create({ ...TAG, renamedFrom: ["rOther"] })).id, "team#a");
      assert.deepEqual(stage.journal.only, { ...entry, owner: "rTag", id: "team#a" });
    }
  });

  it("is given to a block listed for import, which sends all it says, and nothing else", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.policy = { ...stage.policy, import: ["rTag"] };
    stage.amorphic.make({ ...TAG, TagDescription: "theirs", Kept: 1 }, "them");
    const { outs } = await stage.create(TAG);
    assert.deepEqual(outs, TAG);
    assert.deepEqual(stage.amorphic.calls, ["LIST /tags", "GET /tags/{id}", "PUT /tags/{id}"]);
    const { logicalId, ...sent } = TAG;
    assert.deepEqual(stage.amorphic.bodies, [["PUT /tags/{id}", sent]]);
    assert.equal(stage.amorphic.objects.get("team#a")?.["Kept"], 1);
    assert.equal(stage.journal.only?.owner, logicalId);
  });

  it("is refused to an import with another immutable value, and nothing is written or sent", async () => {
    const stage = new Stage(typeOf("Domain"));
    stage.policy = { ...stage.policy, import: ["rDomain"] };
    stage.amorphic.make({ ...DOMAIN, TenantName: "theirs" }, "them");
    await assert.rejects(stage.create({ ...DOMAIN, TenantName: "ours" }), (error: Error) => {
      assert.ok(!(error instanceof PartialError));
      assert.equal(
        error.message,
        'Domain "sales" (rDomain) exists with another TenantName, which cannot be changed in place. Put the live value ' +
          "into the definition, or delete the object in Amorphic's console if its data may be lost.",
      );
      return true;
    });
    assert.deepEqual([stage.amorphic.bodies, stage.journal.entries.size], [[], 0]);
  });

  it("is free if only a list still shows the object, import or not", async () => {
    for (const listed of [[], ["rTag"]]) {
      const stage = new Stage(typeOf("Tag"));
      stage.policy = { ...stage.policy, import: listed };
      stage.amorphic.ghosts.push({ ...TAG, CreatedBy: "us", CreationTime: "2026-01-01T00:00:00Z" });
      await stage.journal.write({ type: "Tag", key: ["team", "a"], owner: "rTag", time: 0 });
      const { id } = await stage.create(TAG);
      assert.deepEqual([id, stage.amorphic.objects.size], ["team#a", 1]);
      assert.ok(stage.amorphic.calls.includes("POST /tags"));
    }
  });
});

describe("An entry of an object that is gone", () => {
  const entry = {
    type: "Tag",
    key: ["team", "a"],
    owner: "rTag",
    time: Date.parse("2026-01-01T00:00:00Z"),
    id: "team#a",
  };

  it("does not keep it from being made again", async () => {
    for (const owner of ["rTag", "rOther"]) {
      const stage = new Stage(typeOf("Tag"));
      await stage.journal.write({ ...entry, owner });
      stage.amorphic.now += 3_600_000;
      assert.equal((await stage.create(TAG)).id, "team#a");
      assert.deepEqual(stage.journal.only, { ...entry, time: stage.amorphic.now });
    }
  });

  it("gives no right to what somebody else made under the same name, though the name is the id", async () => {
    const stage = new Stage(typeOf("Tag"));
    await stage.journal.write(entry);
    stage.amorphic.now += 3_600_000;
    stage.amorphic.make({ ...TAG, TagDescription: "theirs" }, "them");
    await assert.rejects(stage.create(TAG), { message: taken('Tag "team.a" (rTag)', TAG_KEY, NOT_OURS) });
    assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    assert.deepEqual(stage.journal.only, entry);
    stage.policy = { ...stage.policy, import: ["rTag"] };
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("still stands for what was imported, which somebody else made before", async () => {
    const stage = new Stage(typeOf("Tag"));
    stage.amorphic.make(TAG, "them");
    stage.amorphic.now += 3_600_000;
    await stage.journal.write({ ...entry, time: stage.amorphic.now });
    assert.equal((await stage.create(TAG)).id, "team#a");
  });

  it("is no reason to take over what our own user made by another way", async () => {
    const stage = new Stage(typeOf("Dataset"));
    await stage.journal.write({ type: "Dataset", key: ["sales", "orders"], owner: "rOrders", time: 0, id: "id-0" });
    stage.amorphic.now += 3_600_000;
    stage.amorphic.make({ DatasetName: "orders", Domain: "sales" }, "us");
    await assert.rejects(stage.create(DATASET), /this stack did not make it/);
    assert.deepEqual([...stage.amorphic.objects.keys()], ["id-1"]);
  });
});

describe("What exists is never lost from state", () => {
  it("if the journal cannot take the id: the steps are left to the next run", async () => {
    const stage = new Stage(typeOf("Dataset"));
    stage.journal.broken.add("write id");
    await assert.rejects(stage.create(DATASET), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      const { DatasetSchema, PartitionKeys, ...metadata } = DATASET;
      assert.deepEqual(error.properties, { ...metadata, DatasetId: "id-1", pendingSteps: ["registerSchema"] });
      assert.deepEqual([error.id, error.reasons], ["id-1", ["the journal is down: write id"]]);
      assert.ok(DatasetSchema.length + PartitionKeys.length > 0);
      return true;
    });
  });

  it("if an object that was taken over cannot be changed: all but what cannot change is sent by the next run", async () => {
    const stage = new Stage(typeOf("Domain"));
    stage.policy = { ...stage.policy, import: ["rDomain"] };
    stage.amorphic.make({ DomainName: "sales", DisplayName: "Theirs" }, "them");
    stage.amorphic.fault = (name) => (name === "PUT /domains/{id}" ? "uncertain" : undefined);
    await assert.rejects(stage.create(DOMAIN), (error: unknown) => {
      assert.ok(error instanceof PartialError);
      assert.deepEqual(error.properties, { logicalId: "rDomain", DomainName: "sales", pendingSteps: [] });
      return true;
    });
    assert.equal(stage.journal.only?.id, "sales");
  });

  it("if a step fails: it and those after it are pending", async () => {
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

describe("A run that is killed at any moment of a create", () => {
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

  /** The moments of a create that nobody disturbs. */
  async function momentsOf(type: string, definition: Properties): Promise<string[]> {
    const stage = new Stage(typeOf(type));
    const moments: string[] = [];
    stage.amorphic.moment = stage.journal.moment = (name, when) => void moments.push(`${when} ${name}`);
    await stage.create(definition);
    return moments;
  }

  for (const [type, definition] of Object.entries(definitions)) {
    it(`has its ${type} finished by the next run: one object, the recorded id, every step done`, async () => {
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
        assert.deepEqual([id, outs], [expected.id, expected.outs], `killed ${moments[last] ?? ""}`);
        assert.deepEqual([...stage.amorphic.objects.keys()], [expected.id]);
        assert.equal(stage.journal.only?.id, expected.id);
        const steps = (calls: readonly string[]) => new Set(calls.filter((name) => /^(PUT|POST)/.test(name)));
        for (const call of steps(whole.amorphic.calls)) assert.ok(stage.amorphic.calls.includes(call), call);
      }
    });
  }

  it("has it finished by a block that was renamed meanwhile, and by no other", async () => {
    const moments = await momentsOf("Tag", TAG);
    for (const last of moments.keys()) {
      const stage = new Stage(typeOf("Tag"));
      let count = 0;
      await stage.killedAt(
        () => count++ === last,
        () => stage.create(TAG),
      );
      const renamed = { ...TAG, logicalId: "rNew" };
      if (stage.amorphic.objects.size > 0) await assert.rejects(stage.create(renamed), /made by this stack for rTag/);
      assert.equal((await stage.create({ ...renamed, renamedFrom: ["rTag"] })).id, "team#a");
      assert.deepEqual([stage.amorphic.objects.size, stage.journal.only?.owner], [1, "rNew"]);
    }
  });

  it("has nobody's object taken over that was made before or after", async () => {
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
      await assert.rejects(stage.create(TAG), /this stack did not make it/, moment);
      assert.equal(stage.amorphic.objects.get("team#a")?.["TagDescription"], "theirs");
    }
  });
});
