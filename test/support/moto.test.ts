import assert from "node:assert/strict";
import { startMoto } from "./moto";

describe("startMoto", () => {
  it("answers on the loopback interface, forgets on reset, and stops", async function () {
    this.timeout(60_000);
    const moto = await startMoto();
    try {
      assert.match(moto.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(moto.environment.AWS_ENDPOINT_URL, moto.url);
      const bucket = `${moto.url}/kept`;
      assert.equal((await fetch(bucket, { method: "PUT" })).status, 200);
      assert.equal((await fetch(bucket, { method: "HEAD" })).status, 200);
      await moto.reset();
      assert.equal((await fetch(bucket, { method: "HEAD" })).status, 404);
    } finally {
      await moto.stop();
    }
    await assert.rejects(fetch(moto.url));
  });
});
