import assert from "node:assert/strict";
import { codesOf, problemsOf, type Files } from "./support";

const source = (config: Files): Files => ({
  rS: {
    Type: "Datasource",
    Properties: { DatasourceName: "s", DatasourceType: "jdbc", DatasourceConfig: config },
  },
});
const job = (DefaultArguments: Files): Files => ({
  rJ: { Type: "Job", Properties: { JobName: "j", ETLJobType: "spark", DefaultArguments } },
});

const OPEN = "a literal value is readable in the repository and in the state";
const WAYS =
  'write {"!Environ": "NAME"} or {"!Secret": "name-or-ARN#key"} instead, and rotate the secret, as it stays in the history';
const NAMED = `looks like a secret, and ${OPEN}; if it is one, ${WAYS}`;
const IN_URL = `contains a password in a URL, and ${OPEN}; ${WAYS}`;

describe("A literal that looks like a secret", () => {
  it("is reported with a warning that shows its place, not its value", () => {
    assert.deepEqual(
      problemsOf(source({ Url: "http://joe:pw123@x.test", LoginToken: "tok", Deep: [{ b_pwd: ["x"] }] })),
      [
        `8:16: warning LOOKS_LIKE_SECRET "DatasourceConfig.Url" ${IN_URL}`,
        `9:23: warning LOOKS_LIKE_SECRET "DatasourceConfig.LoginToken" ${NAMED}`,
        `13:15: warning LOOKS_LIKE_SECRET "DatasourceConfig.Deep[0].b_pwd[0]" ${NAMED}`,
      ],
    );
    assert.deepEqual(problemsOf(job({ "--db_password": "hunter2-in-clear" })), [
      `8:26: warning LOOKS_LIKE_SECRET "DefaultArguments.--db_password" ${NAMED}`,
    ]);
    const parameter = { ParameterKey: "db_password", ParameterType: "String", ParameterValue: "in-clear" };
    assert.deepEqual(problemsOf({ rP: { Type: "Parameter", Properties: parameter } }), [
      `7:25: warning LOOKS_LIKE_SECRET "ParameterValue" ${NAMED}`,
    ]);
  });

  it("is reported once, and not if it is already rejected as a secret", () => {
    assert.deepEqual(codesOf(source({ login_token: "http://joe:pw123@x.test" })), ["8:24: warning LOOKS_LIKE_SECRET"]);
    assert.deepEqual(codesOf(source({ Password: "http://joe:pw123@x.test", ApiKey: ["a", { token: "b" }] })), [
      "8:21: error SECRET_LITERAL",
      "9:19: error SECRET_LITERAL",
    ]);
    const parameter = { ParameterKey: "k", ParameterType: "SecureString", ParameterValue: "a://b:c@d" };
    assert.deepEqual(codesOf({ rP: { Type: "Parameter", Properties: parameter } }), ["7:25: error SECRET_LITERAL"]);
  });

  it("is reported even if the type is unknown or the key is a duplicate", () => {
    assert.deepEqual(codesOf('{"rA": {"Type": "X", "Properties": {"Token": "t"}}}'), [
      "1:17: error UNKNOWN_TYPE",
      "1:46: warning LOOKS_LIKE_SECRET",
    ]);
    assert.deepEqual(codesOf('{"rA": {"Type": "X", "Properties": {"Token": 1, "Token": "t"}}}'), [
      "1:17: error UNKNOWN_TYPE",
      "1:49: error DUPLICATE_KEY",
      "1:58: warning LOOKS_LIKE_SECRET",
    ]);
  });

  it("is not a function, an empty value or something about a secret, such as its name", () =>
    assert.deepEqual(
      codesOf(
        job({
          "--db_password": { "!Secret": "db#password" },
          "--secret_name": "db",
          "--token": "",
          "--use_token": "yes",
          "--url": "https://x.test/a:b@c",
          "--words": ["password"],
          "--PasswordLength": 12,
        }),
      ),
      [],
    ));

  it("is not reported inside a value that is rejected as a whole", () => {
    const parameter = { ParameterKey: "k", ParameterType: "SecureString", ParameterValue: { token: "b" } };
    assert.deepEqual(codesOf({ rP: { Type: "Parameter", Properties: parameter } }), [
      "7:25: error SECRET_LITERAL",
      "7:25: error WRONG_JSON_TYPE",
    ]);
  });
});
