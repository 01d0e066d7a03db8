import assert from "node:assert/strict";
import { asText, bench, brief, DATAFLOW, dataset, DOMAIN, JOB, refused, ROLE, SOURCE, stopAll, VIEW } from "./support";

describe("simulator: references", () => {
  afterEach(stopAll);

  it("need the domain of a dataset, and prevent its deletion while the dataset exists", async () => {
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

  it("need the datasource of a dataset, and prevent its deletion until the dataset names another", async () => {
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

  it("need the domain of a view, and prevent its deletion while the view exists", async () => {
    const { call, make } = await bench();
    const missing = refused("IPV-1002", "Invalid DomainName - states, resource not found.");
    assert.deepEqual(brief(await call("POST", "/views", VIEW)), missing);
    await call("POST", "/domains", DOMAIN);
    const id = await make("views", VIEW);
    assert.deepEqual(
      brief(await call("DELETE", "/domains/states")),
      refused("GE-1034", "Domain states cannot be deleted, View states.top uses it."),
    );
    await call("DELETE", `/views/${id}`);
    assert.equal((await call("DELETE", "/domains/states")).status, 200);
  });

  it("do not need the tenant of a domain, but prevent its deletion while the domain exists", async () => {
    const { call, make } = await bench();
    const domain = { ...DOMAIN, TenantName: "cadp" };
    assert.equal((await call("POST", "/domains", domain)).status, 200);
    await make("tenants", { TenantName: "cadp" });
    assert.deepEqual(
      brief(await call("DELETE", "/tenants/cadp")),
      refused("GE-1034", "Tenant cadp cannot be deleted, Domain states uses it."),
    );
    await call("DELETE", "/domains/states");
    assert.equal((await call("DELETE", "/tenants/cadp")).status, 200);
  });

  it("need the role or tag of a mapping, also in an update", async () => {
    const { call, make } = await bench();
    const noRole = refused("IPV-1002", "Invalid RoleId - x, resource not found.");
    assert.deepEqual(brief(await call("POST", "/saml-role-mappings", { SamlGroupId: "g", RoleId: "x" })), noRole);
    const RoleId = await make("roles", ROLE);
    const other = await make("roles", { ...ROLE, RoleName: "other" });
    await make("saml-role-mappings", { SamlGroupId: "g", RoleId });
    assert.deepEqual(brief(await call("PUT", "/saml-role-mappings/g", { RoleId: "x" })), noRole);
    assert.equal((await call("PUT", "/saml-role-mappings/g", { RoleId: other })).status, 200);
    assert.equal((await call("GET", "/saml-role-mappings/g")).body.RoleId, other);
    assert.deepEqual(
      brief(await call("POST", "/saml-tag-mappings", { SamlGroupId: "g", Tag: "cicd#admins" })),
      refused("IPV-1002", "Invalid TagKey#TagValue - cicd#admins, resource not found."),
    );
    await make("tags", { TagKey: "cicd", TagValue: "admins" });
    assert.equal(await make("saml-tag-mappings", { SamlGroupId: "g", Tag: "cicd#admins" }), "g#cicd#admins");
    assert.equal((await call("GET", "/saml-tag-mappings/g%23cicd%23admins")).body.Tag, "cicd#admins");
    assert.deepEqual(
      brief(await call("POST", "/saml-tag-mappings", { SamlGroupId: "g", Tag: "cicd#admins" })),
      refused("IPV-1018", "SamlGroupId g, Tag cicd#admins is not unique."),
    );
    assert.deepEqual(
      brief(await call("POST", "/saml-role-mappings", { SamlGroupId: "g", RoleId })),
      refused("IPV-1018", "SamlGroupId g is not unique."),
    );
  });

  it("by mappings, grants, dataflows and jobs prevent deletion if a setting says so", async () => {
    for (const refuseDeleteInUse of [true, false]) {
      const { call, make } = await bench({ refuseDeleteInUse, access: { ms: 0 } });
      await call("POST", "/domains", DOMAIN);
      const RoleId = await make("roles", ROLE);
      await make("saml-role-mappings", { SamlGroupId: "g", RoleId });
      for (const TagValue of ["mapped", "granted"]) await make("tags", { TagKey: "a", TagValue });
      await make("saml-tag-mappings", { SamlGroupId: "g", Tag: "a#mapped" });
      const source = await make("datasources", SOURCE);
      const DatasetId = await make("datasets", dataset("sales"));
      const flow = await make(`datasources/${source}/dataflows`, { ...DATAFLOW, DatasetDetails: [{ DatasetId }] });
      await call("POST", `/datasources/${source}/dataflows/${flow}/share`, {
        Grants: [{ AccessType: "owner", GranteeType: "tag", Grantee: "a#granted" }],
      });
      await make("parameters", { ParameterKey: "p", ParameterType: "String", ParameterValue: "v" });
      const job = await make("jobs", JOB);
      await call("POST", `/jobs/${job}/resourceaccess`, { ParameterAccess: ["p", "SYSTEM.API.URL"] });
      for (const [path, user] of [
        [`/roles/${RoleId}`, "SAMLRoleMapping g"],
        ["/tags/a%23mapped", "SAMLTagMapping g.a#mapped"],
        ["/tags/a%23granted", `Dataflow ${source}.full`],
        [`/datasets/${DatasetId}`, `Dataflow ${source}.full`],
        ["/parameters/p", "Job load"],
      ] as const) {
        const { status, body } = await call("DELETE", path);
        assert.equal(status, refuseDeleteInUse ? 400 : 200, path);
        if (refuseDeleteInUse) assert.ok(asText(body.Message).endsWith(` cannot be deleted, ${user} uses it.`), path);
      }
      const used = refused("GE-1034", `Datasource ${source} cannot be deleted, Dataflow ${source}.full uses it.`);
      assert.deepEqual(brief(await call("DELETE", `/datasources/${source}`)), used);
    }
  });

  it("by a job's access prevent the deletion of datasets and libraries until the job is deleted", async () => {
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

  it("no longer prevent deletion once a job's access is revoked", async () => {
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
