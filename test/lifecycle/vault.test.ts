import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { UserError } from "../../providers/errors";
import { Vault, type Place } from "../../providers/lifecycle/secrets/vault";
import { KEY, vaultOf } from "./stage";

const environ = (name: string) => ({ "!Environ": name });
const secret = (name: string) => ({ "!Secret": name });
const P = { path: "P", object: "O" };
const fingerprintOf = (sealed: unknown) => (sealed as { fingerprint?: string }).fingerprint;

describe("Sealing secrets", () => {
  it("reaches every depth, binds each to its place, and leaves everything else unchanged", () => {
    const value = { a: [environ("NAME"), { b: environ("NAME"), c: null }], d: 1, "": "x" };
    const sealed = vaultOf({ NAME: "hunter2" }).seal(value, undefined, P) as typeof value;
    assert.deepEqual(Object.keys(sealed), ["a", "d", ""]);
    assert.ok(!JSON.stringify(sealed).includes("hunter2"));
    assert.notEqual(fingerprintOf(sealed.a[0]), fingerprintOf((sealed.a[1] as { b: unknown }).b), "bound to the place");
    assert.deepEqual([sealed.d, sealed[""]], [1, "x"]);
    const [first, second] = vaultOf({ NAME: "hunter2" }).seal(
      [environ("NAME"), environ("NAME")],
      undefined,
      P,
    ) as unknown[];
    const [other] = vaultOf({ NAME: "hunter2" }).seal([environ("NAME")], undefined, { ...P, object: "Q" }) as unknown[];
    assert.equal(new Set([first, second, other].map(fingerprintOf)).size, 3, "bound to the object and the place");
  });

  it("computes a fingerprint only from key, object, place and value", () => {
    const seal = (key: string, value: string, place: Place, name = "NAME") =>
      fingerprintOf(
        new Vault({ key, environment: { [name]: value }, plainEnv: [] }).seal(environ(name), undefined, place),
      );
    const one = seal(KEY, "v", P);
    assert.equal(seal(KEY, "v", P, "OTHER"), one);
    assert.equal(seal(KEY, "v", { ...P, isImmutable: true }), one);
    for (const other of [
      seal(`${KEY}x`, "v", P),
      seal(KEY, "w", P),
      seal(KEY, "v", { ...P, path: "Q" }),
      seal(KEY, "v", { ...P, object: "Q" }),
    ]) {
      assert.notEqual(other, one);
    }
  });

  it("renews fingerprints of earlier versions, unless that would replace an object", () => {
    const former = createHmac("sha256", KEY).update("P\0hunter2").digest("hex").slice(0, 32);
    const old = { ...environ("NAME"), fingerprint: former };
    const sealed = (value: string, isImmutable: boolean) =>
      fingerprintOf(vaultOf({ NAME: value }).seal(environ("NAME"), old, { ...P, isImmutable }));
    const now = fingerprintOf(vaultOf({ NAME: "hunter2" }).seal(environ("NAME"), undefined, P));
    assert.deepEqual([sealed("hunter2", true), sealed("hunter2", false)], [former, now]);
    const rotated = fingerprintOf(vaultOf({ NAME: "hunter3" }).seal(environ("NAME"), undefined, P));
    assert.deepEqual([sealed("hunter3", true), sealed("hunter3", false)], [rotated, rotated]);
  });

  it("resolves plain variables, which must be set", () => {
    const vault = vaultOf({ STAGE: "dev", EMPTY: "" }, ["STAGE", "EMPTY", "NONE"]);
    assert.deepEqual(vault.seal([environ("STAGE")], undefined, P), ["dev"]);
    for (const name of ["EMPTY", "NONE"]) {
      assert.throws(() => vault.seal({ a: environ(name) }, undefined, P), {
        name: "UserError",
        message: `P.a: the environment variable ${name} is not set. Set it and run again.`,
      });
    }
  });

  it("does not confuse a secret in AWS with a plain or reserved variable of the same name", () => {
    const vault = vaultOf({ STAGE: "dev" }, ["STAGE"]);
    for (const name of ["STAGE", "AMORPHIC_AUTHORIZATION_TOKEN"]) {
      assert.deepEqual(vault.seal(secret(name), undefined, P), secret(name));
    }
    assert.deepEqual(
      vault.seal(environ("NAME"), { ...secret("NAME"), fingerprint: "f" }, P),
      environ("NAME"),
      "nor its fingerprint",
    );
    assert.throws(() => vault.seal(secret("STAGE"), undefined, { ...P, isPlain: true }), {
      name: "UserError",
      message: 'the plan needs "P", but the value of a !Secret is never shown; write the name, or an !Environ',
    });
  });

  it("refuses variables reserved for the run, as plain values and as secrets", () => {
    const environment = { AMORPHIC_AUTHORIZATION_TOKEN: "eyJsecret", MINE: "eyJsecret" };
    const vault = new Vault({ key: KEY, environment, plainEnv: [], tokenEnv: "MINE" });
    for (const name of ["AMORPHIC_AUTHORIZATION_TOKEN", "MINE"]) {
      for (const isPlain of [true, false]) {
        assert.throws(() => vault.seal([environ(name)], undefined, { ...P, isPlain }), {
          name: "UserError",
          message: `P[0]: the environment variable ${name} is reserved for the run itself, so no resource can use it. Set the value in another variable.`,
        });
      }
    }
  });

  it("rejects a variable with a secret-sounding name where its value would be readable, unless it is listed in plainEnv", () => {
    const seal = (plainEnv: string[]) =>
      vaultOf({ GH_PAT_2_TOKEN: "x" }, plainEnv).seal([environ("GH_PAT_2_TOKEN")], undefined, { ...P, isPlain: true });
    assert.throws(() => seal([]), {
      name: "UserError",
      message:
        '"P[0]" is not secret, but by its name the environment variable GH_PAT_2_TOKEN is. Use another variable, or list this ' +
        "one in amorphic:plainEnv if its value may be read by everyone.",
    });
    assert.deepEqual(seal(["GH_PAT_2_TOKEN"]), ["x"]);
  });

  it("keeps a fingerprint only for the same variable at the same place", () => {
    const vault = vaultOf();
    const old = { ...environ("NAME"), fingerprint: "f" };
    assert.deepEqual(vault.seal({ a: environ("NAME") }, { a: old }, P), { a: old });
    assert.deepEqual(vault.seal([0, environ("NAME")], [0, old], P), [0, old]);
    assert.deepEqual(vault.seal({ a: environ("OTHER") }, { a: old }, P), { a: environ("OTHER") });
    assert.deepEqual(vault.seal({ b: environ("NAME") }, { a: old }, P), { b: environ("NAME") });
    assert.deepEqual(vault.seal([environ("NAME")], { 0: old }, P), [environ("NAME")]);
    assert.deepEqual(vault.seal({ constructor: environ("NAME") }, {}, P), { constructor: environ("NAME") });
  });

  it("needs a key as soon as a secret has a value, and says how to get one", () => {
    const vault = new Vault({ environment: { NAME: "x" }, plainEnv: [] });
    assert.deepEqual(vault.seal(environ("NONE"), undefined, P), environ("NONE"));
    assert.throws(() => vault.seal(environ("NAME"), undefined, P), {
      message:
        "amorphic:fingerprintKey is not set, so a changed secret could not be detected without storing it. " +
        "Run `bin/amorphic-cicd bootstrap --stack <stack>`, which creates one.",
    });
  });
});

