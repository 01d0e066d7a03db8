import assert from "node:assert/strict";
import { isSecretReference } from "../../providers/definitions";
import { dataset, domain, load, problemsOf, type Files } from "./support";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf";

const source = (password: unknown, more: Files = {}): Files => ({
  rS: {
    Type: "Datasource",
    Properties: { DatasourceName: "s", DatasourceType: "jdbc", DatasourceConfig: { Password: password }, ...more },
  },
});
const of = (text: string): string[] => problemsOf(source({ "!Secret": text }));

describe("!Secret", () => {
  it("takes a secret's name or ARN, with or without a key, and is kept as written", () => {
    for (const text of ["db", "prod/db_1+=.@-", ARN, `${ARN}#password`, "db#a#b c", ARN.replace("aws", "aws-us-gov")]) {
      assert.deepEqual(of(text), []);
      const [definition] = load({ "resources/a.json": source({ "!Secret": text }) }).definitions;
      assert.deepEqual(definition?.properties.DatasourceConfig, { Password: { "!Secret": text } });
    }
  });

  it("may be used for any value, at any depth, and needs no variable", () =>
    assert.deepEqual(
      problemsOf(
        source(
          { "!Secret": "db" },
          { Description: { "!Secret": "a" }, Keywords: [{ "!Secret": "b" }], X: [[{ "!Secret": "c" }]] },
        ),
      ).filter((line) => !line.includes("UNKNOWN_PROPERTY")),
      [],
    ));

  it("needs its exact name, a non-empty string and an object of its own", () => {
    assert.deepEqual(problemsOf(source({ "!Secret": "" })), [
      '9:22: error FUNCTION_ARGUMENT !Secret needs a string; write {"!Secret": "name-or-ARN#key"}',
    ]);
    assert.deepEqual(problemsOf(source({ "!Secret": "db", Key: "k" })), [
      "9:11: error FUNCTION_WITH_OTHER_KEYS !Secret is next to other keys, but a function is an object with a single key; remove the others",
    ]);
    assert.deepEqual(problemsOf(source({ "!secret": "db" })), [
      '9:11: error UNKNOWN_FUNCTION there is no function "!secret" (did you mean "!Secret"?); use !DependsOn, !Environ or !Secret',
    ]);
  });

  it("rejects an ARN that is not the ARN of a secret", () => {
    const form = "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, then #key for a key of a JSON object";
    for (const text of [
      "arn:",
      "arn:aws:ssm:eu-west-1:123456789012:parameter/x",
      ARN.replace("123456789012", "1"),
      `${ARN}:key::`,
    ]) {
      assert.deepEqual(of(text), [`9:22: error SECRET_FORMAT "${text}" is not the ARN of a secret; write ${form}`]);
    }
  });

  it("rejects a name that is not valid in Secrets Manager, and # without a key", () => {
    for (const text of ["my secret", "pass\u001bword", "#key", "x".repeat(513)]) {
      assert.match(
        of(text)[0] ?? "",
        /^9:22: error SECRET_FORMAT "[^\p{Cc}]+" is not a valid name of a secret in AWS Secrets Manager; write its name or ARN, then #key for a key of a JSON object$/u,
      );
    }
    assert.deepEqual(of("db#"), [
      '9:22: error SECRET_FORMAT "db#" ends with "#", but names no key; name the key of the JSON object, or remove the "#"',
    ]);
  });

  const rest =
    "identifies the resource, so the plan needs it, but the value of a !Secret is never shown; write the name, or an !Environ";

  it("is not allowed in a natural key, directly or through references", () => {
    assert.deepEqual(problemsOf({ rA: domain({ DomainName: { "!Secret": "db" } }) }), [
      `6:20: error SECRET_IN_NATURAL_KEY "DomainName" ${rest}`,
    ]);
    const there = {
      rD: domain({ DisplayName: { "!Secret": "db" } }),
      rE: domain({ DomainName: "e", DisplayName: { "!DependsOn": "rD.DisplayName" } }),
    };
    assert.deepEqual(problemsOf({ ...there, rA: dataset({ Domain: { "!DependsOn": "rE.DisplayName" } }) }), [
      `24:17: error SECRET_IN_NATURAL_KEY "Domain" ${rest}`,
    ]);
  });

  it("is recognised in values", () => {
    assert.equal(isSecretReference({ "!Secret": "x" }), true);
    for (const value of [null, "x", {}, { "!Secret": 1 }, { "!Secret": "x", y: 1 }]) {
      assert.equal(isSecretReference(value), false);
    }
  });
});
