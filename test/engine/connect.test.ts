import assert from "node:assert/strict";
import { parseConfig } from "../../providers/engine/config";
import { connect } from "../../providers/engine/connect";
import { setEnvironment } from "../client/environment";
import { StandIn } from "../client/stand-in";

const configOf = (values: Readonly<Record<string, string>>) =>
  parseConfig((key) => ({ apiUrl: "https://api.test", roleId: "role-1", journal: "file:///nowhere", ...values })[key]);
const CALL = { method: "GET", path: "/tags", subject: "Tag" } as const;
const tokenEndingIn = (ms: number) => {
  const claims = Buffer.from(JSON.stringify({ exp: Math.floor((Date.now() + ms) / 1000) })).toString("base64url");
  return `eyJhbGciOi.${claims}.signature`;
};

describe("Connecting", () => {
  let restore = () => undefined as unknown;
  const withToken = (token: string | undefined, name = "AMORPHIC_AUTHORIZATION_TOKEN") =>
    (restore = setEnvironment({ AMORPHIC_AUTHORIZATION_TOKEN: undefined, [name]: token }));
  afterEach(() => restore());

  it("needs neither token nor network for policy, vault and journal", () => {
    withToken(undefined);
    const { policy, vault, journal } = connect(configOf({ userId: "us", import: '["rA"]' }));
    assert.deepEqual(
      [policy.protect, policy.allow, policy.import, policy.userId],
      [["Domain", "Dataset", "Datasource"], [], ["rA"], "us"],
    );
    assert.equal(vault.redact("text"), "text");
    assert.ok(journal);
  });

  it("sends role and token, and redacts the token in output", async () => {
    const server = await new StandIn().start();
    try {
      withToken("a-token-of-tests", "OTHER_TOKEN");
      const platform = connect(configOf({ apiUrl: server.url, tokenEnv: "OTHER_TOKEN" }));
      await (await platform.api()).send(CALL);
      assert.equal(await platform.api(), await platform.api());
      const { authorization, role_id } = server.received[0]?.headers ?? {};
      assert.deepEqual([authorization, role_id], ["a-token-of-tests", "role-1"]);
      assert.equal(platform.vault.redact("it said a-token-of-tests"), "it said [secret]");
    } finally {
      await server.stop();
    }
  });

  it("does not let resources use the token's variable, whatever its name", () => {
    withToken("a-token-of-tests", "OTHER_TOKEN");
    const { vault } = connect(configOf({ tokenEnv: "OTHER_TOKEN" }));
    assert.throws(
      () => vault.seal({ "!Environ": "OTHER_TOKEN" }, undefined, { path: "TagKey", object: "", isPlain: true }),
      {
        name: "UserError",
        message:
          "TagKey: the environment variable OTHER_TOKEN is reserved for the run itself, so no resource can use it. Set the value in another variable.",
      },
    );
  });

  it("fails every call in the same way if the token is missing or has expired", async () => {
    withToken(undefined);
    const without = connect(configOf({}));
    for (let i = 0; i < 2; i++) await assert.rejects(without.api(), /AMORPHIC_AUTHORIZATION_TOKEN is not set/);
    restore();
    withToken(tokenEndingIn(-1000));
    await assert.rejects(
      connect(configOf({})).api(),
      /^UserError: The token in AMORPHIC_AUTHORIZATION_TOKEN expired at /,
    );
  });

  it("warns on stderr that the token expires soon, and continues", async () => {
    withToken(tokenEndingIn(30 * 60_000));
    const said: unknown[] = [];
    const print = console.error;
    console.error = (text: unknown) => said.push(text);
    try {
      await connect(configOf({})).api();
    } finally {
      console.error = print;
    }
    assert.match(String(said[0]), /^The token in AMORPHIC_AUTHORIZATION_TOKEN expires in (29|30) min, /);
    assert.equal(said.length, 1);
  });

  it("reports that no simulator is running only when a call needs it", async () => {
    const before = process.cwd();
    process.chdir("/");
    try {
      const platform = connect(configOf({ apiUrl: "simulator" }));
      await assert.rejects(platform.api(), {
        message:
          "amorphic:apiUrl is simulator, but .amorphic/simulator.json does not exist, so no simulator is running. Start it with `npm start`.",
      });
    } finally {
      process.chdir(before);
    }
  });

  it("keys fingerprints with the stack's key, and takes variables from the environment it is given", () => {
    const sealed = (fingerprintKey: string) => {
      const { vault } = connect(configOf({ fingerprintKey, plainEnv: '["STAGE"]' }), { STAGE: "dev", PASSWORD: "p" });
      return ["STAGE", "PASSWORD"].map((name) =>
        vault.seal({ "!Environ": name }, undefined, { path: "Description", object: "" }),
      );
    };
    const [one, other] = ["a", "b"].map((letter) => sealed(letter.repeat(32)));
    assert.deepEqual([one?.[0], other?.[0]], ["dev", "dev"]);
    assert.match(JSON.stringify(one?.[1]), /"fingerprint":/);
    assert.notDeepEqual(one?.[1], other?.[1]);
  });

  it("revokes access only if the stack says so", () => {
    for (const exclusiveShares of [true, false]) {
      const config = configOf({ userId: "us", exclusiveShares: String(exclusiveShares) });
      assert.equal(connect(config).policy.exclusiveShares, exclusiveShares);
    }
  });

  it("sends nothing more once the token has expired by the server's clock", async () => {
    const server = await new StandIn().start();
    const date = new Date(Date.now() + 3 * 3_600_000).toUTCString();
    server.handler = () => ({ json: {}, headers: { date } });
    try {
      withToken(tokenEndingIn(2 * 3_600_000));
      const api = await connect(configOf({ apiUrl: server.url })).api();
      await api.send(CALL);
      await assert.rejects(api.send(CALL), /: nothing was sent\. The token expired at /);
      assert.equal(server.received.length, 1);
    } finally {
      await server.stop();
    }
  });
});