describe("Opening secrets", () => {
  it("inserts their values at every depth", () => {
    const vault = vaultOf({ A: "1", B: "2" });
    assert.deepEqual(vault.open({ a: [environ("A"), { b: environ("B") }], c: [null, 0] }, "X"), {
      a: ["1", { b: "2" }],
      c: [null, 0],
    });
  });

  it("refuses to send the API's token, under any name", async () => {
    const TOKEN = "eyJhbGciOiJub25lIn0";
    const readSecret = (name: string) => Promise.resolve(name === "whole" ? JSON.stringify({ TOKEN }) : TOKEN);
    const environment = { MINE: `${TOKEN}\n`, OTHER: "eyJ" };
    const vault = new Vault({ key: KEY, environment, plainEnv: [], readSecret });
    const body = [secret("one"), secret("whole"), environ("MINE"), environ("OTHER")];
    await vault.load(body);
    vault.hideToken(TOKEN);
    for (const [i, name] of ["!Secret one", "!Secret whole", "!Environ MINE"].entries()) {
      assert.throws(() => vault.open({ a: [body[i]] }, 'Job "load" (rLoad)'), {
        name: "UserError",
        message: `Job "load" (rLoad): ${name} holds the token of Amorphic's API, which no resource may use. Use another secret.`,
      });
    }
    assert.deepEqual(vault.open([body[3]], "X"), ["eyJ"]);
    assert.equal(vault.redact(TOKEN), "[secret]");
    vault.hideToken("eyJ");
    assert.throws(() => vault.open([body[3]], "X"), /^UserError: X: !Environ OTHER holds the token/);
    assert.deepEqual(vault.open(body[0], "X"), TOKEN, "a short token may occur in any text");
  });

  it("names every variable that is not set, each once", () => {
    const missing = { a: environ("B"), b: [environ("A"), environ("B")], c: environ("EMPTY"), d: environ("SET") };
    assert.throws(() => vaultOf({ SET: "x", EMPTY: "" }).open(missing, 'Job "load" (rLoad)'), {
      name: "UserError",
      message:
        'Job "load" (rLoad): the environment variables A, B, EMPTY must be set: the definition reads a secret from them. ' +
        "Set them where the deployment runs, and run again.",
    });
  });
});

