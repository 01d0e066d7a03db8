import assert from "node:assert/strict";
import { currentConfig } from "../../../commands/shared/stack-config";
import { CONFIG_VARIABLE, current } from "../../../providers/engine/current-config";

describe("The configuration of a refresh", () => {
  it("is what the stack's file currently says, with values as Pulumi passes them", () => {
    const config = {
      "amorphic:apiUrl": "https://api.test/dev",
      "amorphic:maxConcurrency": 5,
      "amorphic:exclusiveShares": true,
      "amorphic:plainEnv": ["A", "B"],
      "amorphic:fingerprintKey": { secure: "v1:x" },
      "aws:region": "eu-west-1",
    };
    assert.deepEqual(currentConfig({}, { config }), {
      apiUrl: "https://api.test/dev",
      maxConcurrency: "5",
      exclusiveShares: "true",
      plainEnv: '["A","B"]',
      fingerprintKey: null,
    });
  });

  it("falls back to the project's values where the stack has none", () => {
    const project = {
      config: {
        "amorphic:roleId": "r",
        "amorphic:userId": { value: "u" },
        "amorphic:resources": { type: "string", default: "defs" },
      },
    };
    assert.deepEqual(currentConfig(project, { config: { "amorphic:roleId": "mine" } }), {
      roleId: "mine",
      userId: "u",
      resources: "defs",
    });
    for (const nothing of [undefined, null, "", { config: null }, { config: [] }])
      assert.deepEqual(currentConfig(nothing, nothing), {});
  });

  it("leaves out lists that can be long, because it is passed in an environment variable", () => {
    assert.deepEqual(currentConfig({}, { config: { "amorphic:import": ["a"], "amorphic:allow": ["b"] } }), {});
  });

  it("overrides the last run's values, drops removed keys, and leaves encrypted values and lists to the engine", () => {
    const recorded: Record<string, string> = { apiUrl: "old", tokenEnv: "OLD", fingerprintKey: "k", import: "[]" };
    const told = { apiUrl: "new", tokenSecret: "s", fingerprintKey: null };
    const get = current((key) => recorded[key], { [CONFIG_VARIABLE]: JSON.stringify(told) });
    const keys = ["apiUrl", "tokenEnv", "tokenSecret", "fingerprintKey", "import", "constructor"];
    assert.deepEqual(keys.map(get), ["new", undefined, "s", "k", "[]", undefined]);
  });

  it("comes from the engine when Pulumi is run by hand", () => {
    assert.equal(current(() => "old", {})("apiUrl"), "old");
  });
});
