import assert from "node:assert/strict";
import { configKeys, parseConfig } from "../../providers/engine/config";

const NEEDED = { apiUrl: "https://api.test/dev", roleId: "role-1", journal: "s3://state/journal" };
const parse = (values: Readonly<Record<string, string>>, mistakes: readonly string[] = []) =>
  parseConfig((key) => (Object.hasOwn(values, key) ? values[key] : undefined), mistakes);
const wrongUrl = (said: string): string =>
  "amorphic:apiUrl must be the https:// URL of the API (not of the console), or simulator. " +
  `The base URL of the API${said} is not valid: it must be https:// (http:// only for this machine), without query ` +
  "or credentials, such as https://<api id>.execute-api.<region>.amazonaws.com/<stage>. " +
  "Amorphic shows it in Profile & Settings > About ADP.";
/** The mistakes that it reports, one per line. */
function mistakes(values: Readonly<Record<string, string>>, found: readonly string[] = []): string[] {
  try {
    parse(values, found);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === "UserError");
    const [first, ...lines] = error.message.split("\n  ");
    assert.equal(first, "The stack's configuration (Pulumi.<stack>.yaml) has mistakes:");
    return lines;
  }
  return [];
}

describe("The stack's configuration", () => {
  it("needs three values, and has defaults for whatever does not depend on the environment", () => {
    assert.deepEqual(parse(NEEDED), {
      ...NEEDED,
      maxConcurrency: 10,
      protect: ["Domain", "Dataset", "Datasource"],
      allow: [],
      import: [],
      maxDeletes: 10,
      maxDeletePercent: 50,
      plainEnv: [],
      exclusiveShares: false,
      resources: "resources",
    });
    assert.deepEqual(mistakes({}), [
      "amorphic:apiUrl is missing: the https:// URL of the API (not of the console), or simulator",
      "amorphic:roleId is missing: the id of the service user's role",
      "amorphic:journal is missing: a file:// or s3:// URL beside the stack's state",
    ]);
  });

  it("needs only apiUrl for the simulator", () => {
    const { apiUrl, journal } = parse({ apiUrl: "simulator" });
    assert.deepEqual([apiUrl, journal], ["simulator", "file://./.amorphic/journal"]);
    assert.equal(parse({ apiUrl: "simulator", journal: "file:///x" }).journal, "file:///x");
  });

  it("accepts all its keys", () => {
    const all = {
      ...NEEDED,
      userId: "user-1",
      tokenEnv: "TOKEN_2",
      maxConcurrency: "100",
      protect: '["Job"]',
      allow: '["rA", "constructor"]',
      import: "[]",
      plainEnv: '["STAGE"]',
      exclusiveShares: "true",
      fingerprintKey: "k".repeat(32),
      resources: "definitions",
    };
    const config = parse(all);
    assert.deepEqual(config.allow, ["rA", "constructor"]);
    assert.deepEqual([config.protect, config.import, config.maxConcurrency], [["Job"], [], 100]);
    for (const key of Object.keys(all)) assert.ok(configKeys.includes(key), key);
  });

  it("removes trailing slashes from the URL, and accepts http:// for this machine only", () => {
    const url = (apiUrl: string) => parse({ ...NEEDED, apiUrl }).apiUrl;
    assert.equal(url("https://api.test/dev//"), "https://api.test/dev");
    for (const local of ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])
      assert.equal(url(local), local);
    const bad = {
      "http://api.test": ' "http://api.test"',
      "http://localhost.evil.test": ' "http://localhost.evil.test"',
      "api.test": "",
      "ftp://api.test": "",
      "": "",
      Simulator: "",
    };
    for (const [apiUrl, said] of Object.entries(bad))
      assert.deepEqual(mistakes({ ...NEEDED, apiUrl }), [wrongUrl(said)]);
  });

  it("does not show credentials and parameters of a URL", () => {
    const bad = {
      "https://user:hunter2@host.test/stage": ' "https://host.test/stage"',
      "https://host.test/stage?key=hunter2": ' "https://host.test/stage"',
      "https://user:hun/ter2@host.test/": ' "https://host.test/"',
      "user:hunter2@host.test/stage": "",
    };
    for (const [apiUrl, said] of Object.entries(bad))
      assert.deepEqual(mistakes({ ...NEEDED, apiUrl }), [wrongUrl(said)]);
    for (const journal of ["https://AKIA:hun/ter2@bucket?x=hunter2", "AKIA:hunter2@bucket"]) {
      const [told = ""] = mistakes({ ...NEEDED, journal });
      const shown = journal.startsWith("https") ? "https://bucket" : "bucket";
      assert.equal(told, `amorphic:journal is "${shown}"; it must be a file:// or s3:// URL beside the stack's state`);
    }
  });

  it("does not show an invalid name of the token, because it may be the token itself", () => {
    const TOKEN = "eyJhbGciOi.eyJleHAi.c2ln-nature_x";
    assert.deepEqual(mistakes({ ...NEEDED, tokenEnv: TOKEN }), [
      "amorphic:tokenEnv must be the name of the environment variable that holds the token, never the token",
    ]);
    for (const tokenSecret of [TOKEN, `Bearer ${TOKEN}`, "a secret", ""]) {
      assert.deepEqual(mistakes({ ...NEEDED, tokenSecret }), [
        "amorphic:tokenSecret must be a Secrets Manager ARN or name, with #key for a key of a JSON secret, never the token",
      ]);
    }
    for (const tokenSecret of [
      "a",
      "amorphic/dev#token",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf#k",
    ])
      assert.equal(parse({ ...NEEDED, tokenSecret }).tokenSecret, tokenSecret);
  });

  it("reports all mistakes at once, starting with those found elsewhere", () => {
    const values = { ...NEEDED, maxConcurrency: "0", allow: "rA", tokenEnv: "A-B", journal: "/x", roleId: "" };
    assert.deepEqual(mistakes(values, ["amorphic:alow is not a key"]), [
      "amorphic:alow is not a key",
      'amorphic:roleId is ""; it must be the id of the service user\'s role',
      "amorphic:tokenEnv must be the name of the environment variable that holds the token, never the token",
      'amorphic:maxConcurrency is "0"; it must be a whole number from 1 to 100',
      'amorphic:allow is "rA"; it must be a list of logical ids',
      'amorphic:journal is "/x"; it must be a file:// or s3:// URL beside the stack\'s state',
    ]);
  });

  it("rejects a maxConcurrency that is not a whole number from 1 to 100", () => {
    for (const bad of ["101", "-1", "1.5", "ten", " 5", "1e2"])
      assert.equal(mistakes({ ...NEEDED, maxConcurrency: bad }).length, 1);
  });

  it("accepts only lists of strings for lists", () => {
    for (const bad of ["", "null", "{}", '"a"', "[1]", '["a", null]', "[", "a,b"]) {
      for (const key of ["protect", "allow", "import", "plainEnv"])
        assert.equal(mistakes({ ...NEEDED, [key]: bad }).length, 1, bad);
    }
  });

  it("names the stack's own file if it is known", () => {
    const get = (key: string) => ({ ...NEEDED, maxDeletes: "many" })[key];
    assert.throws(
      () => parseConfig(get, [], "dev"),
      /^UserError: The stack's configuration \(Pulumi\.dev\.yaml\) has mistakes:/,
    );
  });

  it("rejects unknown types in protect, because a mistyped one would not be protected", () => {
    assert.deepEqual(mistakes({ ...NEEDED, protect: '["Dataset", "Datset"]' }), [
      'amorphic:protect must be a list of types. There is no type "Datset" (did you mean "Dataset"?).',
    ]);
    assert.deepEqual(parse({ ...NEEDED, protect: "[]" }).protect, []);
    for (const bad of ["constructor", "dataset"])
      assert.equal(mistakes({ ...NEEDED, protect: JSON.stringify([bad]) }).length, 1);
  });

  it("does not show a fingerprintKey that is too short", () => {
    assert.deepEqual(mistakes({ ...NEEDED, fingerprintKey: "hunter2" }), [
      "amorphic:fingerprintKey must be a secret of 32 characters or more, as `bootstrap` creates it",
    ]);
  });

  it("accepts only one source of the token", () => {
    assert.deepEqual(mistakes({ ...NEEDED, tokenEnv: "TOKEN", tokenSecret: "name" }), [
      "amorphic:tokenEnv and amorphic:tokenSecret cannot both be set; keep one",
    ]);
  });

  it("accepts exclusiveShares only with userId, which tells our own access", () => {
    assert.deepEqual(mistakes({ ...NEEDED, exclusiveShares: "true" }), [
      "amorphic:exclusiveShares needs amorphic:userId; without it the stack would revoke its own access",
    ]);
    assert.deepEqual(mistakes({ ...NEEDED, userId: "u-1", exclusiveShares: "true" }), []);
    assert.deepEqual(mistakes({ ...NEEDED, exclusiveShares: "false" }), []);
  });

  it("rejects the placeholder from a stack's template as an id", () => {
    assert.deepEqual(mistakes({ ...NEEDED, userId: "replace-with-the-service-users-id" }), [
      'amorphic:userId is "replace-with-the-service-users-id"; it must be the service user\'s id',
    ]);
  });

  it("accepts the lowest and highest value of each limit, including 0", () => {
    const ends = { maxConcurrency: ["1", "100"], maxDeletes: ["0", "123456"], maxDeletePercent: ["0", "100"] };
    for (const [key, values] of Object.entries(ends)) {
      for (const value of values)
        assert.equal(parse({ ...NEEDED, [key]: value })[key as keyof typeof ends], Number(value), key);
    }
    assert.equal(mistakes({ ...NEEDED, maxDeletePercent: "101", maxDeletes: "-1" }).length, 2);
  });

  it("accepts only true and false for a boolean", () => {
    for (const bad of ["yes", "True", ""]) assert.equal(mistakes({ ...NEEDED, exclusiveShares: bad }).length, 1, bad);
    assert.equal(parse({ apiUrl: "simulator", exclusiveShares: "true" }).exclusiveShares, true);
  });

  it("accepts only file:// and s3:// URLs for the journal, and a directory for access", () => {
    for (const journal of ["https://s3://a", "s3://", "file:/a"])
      assert.equal(mistakes({ ...NEEDED, journal }).length, 1, journal);
    assert.equal(parse({ ...NEEDED, access: "access-management/dev" }).access, "access-management/dev");
  });
});
