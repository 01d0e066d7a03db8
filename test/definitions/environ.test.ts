import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { resolvePlain } from "../../providers/definitions";
import { UserError } from "../../providers/errors";
import { domain, load, problemsOf, type Files, type Options } from "./support";

const source = (properties: Files = {}): Files => ({
  rS: {
    Type: "Datasource",
    Properties: {
      DatasourceName: { "!Environ": "NAME" },
      DatasourceType: "jdbc",
      DatasourceConfig: { Password: { "!Environ": "PASSWORD" } },
      ...properties,
    },
  },
});

describe("!Environ", () => {
  const of = (environment: NodeJS.ProcessEnv, options: Options = {}) =>
    problemsOf(source(), { environment, ...options });

  it("is accepted if all variables are set", () => assert.deepEqual(of({ NAME: "n", PASSWORD: "p" }), []));

  it("warns about a secret that is not set or empty, because a plan works without it", () => {
    const rest =
      'a plan works without it, but sending "DatasourceConfig.Password" will fail; set it where the deployment runs';
    assert.deepEqual(of({ NAME: "n" }), [
      `11:23: warning SECRET_NOT_SET environment variable "PASSWORD" is not set; ${rest}`,
    ]);
    assert.deepEqual(of({ NAME: "n", PASSWORD: "" }), [
      `11:23: warning SECRET_NOT_SET environment variable "PASSWORD" is empty; ${rest}`,
    ]);
    assert.deepEqual(of({ NAME: "n", PASSWORT: "p", PASSWOR: "", AWS_PASSWORD: "" }), [
      `11:23: warning SECRET_NOT_SET environment variable "PASSWORD" is not set (did you mean "PASSWORT"?); ${rest}`,
    ]);
  });

  it("must be set if it is part of the natural key", () => {
    assert.deepEqual(of({ PASSWORD: "p" }), [
      '6:21: error VARIABLE_NOT_SET environment variable "NAME" is not set, but the plan needs it for "DatasourceName", which identifies the resource; set it',
    ]);
    assert.deepEqual(of({ PASSWORD: "p", NAME: "" }), [
      '6:21: error VARIABLE_NOT_SET environment variable "NAME" is empty, but the plan needs it for "DatasourceName", which identifies the resource; set it',
    ]);
  });

  it("must be set if it is listed in plainEnv", () =>
    assert.deepEqual(
      problemsOf(source({ Description: { "!Environ": "TEXT" } }), {
        environment: { NAME: "n", PASSWORD: "p" },
        plainEnv: ["TEXT"],
      }),
      [
        '15:21: error VARIABLE_NOT_SET environment variable "TEXT" is not set, but the plan needs it for "Description", as the variable is listed in amorphic:plainEnv; set it',
      ],
    ));

  it("must not be listed in plainEnv if it is used for a secret", () =>
    assert.deepEqual(of({ NAME: "n", PASSWORD: "p" }, { plainEnv: ["PASSWORD"] }), [
      '11:23: error PLAIN_SECRET "DatasourceConfig.Password" is a secret, but variable "PASSWORD" is listed in amorphic:plainEnv, so its value would be readable in the state; remove it from that list',
    ]));

  it("must not be listed in plainEnv if it is used for the value of a SecureString parameter", () => {
    const parameter = (ParameterType: string) => ({
      rP: {
        Type: "Parameter",
        Properties: { ParameterKey: "p", ParameterType, ParameterValue: { "!Environ": "VALUE" } },
      },
    });
    const plain = { environment: { VALUE: "hunter2" }, plainEnv: ["VALUE"] };
    assert.deepEqual(problemsOf(parameter("secureString"), plain), [
      '8:21: error PLAIN_SECRET "ParameterValue" is a secret, but variable "VALUE" is listed in amorphic:plainEnv, so its value would be readable in the state; remove it from that list',
    ]);
    assert.deepEqual(problemsOf(parameter("String"), plain), []);
  });

  it("rejects variables that are reserved for the run itself, and does not even compare their values", () => {
    const TOKEN = "eyJsecret";
    const refused = (name: string, options: Options = {}) =>
      problemsOf(
        { rA: domain({ DomainName: TOKEN }), rB: domain({ DomainName: { "!Environ": name } }) },
        { environment: { [name]: TOKEN }, ...options },
      );
    for (const name of [
      "AMORPHIC_AUTHORIZATION_TOKEN",
      "GITHUB_TOKEN",
      "GITLAB_TOKEN",
      "BITBUCKET_TOKEN",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_REGION_2",
      "CODEBUILD_AUTH_TOKEN",
      "PULUMI_CONFIG_PASSPHRASE",
      "github_token",
      "GH_PAT",
      "CI_JOB_TOKEN",
      "ACTIONS_RUNTIME_TOKEN",
    ]) {
      assert.deepEqual(refused(name), [
        `13:21: error RESERVED_VARIABLE environment variable "${name}" is reserved for the run itself, so "DomainName" cannot use it; set the value in another variable`,
      ]);
    }
    assert.match(refused("MINE", { tokenEnv: "MINE" }).join(), /^13:21: error RESERVED_VARIABLE [^\n]*$/);
    assert.match(refused("MINE").join(), /^12:21: error DUPLICATE_NATURAL_KEY /);
  });

  it("rejects a variable with a secret-sounding name in a natural key, unless it is listed in plainEnv", () => {
    const problems = (name: string, plainEnv: readonly string[] = []) =>
      problemsOf({ rA: domain({ DomainName: { "!Environ": name } }) }, { environment: { [name]: "a" }, plainEnv });
    for (const name of ["DEPLOY_TOKEN", "SALES_DB_PASSWORD", "AZURE_DEVOPS_EXT_PAT"]) {
      assert.deepEqual(problems(name), [
        `6:21: error SECRET_IN_PLAIN by its name, environment variable "${name}" is secret, but "DomainName" is readable in plans, in the state and on the platform; use another variable, or list this one in amorphic:plainEnv`,
      ]);
      assert.deepEqual(problems(name, [name]), []);
    }
    for (const name of ["STAGE", "PATIENT_DOMAIN", "TOKEN_FILE"]) assert.deepEqual(problems(name), []);
  });

  it("neither shows nor compares the value of such a variable", () => {
    const named = { rA: domain({ DomainName: { "!Environ": "MY_PASSWORD" } }), rB: domain({ DomainName: "hunter2" }) };
    const twice = { rA: named.rA, rB: named.rA };
    const codes = [named, twice].map((files) => problemsOf(files, { environment: { MY_PASSWORD: "hunter2" } }));
    assert.deepEqual(
      codes.map((lines) => lines.map((line) => line.split(" ")[2])),
      [["SECRET_IN_PLAIN"], ["SECRET_IN_PLAIN", "SECRET_IN_PLAIN"]],
    );
    assert.doesNotMatch(codes.join(), /hunter2/);
  });

  it("rejects reserved variables for secrets too, but accepts the AWS region's", () => {
    const name = "PULUMI_ACCESS_TOKEN";
    const environment = { NAME: "n", [name]: "p" };
    assert.deepEqual(problemsOf(source({ DatasourceConfig: { Password: { "!Environ": name } } }), { environment }), [
      '11:23: error RESERVED_VARIABLE environment variable "PULUMI_ACCESS_TOKEN" is reserved for the run itself, so "DatasourceConfig.Password" cannot use it; set the value in another variable',
    ]);
    for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION"]) {
      assert.deepEqual(
        problemsOf(source({ DatasourceName: { "!Environ": name } }), { environment: { [name]: "r", PASSWORD: "p" } }),
        [],
      );
    }
  });

  it("does not confuse members of Object with variables", () =>
    assert.deepEqual(
      problemsOf(source({ DatasourceName: "n", DatasourceConfig: { Password: { "!Environ": "toString" } } }), {}),
      [
        '9:23: warning SECRET_NOT_SET environment variable "toString" is not set; a plan works without it, but sending "DatasourceConfig.Password" will fail; set it where the deployment runs',
      ],
    ));

  it("stays a function in the properties, even in the natural key", () => {
    const { definitions } = load({ "resources/a.json": source() }, { environment: { NAME: "n", PASSWORD: "p" } });
    assert.deepEqual(definitions[0]?.properties, {
      DatasourceName: { "!Environ": "NAME" },
      DatasourceType: "jdbc",
      DatasourceConfig: { Password: { "!Environ": "PASSWORD" } },
    });
  });
});

