import assert from "node:assert/strict";
import { catalog } from "../../providers/catalog";
import { loadDefinitions } from "../../providers/engine/definitions";
import { domain, makeRepository } from "../definitions/support";

describe("The definitions of a stack", () => {
  it("are rejected with their warnings too, which may show the cause of an error", () => {
    const project = makeRepository({ "resources/a.json": { rA: domain({ DisplayName: undefined, DisplayNam: "A" }) } });
    assert.throws(() => loadDefinitions(project, { resources: "resources", plainEnv: [] }, catalog, {}), {
      name: "UserError",
      message: `The definitions have mistakes:
resources/a.json:4:19: error MISSING_PROPERTY "DisplayName" is missing, and is required for type Domain; add it (Name shown in the console)
resources/a.json:6:7: warning UNKNOWN_PROPERTY "DisplayNam" is not a known property of type Domain (did you mean "DisplayName"?); it is sent as written, so correct it if it is a typo`,
    });
  });

  it("cannot use the variable that holds the stack's token", () => {
    const project = makeRepository({ "resources/a.json": { rA: domain({ DomainName: { "!Environ": "MINE" } }) } });
    const load = (tokenEnv?: string) =>
      loadDefinitions(project, { resources: "resources", plainEnv: [], ...(tokenEnv && { tokenEnv }) }, catalog, {
        MINE: "x",
      });
    assert.deepEqual(load().problems, []);
    assert.throws(() => load("MINE"), {
      name: "UserError",
      message:
        "The definitions have mistakes:\n" +
        'resources/a.json:6:21: error RESERVED_VARIABLE environment variable "MINE" is reserved for the run itself, so "DomainName" cannot use it; set the value in another variable',
    });
  });

  it("use the stack's plainEnv and its central sharing", () => {
    const project = makeRepository({
      "blocks/a.json": { rA: domain({ DisplayName: { "!Environ": "STAGE" } }) },
      "access/dev/a.json": { rA: { Owner: { Users: ["ann"] } } },
    });
    const settings = { resources: "blocks", access: "access/dev", plainEnv: ["STAGE"] };
    const { definitions } = loadDefinitions(project, settings, catalog, { STAGE: "dev" });
    assert.deepEqual(definitions[0]?.grants, [{ AccessType: "owner", GranteeType: "user", Grantee: "ann" }]);
    assert.throws(() => loadDefinitions(project, settings, catalog, {}), / error VARIABLE_NOT_SET /);
  });
});
