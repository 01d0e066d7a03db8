import assert from "node:assert/strict";
import {
  endsInSecret,
  hasPasswordInUrl,
  hasSecretParameter,
  isSecretVariable,
  mayBeSecret,
  namesSecret,
  soundsSecret,
  withoutAssigned,
  withoutPasswords,
} from "../providers/credentials";

describe("Credentials", () => {
  it("are recognised by name, unlike names that only describe a secret", () => {
    for (const name of [
      "Password",
      "--db_password",
      "DB_PWD",
      "apiKey",
      "access-key",
      "PRIVATE_KEY",
      "passcode",
      "db_pass",
      "DB-PASS2",
      "DbPass",
    ]) {
      assert.deepEqual([name, soundsSecret(name), namesSecret(name)], [name, true, true]);
    }
    for (const name of [
      "SecretName",
      "TokenUrl",
      "access_key_id",
      "PasswordLength",
      "token.expiration",
      "tokens_table",
    ]) {
      assert.deepEqual([name, soundsSecret(name), namesSecret(name)], [name, true, false]);
    }
    for (const name of [
      "Keywords",
      "Path",
      "SharedLibraries",
      "primary_key",
      "bypass",
      "Compass",
      "pass_rate",
      "PASS-RATE",
      "",
    ]) {
      assert.deepEqual([name, soundsSecret(name), namesSecret(name)], [name, false, false]);
    }
  });

  it("are recognised by the end of a name where their values must not get into a file", () => {
    for (const name of [
      "--db-pass_word",
      "ApiKey",
      "access_key_id",
      "Credentials",
      "SecretKey",
      "passcode",
      "PWD",
      "dbPass",
    ]) {
      assert.deepEqual([name, endsInSecret(name)], [name, true]);
    }
    for (const name of ["KmsKeyId", "MaxTokens", "SecretName", "primary_key", ""]) {
      assert.deepEqual([name, endsInSecret(name)], [name, false]);
    }
  });

  it("are recognised among environment variables, except those that hold a path", () => {
    const names = [
      "GITHUB_TOKEN",
      "AWS_ACCESS_KEY_ID",
      "AWS_SHARED_CREDENTIALS_FILE",
      "TOKEN_PATH",
      "DB_PASS",
      "COMPASS_URL",
      "PWD",
      "OLDPWD",
      "HOME",
    ];
    assert.deepEqual(names.filter(isSecretVariable), ["GITHUB_TOKEN", "AWS_ACCESS_KEY_ID", "DB_PASS"]);
  });

  it("are recognised as parameters of URLs and connection strings", () => {
    for (const text of ["a;Password=p", "password=p", "https://x.test?a=b&api_key=k", "x; passphrase=p", "a;pass=p"]) {
      assert.deepEqual([text, hasSecretParameter(text)], [text, true]);
    }
    for (const text of ["password=", "no password=p", "a;password=;b=c", "tokens=5", "compass=p", "pass_rate=5", ""]) {
      assert.deepEqual([text, hasSecretParameter(text)], [text, false]);
    }
  });

  it("are masked in a tool's output: users of URLs, and values assigned to such names", () => {
    for (const [text, shown] of [
      ["see https://ghtoken@x.test/a and redis://u:p@y.test", "see https://***@x.test/a and redis://***@y.test"],
      [`pwd = 'ab', "apiKey": "k", token:t;x`, `pwd = ***, "apiKey": ***, token:***;x`],
      ["passphrase=p access_key: k", "passphrase=*** access_key: ***"],
      ["DB_PASS=p1 pass_rate=5", "DB_PASS=*** pass_rate=5"],
      ["no password here, https://x.test/a@b", "no password here, https://x.test/a@b"],
    ] as const) {
      assert.equal(withoutAssigned(text), shown);
    }
  });

  it("are not suspected in blank text, booleans, short numbers, masks and ARNs", () => {
    assert.deepEqual(["hunter2", "x", "1234567", " a "].map(mayBeSecret), [true, true, true, true]);
    const harmless = ["", " ", "yes", "False", "12", "****", "arn:aws:secretsmanager:eu-west-1:1:secret:x"];
    assert.deepEqual(harmless.filter(mayBeSecret), []);
  });

  it("are recognised as passwords in URLs, of which only the password is masked", () => {
    for (const [text, shown] of [
      ["http://joe:pw123@x.test", "http://joe:***@x.test"],
      [
        "see https://joe:a@b:c@x.test/d@e, and redis://:pw@y.test:6379",
        "see https://joe:***@x.test/d@e, and redis://:***@y.test:6379",
      ],
      ["mongodb+srv://u:p@a.test,b.test/db", "mongodb+srv://u:***@a.test,b.test/db"],
      [
        "jdbc:oracle:thin:@db:1521:x?user=u&Password=p;PWD=q&a=b",
        "jdbc:oracle:thin:@db:1521:x?user=u&Password=***;PWD=***&a=b",
      ],
    ] as const) {
      assert.deepEqual([withoutPasswords(text), hasPasswordInUrl(text)], [shown, true]);
      assert.deepEqual([withoutPasswords(shown), hasPasswordInUrl(shown)], [shown, false]);
    }
    for (const text of [
      ...["https://x.test/a:b@c", "https://x.test:8080/", "https://joe@x.test", "joe:pw@x.test", "a://b:@c"],
      ...["https://x.test?password=p", "jdbc:mysql://db/shop?user=u", "jdbc:x:password=p", "s3://bucket/a b:c@d", ""],
    ]) {
      assert.deepEqual([withoutPasswords(text), hasPasswordInUrl(text)], [text, false]);
    }
  });

  it("are found quickly in any text", () => {
    for (const part of ["a.", "://", "://a:b", "jdbc:", "?pwd", "jdbc:?pwd=", "://:", "@:"]) {
      const text = part.repeat(200_000);
      assert.equal(hasPasswordInUrl(text), withoutPasswords(text) !== text);
    }
  });
});
