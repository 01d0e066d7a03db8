import assert from "node:assert/strict";
import { readToken, type TokenSource } from "../../providers/client/token-source";
import { setEnvironment } from "./environment";
import { startMoto, type Moto } from "../support/moto";

async function message(source: TokenSource, env: Record<string, string> = {}): Promise<string> {
  const error: unknown = await readToken(source, env).then(
    () => assert.fail("it succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && error.name === "UserError", String(error));
  return error.message;
}

describe("readToken", () => {
  describe("from the environment", () => {
    it("reads AMORPHIC_AUTHORIZATION_TOKEN unless another variable is named, and trims whitespace", async () => {
      assert.equal(await readToken({}, { AMORPHIC_AUTHORIZATION_TOKEN: " a.b.c\n" }), "a.b.c");
      assert.equal(await readToken({ tokenEnv: "MINE" }, { MINE: "x", AMORPHIC_AUTHORIZATION_TOKEN: "y" }), "x");
    });

    it("names the variable if it is not set or empty", async () => {
      const start = "The environment variable AMORPHIC_AUTHORIZATION_TOKEN is";
      assert.ok((await message({})).startsWith(`${start} not set: set it to the token of Amorphic's API (`));
      assert.ok((await message({}, { AMORPHIC_AUTHORIZATION_TOKEN: " " })).startsWith(`${start} empty:`));
      assert.match(
        await message({ tokenEnv: "MINE" }),
        /^The environment variable MINE is not set: set it to the token/,
      );
    });

    it("says if only the default variable has a token, as in the pipeline", async () => {
      assert.equal(
        await message({ tokenEnv: "MINE" }, { AMORPHIC_AUTHORIZATION_TOKEN: "y" }),
        "The environment variable MINE is not set, but AMORPHIC_AUTHORIZATION_TOKEN has a value: to use it, remove " +
          "amorphic:tokenEnv from the stack's file; otherwise set MINE.",
      );
    });

    it("refuses what cannot be a token, without showing it", async () => {
      assert.equal(
        await message({ tokenEnv: "MINE" }, { MINE: "Bearer s3cr3t" }),
        'The token in MINE begins with "Bearer ", which Amorphic does not accept: store the token alone.',
      );
      for (const bad of ["s3c r3t", "s3c\nr3t", "s3cr3t\u00e9"]) {
        assert.match(
          await message({ tokenEnv: "MINE" }, { MINE: bad }),
          /^The token in MINE contains a space or another character/,
        );
      }
    });
  });

  describe("from Secrets Manager", () => {
    let moto: Moto;
    let arn = "";
    let restore: () => void;

    before(async function () {
      this.timeout(60_000);
      moto = await startMoto();
      restore = setEnvironment(moto.environment);
      const { SecretsManagerClient, CreateSecretCommand } = await import("@aws-sdk/client-secrets-manager");
      const store = async (
        region: string,
        Name: string,
        value: { SecretString: string } | { SecretBinary: Buffer },
      ) => {
        const client = new SecretsManagerClient({ region });
        return (await client.send(new CreateSecretCommand({ Name, ...value }))).ARN ?? "";
      };
      await store("us-east-1", "amorphic/plain", { SecretString: "a.b.c\n" });
      await store("us-east-1", "amorphic/json", { SecretString: '{"token":"d.e.f","n":1,"deep":{"s3cr3t":1}}' });
      await store("us-east-1", "amorphic/bytes", { SecretBinary: Buffer.from("s3cr3t") });
      await store("us-east-1", "amorphic/bearer", { SecretString: "bearer s3cr3t" });
      arn = await store("eu-west-1", "amorphic/far", { SecretString: '{"token":"g.h.i"}' });
    });

    after(async () => {
      restore();
      await moto.stop();
    });

    it("reads by name, by name and key, and by ARN in the region that it names", async () => {
      assert.equal(await readToken({ tokenSecret: "amorphic/plain" }, {}), "a.b.c");
      assert.equal(await readToken({ tokenSecret: "amorphic/json#token" }, {}), "d.e.f");
      assert.equal(await readToken({ tokenSecret: `${arn}#token` }, {}), "g.h.i");
    });

    it("says what is wrong with the reference or the secret, without its value", async () => {
      const said = (tokenSecret: string) => message({ tokenSecret });
      assert.match(
        await said("amorphic/none"),
        /^The secret amorphic\/none could not be read: ResourceNotFoundException: .*\. Check the secret's name, account and region\.$/,
      );
      assert.equal(
        await said("amorphic/json#tokn"),
        'The secret amorphic/json has no text under "tokn"; its keys are "token", "n", "deep".',
      );
      assert.equal(
        await said("amorphic/json#deep"),
        'The secret amorphic/json has no text under "deep"; its keys are "token", "n", "deep".',
      );
      assert.equal(
        await said("amorphic/plain#token"),
        'The secret amorphic/plain is not a JSON object, so it has no key "token".',
      );
      assert.equal(
        await said("amorphic/json"),
        "The secret amorphic/json is a JSON object; name the token's key, such as amorphic/json#token.",
      );
      assert.equal(await said("amorphic/bytes"), "The secret amorphic/bytes is binary; store it as text.");
      assert.match(await said("amorphic/bearer"), /^The token in the secret amorphic\/bearer begins with "Bearer "/);
      assert.match(await said("#token"), /does not name a secret/);
    });

    it("says what to do if AWS cannot be reached or there are no credentials", async () => {
      const said = async (values: Record<string, string | undefined>): Promise<string> => {
        const back = setEnvironment(values);
        return message({ tokenSecret: "x" }).finally(back);
      };
      assert.match(
        await said({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }),
        /^The secret x could not be read: ECONNREFUSED.*Check the network and the endpoint\.$/,
      );
      assert.match(
        await said({ AWS_ACCESS_KEY_ID: undefined }),
        /CredentialsProviderError: Could not load credentials.*Check the AWS credentials: sign in \(aws sso login\), or set AWS_PROFILE\.$/,
      );
    });
  });
});
