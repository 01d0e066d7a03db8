import assert from "node:assert/strict";
import type { Facts, JsonObject } from "../../simulator";
import { bench, brief, dataset, DOMAIN, JOB, PLAIN, refused, stopAll } from "./support";

const UNKNOWN = { status: 403, body: { message: "Missing Authentication Token" } };

describe("simulator: different facts about updates", () => {
  afterEach(stopAll);

  const withFacts = (facts: Facts) => bench(PLAIN, { facts });

  it("can require the whole object without its id in an update", async () => {
    const { call, make } = await withFacts({
      Job: { updateBody: "whole", idKey: "JobId" },
      Domain: { updateBody: "whole" },
      Tenant: { updateBody: "whole", idKey: "TenantId" },
    });
    const job = await make("jobs", { ...JOB, MaxCapacity: 1, Description: "", Keywords: [] });
    const put = (body: JsonObject) => call("PUT", `/jobs/${job}`, body);
    assert.deepEqual(brief(await put({ MaxCapacity: 2 })), refused("IPV-1001", "Missing JobName."));
    assert.deepEqual(brief(await put({ ...JOB, MaxCapacity: 1 })).status, 200);
    assert.deepEqual(brief(await put(JOB)), refused("IPV-1001", "Missing MaxCapacity."));
    const live = (await call("GET", `/jobs/${job}`)).body;
    assert.deepEqual(
      brief(await put({ ...live, MaxCapacity: 2 })),
      refused("IPV-1001", "Invalid key Id, it is not part of the body."),
    );
    const { JobId: _, ...whole } = live;
    assert.equal((await put({ ...whole, MaxCapacity: 2 })).status, 200);
    assert.equal((await call("GET", `/jobs/${job}`)).body.MaxCapacity, 2);

    await make("domains", { ...DOMAIN, DisplayName: "S" });
    assert.equal((await call("PUT", "/domains/states", { DisplayName: "T" })).status, 200);
    const tenant = await make("tenants", { TenantName: "cadp" });
    assert.equal((await call("PUT", `/tenants/${tenant}`, { TenantName: "cadp", TenantDescription: "d" })).status, 200);
    assert.deepEqual(
      brief(await call("PUT", `/tenants/${tenant}`, { TenantName: "cadp", TenantId: tenant, TenantDescription: "d" })),
      refused("IPV-1001", "Invalid key TenantId, it is set by Amorphic."),
    );
    assert.equal((await call("PUT", "/jobs/x", {})).status, 400);
  });

  it("can take only the changes of a dataset, in a single update call", async () => {
    const { call, make } = await withFacts({
      Dataset: { updateBody: "changes", calls: { update: "PATCH /datasets/{id}" } },
    });
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    assert.equal((await call("PATCH", `/datasets/${id}`, { DatasetDescription: "d" })).status, 200);
    const { DatasetDescription, FileType } = (await call("GET", `/datasets/${id}`)).body;
    assert.deepEqual([DatasetDescription, FileType], ["d", "csv"]);
    assert.deepEqual(brief(await call("PUT", `/datasets/${id}/updatemetadata`, {})), UNKNOWN);
  });
});
