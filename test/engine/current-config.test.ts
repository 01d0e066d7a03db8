import assert from "node:assert/strict";
import { CONFIG_VARIABLE, current } from "../../providers/engine/current-config";

describe("The current configuration", () => {
  const recorded = (key: string): string => `recorded ${key}`;
  const read = (told: object) => current(recorded, { [CONFIG_VARIABLE]: JSON.stringify(told) });

  it("comes from the stack's file, and for encrypted values from the engine", () => {
    const get = read({ roleId: "new", fingerprintKey: null });
    assert.deepEqual(["roleId", "fingerprintKey"].map(get), ["new", "recorded fingerprintKey"]);
  });

  it("does not contain keys that were removed from the file", () =>
    assert.deepEqual(["userId", "toString"].map(read({})), [undefined, undefined]));

  it("comes from the engine for lists, which can be long, and if nothing was passed on", () => {
    const get = read({ allow: "new" });
    assert.deepEqual(["allow", "import"].map(get), ["recorded allow", "recorded import"]);
    assert.equal(current(recorded, {})("roleId"), "recorded roleId");
  });
});
