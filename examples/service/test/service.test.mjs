import assert from "node:assert/strict";
import { once } from "node:events";
import { createService } from "../service.mjs";

describe("the service", () => {
  let service;
  before(async () => {
    service = createService().listen(0, "127.0.0.1");
    await once(service, "listening");
  });
  after(() => service.close());
  const ask = (path, method = "GET") => fetch(`http://127.0.0.1:${service.address().port}${path}`, { method });

  it("is well", async () => assert.deepEqual(await (await ask("/health")).json(), { status: "ok" }));
  it("lists datasets, whatever the query", async () => {
    assert.deepEqual(await (await ask("/datasets?x=1")).json(), [{ name: "customers" }, { name: "orders" }]);
  });
  it("knows no other path", async () => assert.equal((await ask("/secrets")).status, 404));
  it("can only be read", async () => assert.equal((await ask("/datasets", "DELETE")).status, 405));
});
