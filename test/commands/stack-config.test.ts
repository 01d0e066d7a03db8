import assert from "node:assert/strict";
import { currentConfig } from "../../commands/stack-config";
import { CONFIG_VARIABLE, current } from "../../providers/engine/current-config";

describe("The configuration that a refresh goes by", () => {
  it("is what the stack's file says now, as Pulumi hands it out", () => {
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

  it("is the project's where the stack says nothing", () => {
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

  it("holds no list that may have thousands, as it goes through the environment", () => {
    assert.deepEqual(currentConfig({}, { config: { "amorphic:import": ["a"], "amorphic:allow": ["b"] } }), {});
  });

  it("comes before what the last run recorded; what was taken out is gone, and what is encrypted is the engine's to tell", () => {
    const recorded: Record<string, string> = { apiUrl: "old", tokenEnv: "OLD", fingerprintKey: "k", import: "[]" };
    const told = { apiUrl: "new", tokenSecret: "s", fingerprintKey: null };
    const get = current((key) => recorded[key], { [CONFIG_VARIABLE]: JSON.stringify(told) });
    const keys = ["apiUrl", "tokenEnv", "tokenSecret", "fingerprintKey", "import", "constructor"];
    assert.deepEqual(keys.map(get), ["new", undefined, "s", "k", "[]", undefined]);
  });

  it("is what the engine says where Pulumi is run by hand", () => {
    assert.equal(current(() => "old", {})("apiUrl"), "old");
  });
});
