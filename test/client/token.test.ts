import assert from "node:assert/strict";
import { inspectToken, tokenEnded, tokenEndsSoon, tokenExpired } from "../../providers/client/token";

const NOW = Date.UTC(2026, 0, 1, 12);
const jwt = (claims: unknown) =>
  ["{}", JSON.stringify(claims), "sig"].map((part) => Buffer.from(part).toString("base64url")).join(".");
const endingAt = (ms: number) => jwt({ exp: ms / 1000, sub: "service" });

describe("inspectToken", () => {
  it("tells from exp whether a token is valid, expires within the hour or has expired", () => {
    const state = (ms: number) => inspectToken(endingAt(ms), NOW);
    assert.deepEqual(state(NOW + 3_601_000), { state: "valid", expires: new Date(NOW + 3_601_000) });
    assert.deepEqual(state(NOW + 3_600_000), { state: "ends-soon", expires: new Date(NOW + 3_600_000) });
    assert.deepEqual(state(NOW + 1000), { state: "ends-soon", expires: new Date(NOW + 1000) });
    assert.deepEqual(state(NOW), { state: "expired", expires: new Date(NOW) });
    assert.deepEqual(state(NOW - 1000), { state: "expired", expires: new Date(NOW - 1000) });
  });

  it("treats anything but a JWT as opaque, and a JWT without a usable exp as valid", () => {
    for (const token of ["", "opaque", "a.b", "a.b.c", "...."])
      assert.deepEqual(inspectToken(token, NOW), { state: "opaque" }, token);
    for (const exp of [undefined, "soon", null, 1e300])
      assert.deepEqual(inspectToken(jwt({ exp }), NOW), { state: "valid" });
  });

  it("is complemented by messages for expired and expiring tokens", () => {
    const end = new Date("2026-01-01T12:30:00Z");
    const way = "create a new one in Profile & Settings > Manage Access Tokens";
    const expired = tokenExpired("AMORPHIC_AUTHORIZATION_TOKEN", end);
    assert.equal(expired.name, "UserError");
    assert.equal(
      expired.message,
      `The token in AMORPHIC_AUTHORIZATION_TOKEN expired at 2026-01-01T12:30:00.000Z; ${way}.`,
    );
    assert.equal(
      tokenEndsSoon("my/secret", end, NOW),
      `The token in my/secret expires in 30 min, at 2026-01-01T12:30:00.000Z; a run that takes longer stops there. For a longer one, ${way}.`,
    );
    assert.match(tokenEnded(end, 1), /with 1 call still to be sent; create a new one/);
    assert.match(tokenEnded(end, 2), /with 2 calls still to be sent; /);
    assert.match(tokenEndsSoon("my/secret", end, end.getTime() - 1), / expires in 1 min, /);
  });
});
