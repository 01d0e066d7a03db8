import assert from "node:assert/strict";
import { bench, brief, DATAFLOW, dataset, DOMAIN, JOB, PARAMETER, refused, ROLE, SCHEDULE } from "./support";
import { SOURCE, stopAll, VIEW } from "./support";

const ANN = { AccessType: "owner", GranteeType: "user", Grantee: "ann" };
const ADMINS = { AccessType: "read-only", GranteeType: "tag", Grantee: "cicd#admins" };

describe("simulator: sharing", () => {
  afterEach(stopAll);

  async function withDomain(settings: Parameters<typeof bench>[0] = {}) {
    const parts = await bench({ reorder: false, changeCase: false, ...settings });
    await parts.call("POST", "/domains", DOMAIN);
    await parts.make("tags", { TagKey: "cicd", TagValue: "admins" });
    const share = (method: string, Grants: unknown, more = {}) =>
      parts.call(method, "/domains/states/share", { Grants, ...more });
    const grants = async () => (await parts.call("GET", "/domains/states/share")).body.Grants;
    return { ...parts, share, grants };
  }

  it("adds grants, changes those of known grantees, and revokes them", async () => {
    const { call, share, grants } = await withDomain();
    assert.deepEqual(brief(await call("GET", "/domains/states/share")), { status: 200, body: { Grants: [] } });
    const granted = { status: 200, body: { Message: "Access granted successfully." } };
    assert.deepEqual(brief(await share("POST", [{ ...ANN, Reason: "r" }, ADMINS])), granted);
    assert.deepEqual(await grants(), [{ ...ANN, Reason: "r" }, ADMINS]);
    await share("POST", [{ ...ANN, AccessType: "editor" }]);
    assert.deepEqual(await grants(), [ADMINS, { ...ANN, AccessType: "editor" }]);
    await share("POST", [{ ...ANN, GranteeType: "User", AccessType: "Owner" }]);
    assert.deepEqual(await grants(), [ADMINS, { ...ANN, GranteeType: "User", AccessType: "Owner" }]);
    const revoked = { status: 200, body: { Message: "Access revoked successfully." } };
    assert.deepEqual(brief(await share("DELETE", [{ GranteeType: "user", Grantee: "ann" }])), revoked);
    assert.deepEqual(await grants(), [ADMINS]);
    assert.deepEqual(brief(await share("DELETE", [{ GranteeType: "user", Grantee: "ann" }])), revoked);
    await share("DELETE", [{ GranteeType: "tag", Grantee: "cicd#admins" }]);
    assert.deepEqual(await grants(), []);
  });

  it("is not part of the object, and not a change of it", async () => {
    const { call, share, clock } = await withDomain();
    const before = (await call("GET", "/domains/states")).body;
    clock.now += 5000;
    await share("POST", [ANN]);
    assert.deepEqual((await call("GET", "/domains/states")).body, before);
    await call("PUT", "/domains/states", { DisplayName: "S" });
    assert.deepEqual((await call("GET", "/domains/states/share")).body, { Grants: [ANN] });
    await call("DELETE", "/domains/states");
    await call("POST", "/domains", DOMAIN);
    assert.deepEqual((await call("GET", "/domains/states/share")).body, { Grants: [] });
  });

  it("needs an existing tag to grant access, but not to revoke it", async () => {
    const { call, share, grants } = await withDomain();
    const missing = refused("IPV-1002", "Invalid TagKey#TagValue - a#b, resource not found.");
    assert.deepEqual(brief(await share("POST", [ANN, { ...ADMINS, Grantee: "a#b" }])), missing);
    assert.deepEqual(await grants(), []);
    await share("POST", [ADMINS]);
    assert.equal((await call("DELETE", "/tags/cicd%23admins")).status, 200);
    assert.equal((await share("DELETE", [{ GranteeType: "tag", Grantee: "cicd#admins" }])).status, 200);
    assert.deepEqual(await grants(), []);
  });

  it("rejects a body in another format, and then changes nothing", async () => {
    const { share, grants } = await withDomain();
    const levels = "expected one of owner, editor, read-only.";
    for (const [method, body, text, more] of [
      ["POST", undefined, "Invalid Grants, expected a list."],
      ["POST", {}, "Invalid Grants, expected a list."],
      ["POST", [ANN], "Invalid key Other, expected Grants.", { Other: 1 }],
      ["POST", ["ann"], "Invalid GranteeType - , expected one of user, tag."],
      ["POST", [{ ...ANN, GranteeType: "group" }], "Invalid GranteeType - group, expected one of user, tag."],
      ["POST", [{ ...ANN, Grantee: "" }], "Invalid Grantee, expected a string."],
      ["POST", [{ ...ANN, Grantee: ["ann"] }], "Invalid Grantee, expected a string."],
      ["POST", [ADMINS, { ...ANN, AccessType: "viewer" }], `Invalid AccessType - viewer, ${levels}`],
      ["POST", [ANN, { ...ANN, AccessType: "editor" }], "Invalid Grants, ann is listed twice."],
      ["DELETE", undefined, "Invalid Grants, expected a list."],
      ["DELETE", [ANN], "Invalid key AccessType, expected GranteeType and Grantee."],
      ["DELETE", [{ GranteeType: "user" }], "Invalid Grantee, expected a string."],
    ] as const) {
      assert.deepEqual(brief(await share(method, body, more)), refused("IPV-1001", text));
    }
    assert.deepEqual(await grants(), []);
  });

  it("requires a body", async () => {
    const { call } = await withDomain();
    const text = "Invalid request body, expected a JSON object.";
    for (const method of ["POST", "DELETE"]) {
      assert.deepEqual(brief(await call(method, "/domains/states/share")), refused("IPV-1001", text));
    }
  });

  it("exists for the types that can be shared", async () => {
    const { call, make } = await withDomain();
    const source = await make("datasources", SOURCE);
    for (const [collection, body] of [
      ["datasets", dataset("sales")],
      ["datasources", { ...SOURCE, DatasourceName: "b" }],
      ["jobs", JOB],
      ["libraries", { LibraryName: "l" }],
      ["parameters", PARAMETER],
      ["schedules", SCHEDULE],
      ["views", VIEW],
      [`datasources/${source}/dataflows`, DATAFLOW],
    ] as const) {
      const path = `/${collection}/${await make(collection, body)}/share`;
      assert.equal((await call("POST", path, { Grants: [ANN] })).status, 200, path);
      assert.deepEqual((await call("GET", path)).body, { Grants: [ANN] });
    }
  });

  it("does not exist for tags, roles, mappings and tenants, or for missing objects", async () => {
    const { call, make } = await withDomain();
    const RoleId = await make("roles", ROLE);
    await make("saml-role-mappings", { SamlGroupId: "g", RoleId });
    await make("saml-tag-mappings", { SamlGroupId: "g", Tag: "cicd#admins" });
    await make("tenants", { TenantName: "t" });
    const one = ["tags/cicd%23admins", `roles/${RoleId}`, "tenants/t", "saml-role-mappings/g"];
    for (const path of [...one, "saml-tag-mappings/g%23cicd%23admins"]) {
      assert.equal((await call("GET", `/${path}`)).status, 200, path);
      assert.equal((await call("GET", `/${path}/share`)).status, 403, path);
    }
    const missing = refused("IPV-1002", "Invalid Id - x, resource not found.");
    assert.deepEqual(brief(await call("GET", "/jobs/x/share")), missing);
    assert.deepEqual(brief(await call("POST", "/jobs/x/share", { Grants: [] })), missing);
    assert.deepEqual(brief(await call("DELETE", "/jobs/x/share", { Grants: [] })), missing);
  });

  it("is refused while the object is being deleted", async () => {
    const { call, share } = await withDomain({ slowDelete: true });
    await call("DELETE", "/domains/states");
    const refusal = refused("GE-1034", "Domain states is being deleted.");
    assert.deepEqual(brief(await share("POST", [ANN])), refusal);
    assert.deepEqual(brief(await share("DELETE", [])), refusal);
  });

  it("comes back in another order and case", async () => {
    const { share, grants } = await withDomain({ reorder: true, changeCase: true });
    await share("POST", [ANN, ADMINS]);
    assert.deepEqual(await grants(), [
      { AccessType: "Read-only", GranteeType: "Tag", Grantee: "cicd#admins" },
      { AccessType: "Owner", GranteeType: "User", Grantee: "ann" },
    ]);
  });
});
