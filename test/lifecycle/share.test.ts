import assert from "node:assert/strict";
import { ApiError, type Api, type ApiErrorKind, type ApiRequest } from "../../providers/client/api";
import { createApi } from "../../providers/client/create-api";
import { Gate } from "../../providers/client/gate";
import { catalog } from "../../providers/catalog";
import { Lifecycle } from "../../providers/lifecycle";
import type { Grant, Properties } from "../../providers/lifecycle/inputs";
import type { ReadResult } from "../../providers/lifecycle/read";
import type { PartialError } from "../../providers/lifecycle/result";
import { Vault } from "../../providers/lifecycle/secrets/vault";
import { allGrants, share } from "../../providers/lifecycle/share";
import { startSimulator, type Simulator } from "../../simulator";
import { FakeJournal } from "./fake-journal";

const tag = (Grantee: string, AccessType = "read-only"): Grant => ({ AccessType, GranteeType: "tag", Grantee });
const user = (Grantee: string, AccessType = "owner"): Grant => ({ AccessType, GranteeType: "user", Grantee });

describe("Sharing", () => {
  let simulator: Simulator;
  beforeEach(async () => (simulator = await startSimulator()));
  afterEach(() => simulator.close());

  const of = (type: string, exclusiveShares = false): Lifecycle => {
    const api = createApi({
      baseUrl: simulator.url,
      token: simulator.token,
      roleId: simulator.roleId,
      maxConcurrency: 10,
      gate: new Gate(),
      redact: (text) => text,
      retry: { attempts: 1, baseMs: 1 },
    });
    const entry = catalog.get(type);
    assert.ok(entry);
    return new Lifecycle(entry, {
      policy: { protect: [], allow: [], import: [], exclusiveShares, userId: simulator.userId },
      vault: new Vault({ environment: {}, plainEnv: [] }),
      journal: new FakeJournal(),
      api: () => Promise.resolve(api),
    });
  };
  const domain = (grants?: Grant[]): Properties => ({
    DomainName: "sales",
    DisplayName: "Sales",
    logicalId: "rSales",
    ...(grants && { grants }),
  });
  const given = () =>
    (simulator.store.get("domains", "sales")?.grants ?? []).map(
      ({ AccessType, Grantee }) => `${AccessType} ${Grantee}`,
    );
  const byHand = (Grants: unknown) =>
    fetch(`${simulator.url}/_simulator/objects/domains/sales`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ Grants }),
    });
  const writes = () =>
    simulator.log.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

  it("grants what the definition says, and ignores order and case when reading it back", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u1"), user("u2", "editor")]));
    assert.deepEqual(given().sort(), ["editor u2", "owner u1"]);
    const read = await lifecycle.read(id, outs);
    await byHand([user("u2", "editor"), { ...user("u1"), AccessType: "Owner" }]);
    assert.deepEqual(read.props, outs);
    assert.deepEqual((await lifecycle.read(id, outs)).props, outs);
    const news = domain([user("u2", "editor"), user("u1")]);
    assert.equal((await lifecycle.diff(id, read.props ?? {}, news)).changes, false);
  });

  it("reads grants in the order of the state, so that another order is no drift", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u3"), user("u1"), user("u2", "editor")]));
    for (let again = 0; again < 4; again++) {
      const { props = {} } = await lifecycle.read(id, outs);
      assert.deepEqual(props["grants"], outs["grants"]);
    }
  });

  it("changes, adds and revokes only what differs", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u1"), user("u2"), user("u3")]));
    simulator.clearLog();
    await lifecycle.update(id, outs, domain([user("u1"), user("u2", "read-only"), user("u4")]));
    assert.deepEqual(given().sort(), ["owner u1", "owner u4", "read-only u2"]);
    assert.deepEqual(writes(), ["POST /domains/sales/share", "DELETE /domains/sales/share"]);
  });

  it("does not revoke access that was granted by hand", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u1")]));
    await byHand([user("u1"), user("hand")]);
    const { props = {} } = await lifecycle.read(id, outs);
    assert.equal((await lifecycle.diff(id, props, domain([user("u1")]))).changes, false);
    assert.equal(JSON.stringify(props).includes("hand"), false);
    await lifecycle.update(id, props, domain([]));
    assert.deepEqual(given(), ["owner hand"]);
  });

  it("counts as empty if the platform finds nothing, but fails on other errors and unshareable types", async () => {
    const answering = (kind: ApiErrorKind) =>
      ({ send: () => Promise.reject(new ApiError(kind, kind)) }) as unknown as Api;
    const type = catalog.get("Domain")!;
    assert.deepEqual(await allGrants(answering("not-found"), type, "sales", domain()), []);
    await assert.rejects(allGrants(answering("uncertain"), type, "sales", domain()), { message: "uncertain" });
    await assert.rejects(
      allGrants(answering("not-found"), catalog.get("Tag")!, "a#b", { TagKey: "a", TagValue: "b" }),
      {
        name: "UserError",
        message: 'Tag "a.b": a Tag cannot be shared; remove its grants.',
      },
    );
  });

  it("revokes access that was granted by hand if the stack has exclusiveShares", async () => {
    const lifecycle = of("Domain", true);
    const { id, outs } = await lifecycle.create(domain([user("u1")]));
    await byHand([user("u1"), user("hand")]);
    const { props = {} } = await lifecycle.read(id, outs);
    assert.equal((await lifecycle.diff(id, props, domain([user("u1")]))).changes, true);
    await lifecycle.update(id, props, domain([user("u1")]));
    assert.deepEqual(given(), ["owner u1"]);
  });

  it("leaves access granted by hand alone once the definition has no grants, even with exclusiveShares", async () => {
    const lifecycle = of("Domain", true);
    const { id, outs } = await lifecycle.create(domain([user("u1")]));
    await byHand([user("u1"), user("hand")]);
    const grants = ({ props }: ReadResult) =>
      (props?.["grants"] as Grant[]).sort((a, b) => (a.Grantee < b.Grantee ? -1 : 1));
    const read = await lifecycle.read(id, outs);
    const { props = {} } = read;
    assert.deepEqual(
      grants(read).map(({ Grantee, byHand }) => [Grantee, byHand]),
      [
        ["hand", true],
        ["u1", undefined],
      ],
    );
    assert.deepEqual(grants(await lifecycle.read(id, props)), grants(read));
    await lifecycle.update(id, props, domain());
    assert.deepEqual(given(), ["owner hand"]);
  });

  it("manages access that was granted by hand once a definition lists it", async () => {
    const lifecycle = of("Domain", true);
    const { id, outs } = await lifecycle.create(domain([user("u1")]));
    await byHand([user("u1"), user("hand")]);
    const { props = {} } = await lifecycle.read(id, outs);
    simulator.clearLog();
    const { outs: both } = await lifecycle.update(id, props, domain([user("u1"), user("hand")]));
    assert.deepEqual(writes(), []);
    await lifecycle.update(id, both, domain());
    assert.deepEqual(given(), []);
  });

  it("never revokes the service user's own access, and shows no difference for it", async () => {
    const { userId } = simulator;
    const lifecycle = of("Domain", true);
    const { id, outs } = await lifecycle.create(domain([user("u1"), user(userId)]));
    await byHand([user("u1"), user(userId), user("hand")]);
    await lifecycle.update(id, outs, domain([user("u1")]));
    assert.deepEqual(given(), ["owner u1", `owner ${userId}`]);
    const { props = {} } = await lifecycle.read(id, domain([user("u1")]));
    assert.deepEqual(props["grants"], [user("u1")]);
    assert.equal((await lifecycle.diff(id, props, domain([user("u1")]))).changes, false);
  });

  it("takes a user's id for the same if the platform returns it as a number", async () => {
    const sent: unknown[] = [];
    const send = ({ method, body }: ApiRequest) => {
      if (method !== "GET") sent.push([method, body]);
      return Promise.resolve({ Grants: [{ ...user(""), Grantee: 42 }] });
    };
    const { type } = of("Domain");
    const news = domain([user("42"), user("u2")]);
    const policy = { exclusiveShares: true, userId: "us" };
    await share({ send } as Partial<Api> as Api, type, "sales", domain([user("42")]), news, policy);
    assert.deepEqual(sent, [["POST", { Grants: [user("u2")] }]]);
  });

  it("restores access that was revoked by hand", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u1")]));
    await byHand([]);
    const { props = {} } = await lifecycle.read(id, outs);
    assert.equal((await lifecycle.diff(id, props, domain([user("u1")]))).changes, true);
    await lifecycle.update(id, props, domain([user("u1")]));
    assert.deepEqual(given(), ["owner u1"]);
  });

  it("makes no call without grants, and revokes its own ones once they are removed from the definition", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain());
    assert.equal(
      simulator.log.some(({ path }) => path.endsWith("/share")),
      false,
    );
    const shared = await lifecycle.update(id, outs, domain([user("u1")]));
    await lifecycle.update(id, shared.outs, domain());
    assert.deepEqual(given(), []);
  });

  it("revokes what a failed run gave if the definition no longer gives it, and nothing else", async () => {
    const lifecycle = of("Domain");
    const { id, outs } = await lifecycle.create(domain([user("u1", "editor")]));
    await byHand([user("u1", "editor"), user("hand")]);
    simulator.faults.add({
      match: { method: "DELETE", path: "/share" },
      fault: { kind: "status", status: 400, body: { Message: "GE-1001 - no" } },
    });
    const failed = await lifecycle.update(id, outs, domain([user("u2")])).catch((reason: unknown) => reason);
    assert.deepEqual(given(), ["editor u1", "owner hand", "owner u2"]);
    simulator.faults.clear();
    const { outs: reverted } = await lifecycle.update(id, (failed as PartialError).properties, domain([user("u1")]));
    assert.deepEqual(given().sort(), ["owner hand", "owner u1"]);
    assert.deepEqual(reverted["grants"], [user("u1")]);
  });

  it("stays pending if it fails, and is completed by the next run", async () => {
    const lifecycle = of("Domain");
    const wanted = domain([tag("team#a")]);
    const error = await lifecycle.create(wanted).then(
      () => assert.fail("the tag does not exist"),
      (reason: unknown) => reason as PartialError,
    );
    assert.match(error.message, /^Domain "sales" \(rSales\): POST \/domains\/sales\/share was refused: IPV-1002/);
    assert.deepEqual(error.properties["pendingSteps"], ["share"]);
    assert.deepEqual(error.properties["grants"], wanted.grants);
    await of("Tag").create({ TagKey: "team", TagValue: "a", logicalId: "rTag" });
    await lifecycle.update(error.id, error.properties, wanted);
    assert.deepEqual(given(), ["read-only team#a"]);
  });
});
