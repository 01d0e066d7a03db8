import assert from "node:assert/strict";
import { update } from "../../providers/lifecycle/update";
import { PartialError } from "../../providers/lifecycle/result";
import type { Properties } from "../../providers/lifecycle/inputs";
import { Stage, typeOf } from "./stage";

const JOB = { logicalId: "rJob", JobName: "daily", ETLJobType: "spark", Description: "x", SharedLibraries: ["id-7"] };
const without = (...keys: string[]): Properties =>
  Object.fromEntries(Object.entries(JOB).filter(([key]) => !keys.includes(key)));

async function stageOf(type: string, live: Properties) {
  const stage = new Stage(typeOf(type));
  const { id } = await stage.create(live);
  stage.amorphic.calls.length = stage.amorphic.bodies.length = 0;
  return {
    stage,
    amorphic: stage.amorphic,
    up: (olds: Properties, news: Properties) => update(stage.platform, stage.type, id, olds, stage.checked(news)),
  };
}

/** What the engine stores of a run that failed half-way. */
const kept = (work: Promise<unknown>): Promise<Properties> =>
  work.then(
    () => assert.fail("it succeeded"),
    (error: unknown) => {
      assert.ok(error instanceof PartialError, String(error));
      return error.properties;
    },
  );

describe("Updating", () => {
  it("makes no call and needs no token if nothing differs", async () => {
    const { stage, amorphic, up } = await stageOf("Job", JOB);
    assert.deepEqual((await up({ ...JOB, Id: "id-1" }, JOB)).outs, { ...JOB, Id: "id-1" });
    assert.deepEqual(amorphic.calls, []);
    const unconnected = { ...stage.platform, api: () => Promise.reject(new Error("no token")) };
    const { outs } = await update(unconnected, stage.type, "id-1", { ...JOB, Id: "id-1" }, stage.checked(JOB));
    assert.deepEqual(outs, { ...JOB, Id: "id-1" }, "nor needs a token");
  });

  it("resets removed properties, in the next run if this one fails", async () => {
    const { amorphic, up } = await stageOf("Job", JOB);
    const news = without("Description", "SharedLibraries");
    amorphic.fault = (name) => (name === "PUT /jobs/{id}" ? "refused" : undefined);
    const first = await kept(up({ ...JOB, Id: "id-1" }, news));
    assert.deepEqual([first["Description"], first["SharedLibraries"]], ["x", ["id-7"]]);
    assert.deepEqual(first.pendingSteps, ["update", "setAccess"]);
    amorphic.fault = (name) => (name === "POST /jobs/{id}/resourceaccess" ? "refused" : undefined);
    const second = await kept(up(first, news));
    assert.deepEqual([second["Description"], second["SharedLibraries"]], [undefined, ["id-7"]]);
    amorphic.fault = () => undefined;
    const { outs } = await up(second, news);
    assert.deepEqual(outs, { ...news, Id: "id-1" });
    assert.deepEqual(amorphic.bodies, [
      ["PUT /jobs/{id}", { JobName: "daily", ETLJobType: "spark", Description: "" }],
      ["POST /jobs/{id}/resourceaccess", { SharedLibraries: [] }],
    ]);
  });

  it("sends the whole object without ids and masked values", async () => {
    const dataset = {
      logicalId: "rOrders",
      DatasetName: "orders",
      Domain: "sales",
      DatasourceType: "api",
      FileType: "csv",
      TargetLocation: "s3",
      TableUpdate: "append",
    };
    const { amorphic, up } = await stageOf("Dataset", dataset);
    Object.assign(amorphic.objects.get("id-1") ?? {}, {
      Token: "*****",
      Connection: { Host: "db", Password: "*****" },
      Rows: [{ Key: "***" }],
      SkipTrash: true,
      Owners: { Team: "a", Backup: null },
      DatasetSchema: [{ name: "id", type: "bigint" }],
    });
    await up({ ...dataset, DatasetId: "id-1" }, { ...dataset, Keywords: ["x"] });
    const { logicalId, ...sent } = dataset;
    assert.deepEqual(amorphic.bodies, [
      [
        "PUT /datasets/{id}/updatemetadata",
        {
          ...sent,
          CreatedBy: "us",
          CreationTime: "2026-01-01T00:00:00Z",
          DatasetSchema: [{ name: "id", type: "bigint" }],
          SkipTrash: true,
          Owners: { Team: "a", Backup: null },
          Keywords: ["x"],
        },
      ],
    ]);
    assert.equal(logicalId, "rOrders");
  });

  it("sends only what can be changed where the platform takes nothing else", async () => {
    const parameter = { logicalId: "rKey", ParameterKey: "key", ParameterType: "String", ParameterValue: "a" };
    const { amorphic, up } = await stageOf("Parameter", parameter);
    await up(parameter, { ...parameter, ParameterValue: "b" });
    assert.deepEqual(amorphic.bodies, [["PUT /parameters/{id}", { ParameterValue: "b" }]]);
  });
});