describe("A secret in AWS", () => {
  it("is read once, and reported beside missing variables if it is empty or cannot be read", async () => {
    const known: Readonly<Record<string, string>> = { empty: "", good: "hunter2" };
    const asked: string[] = [];
    const readSecret = async (name: string) => {
      asked.push(name);
      await new Promise(setImmediate);
      if (name in known) return known[name] ?? "";
      throw new UserError(`The secret ${name} could not be read: no network.`);
    };
    const vault = new Vault({ key: KEY, environment: {}, plainEnv: [], readSecret });
    const value = [...["away", "empty", "good"].map(secret), environ("A")];
    await Promise.all([vault.load([value, value]), vault.load(value)]);
    await vault.load(value);
    assert.deepEqual(asked, ["away", "empty", "good"]);
    assert.equal(vault.open(value[2], "X"), "hunter2");
    assert.throws(() => vault.open(value, 'Job "load" (rLoad)'), {
      name: "UserError",
      message:
        'Job "load" (rLoad): the environment variable A must be set: the definition reads a secret from it. ' +
        "Set it where the deployment runs, and run again. The secret away could not be read: no network. The secret empty is empty.",
    });
    assert.throws(() => vault.open(value[1], "X"), { message: "X: the secret empty is empty." });
  });
});

describe("Redacting", () => {
  const hiding = (...values: string[]) => {
    const vault = vaultOf();
    for (const value of values) vault.hide(value);
    return (text: string) => vault.redact(text);
  };

  it("removes a secret in every form in which it may be quoted", () => {
    const password = 'pa$$ "wörd"\n+/';
    const redact = hiding(password);
    const base64 = Buffer.from(password).toString("base64");
    for (const form of [password, JSON.stringify(password), encodeURIComponent(password), base64]) {
      assert.doesNotMatch(redact(`<${form}>`), /pa|w(ö|%C3)|cGEk/);
      assert.match(redact(`<${form}>`), /\[secret\]/);
    }
  });

  it("removes it inside longer text, in Base64 without padding, and with or without its final line break", () => {
    const redact = hiding('hunter"22\n');
    assert.equal(redact(JSON.stringify({ text: 'x hunter"22\n y' })), '{"text":"x [secret] y"}');
    assert.equal(redact('x hunter"22 y'), "x [secret] y");
    for (const text of ['hunter"22', 'hunter"22\n']) {
      const base64 = Buffer.from(text).toString("base64");
      assert.equal(redact(`${base64.replaceAll("=", "")}.`), "[secret].");
    }
  });

  it("removes what was sealed, opened or hidden so far, and nothing else", () => {
    const vault = vaultOf({ SEALED: "hunter22", OPENED: "hunter33" });
    assert.equal(vault.redact("hunter22 hunter33"), "hunter22 hunter33");
    vault.seal(environ("SEALED"), undefined, P);
    vault.open(environ("OPENED"), "X");
    assert.equal(vault.redact("hunter22 hunter33 hunter44"), "[secret] [secret] hunter44");
    vault.hide("hunter44");
    assert.equal(vault.redact("hunter22 hunter33 hunter44"), "[secret] [secret] [secret]", "what came later, too");
  });

  it("leaves no remainder if one secret contains another", () => {
    for (const order of [
      ["pass", "password"],
      ["password", "pass"],
    ]) {
      assert.equal(hiding(...order)("password pass passport"), "[secret] [secret] [secret]port");
    }
  });

  it("does not redact its own placeholder", () => {
    assert.equal(hiding("secret", "[secret]", "abcd")("the secret abcd"), "the [secret] [secret]");
  });

  it("treats special characters of regular expressions literally", () => {
    assert.equal(hiding("a.*$(b)[c]\\")("a.*$(b)[c]\\ axxb"), "[secret] axxb");
    assert.equal(hiding("$&$1$$")("x $&$1$$ y"), "x [secret] y");
  });

  it("does not garble messages by removing values too short to be secrets", () => {
    const redact = hiding("e", "sa", "dev", "", " \n ");
    assert.equal(redact('Dataset "sales.dev" exists already.'), 'Dataset "sales.dev" exists already.');
    assert.equal(hiding("root")("user root"), "user [secret]");
  });
});
