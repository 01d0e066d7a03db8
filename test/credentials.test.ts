import assert from "node:assert/strict";
import { hasPasswordInUrl, mayBeSecret, namesSecret, soundsSecret, withoutPasswords } from "../providers/credentials";

describe("What looks like a credential", () => {
  it("has a name that says so, and not one for what is about a secret", () => {
    for (const name of ["Password", "--db_password", "DB_PWD", "apiKey", "access-key", "PRIVATE_KEY", "passcode"]) {
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
    for (const name of ["Keywords", "Path", "SharedLibraries", "primary_key", ""]) {
      assert.deepEqual([name, soundsSecret(name), namesSecret(name)], [name, false, false]);
    }
  });

  it("is a text that can be one", () => {
    assert.deepEqual(["hunter2", "x", "1234567", " a "].map(mayBeSecret), [true, true, true, true]);
    const harmless = ["", " ", "yes", "False", "12", "****", "arn:aws:secretsmanager:eu-west-1:1:secret:x"];
    assert.deepEqual(harmless.filter(mayBeSecret), []);
  });

  it("is a password in a URL, of which the rest may be shown", () => {
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

  it("is looked for in a moment, whatever the text", () => {
    for (const part of ["a.", "://", "://a:b", "jdbc:", "?pwd", "jdbc:?pwd=", "://:", "@:"]) {
      const text = part.repeat(200_000);
      assert.equal(hasPasswordInUrl(text), withoutPasswords(text) !== text);
    }
  });
});