describe("resolvePlain", () => {
  const type = catalog.get("Datasource");
  assert.ok(type);
  const properties = {
    DatasourceName: { "!Environ": "NAME" },
    Description: [{ a: { "!Environ": "TEXT" } }, null, 1],
    DatasourceConfig: { Password: { "!Environ": "PASSWORD" }, Url: { "!DependsOn": "rA.B" } },
  };
  const environment = { NAME: "n", TEXT: "t", PASSWORD: "p" };

  it("replaces variables in the natural key by their values", () =>
    assert.deepEqual(resolvePlain(properties, type, environment), { ...properties, DatasourceName: "n" }));

  it("replaces variables listed in plainEnv, at any depth, and does not change its input", () => {
    const before = structuredClone(properties);
    assert.deepEqual(resolvePlain(properties, type, environment, ["TEXT"]), {
      ...properties,
      DatasourceName: "n",
      Description: [{ a: "t" }, null, 1],
    });
    assert.deepEqual(properties, before);
  });

  it("keeps keys such as __proto__ as data", () => {
    const given = JSON.parse('{"__proto__": {"x": {"!Environ": "TEXT"}}}') as Record<string, unknown>;
    const resolved = resolvePlain(given, type, environment, ["TEXT"]);
    assert.deepEqual(Object.getOwnPropertyDescriptor(resolved, "__proto__")?.value, { x: "t" });
    assert.equal(resolved.x, undefined);
  });

  it("throws if a variable is not set", () =>
    assert.throws(
      () => resolvePlain(properties, type, { NAME: "" }),
      (error: unknown) =>
        error instanceof UserError &&
        error.message === 'Environment variable "NAME" is not set, but "DatasourceName" needs it; set it.',
    ));
});
