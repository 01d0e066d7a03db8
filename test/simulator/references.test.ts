import assert from "node:assert/strict";
import { asText, bench, brief, dataset, DOMAIN, JOB, refused, stopAll } from "./support";

describe("simulator: references", () => {
  afterEach(stopAll);

  it("needs the domain of a dataset, and keeps it while the dataset is there", async () => {
    const { call, make } = await bench();
    const missing = refused("IPV-1002", "Invalid DomainName - states, resource not found.");
    assert.deepEqual(brief(await call("POST", "/datasets", dataset("sales"))), missing);
    await call("POST", "/domains", DOMAIN);
    const id = await make("datasets", dataset("sales"));
    assert.deepEqual(
      brief(await call("DELETE", "/domains/states")),
      refused("GE-1034", "Domain states cannot be deleted, Dataset states.sales uses it."),
    );
    await call("DELETE", `/datasets/${id}`);
    assert.equal((await call("DELETE", "/domains/states")).status, 200);
  });

  it("needs the datasource a dataset names, and keeps it until the dataset names another", async () => {
    const { call, make } = await bench();
    await call("POST", "/domains", DOMAIN);
    const [a, b] = await Promise.all(
      ["a", "b"].map((name) => make("datasources", { DatasourceName: name, DatasourceType: "jdbc" })),
    );
    assert.deepEqual(
      brief(await call("POST", "/datasets", dataset("sales", { DatasourceId: "x" }))),
      refused("IPV-1002", "Invalid DatasourceId - x, resource not found."),
    );
    const id = await make("datasets", dataset("sales", { DatasourceId: a ?? "" }));
    const used = refused("GE-1034", `Datasource ${a} cannot be deleted, Dataset states.sales uses it.`);
    assert.deepEqual(brief(await call("DELETE", `/datasources/${a}`)), used);
    const body = dataset("sales", { DatasourceId: "x" });
    assert.equal((await call("PUT", `/datasets/${id}/updatemetadata`, body)).status, 400);
    body.DatasourceId = b ?? "";
    assert.equal((await call("PUT", `/datasets/${id}/updatemetadata`, body)).status, 200);
    assert.equal((await call("DELETE", `/datasources/${a}`)).status, 200);
    assert.equal((await call("DELETE", `/datasources/${b}`)).status, 400);
  });

  it("keeps datasets and libraries that a job may use until the job is gone", async () => {
    const { call, make, clock } = await bench({ refuseDeleteInUse: true });
    await call("POST", "/domains", DOMAIN);
    const own = await make("datasets", dataset("own"));
    const read = await make("datasets", dataset("read"));
    const library = await make("libraries", { LibraryName: "common" });
    const job = await make("jobs", JOB);
    const access = {
      DatasetAccess: { Owner: [{ DatasetId: own }], ReadOnly: [{ DatasetId: read }] },
      SharedLibraries: [library],
    };
    assert.equal((await call("POST", `/jobs/${job}/resourceaccess`, access)).status, 200);

    const paths = [`/datasets/${own}`, `/datasets/${read}`, `/libraries/${library}`];
    for (const moment of ["while it is asked for", "when it is given"]) {
      for (const path of paths) {
        const { status, body } = await call("DELETE", path);
        assert.equal(status, 400, moment);
        assert.match(asText(body.Message), /^GE-1034 - .* cannot be deleted, Job load uses it\.$/);
      }
      clock.now += 5;
    }
    await call("DELETE", `/jobs/${job}`);
    for (const path of paths) assert.equal((await call("DELETE", path)).status, 200);
  });

  it("frees what a job may no longer use", async () => {
    const { call, make, clock } = await bench({ refuseDeleteInUse: true });
    const library = await make("libraries", { LibraryName: "common" });
    const job = await make("jobs", JOB);
    for (const SharedLibraries of [[library], []]) {
      await call("POST", `/jobs/${job}/resourceaccess`, { SharedLibraries });
      clock.now += 5;
    }
    assert.equal((await call("DELETE", `/libraries/${library}`)).status, 200);
  });
});
