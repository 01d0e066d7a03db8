import assert from "node:assert/strict";
import { CONFIG_VARIABLE, current } from "../../providers/engine/current-config";

describe("The current configuration", () => {
  const recorded = (key: string): string => `recorded ${key}`;
  const read = (told: object) => current(recorded, { [CONFIG_VARIABLE]: JSON.stringify(told) });

  it("is that of the stack's file, and the engine's for what is encrypted there", () => {
    const get = read({ roleId: "new", fingerprintKey: null });
    assert.deepEqual(["roleId", "fingerprintKey"].map(get), ["new", "recorded fingerprintKey"]);
  });

  it("no longer has what was removed from the file", () =>
    assert.deepEqual(["userId", "toString"].map(read({})), [undefined, undefined]));

  it("is the engine's for lists that would be too long to tell, and where nothing is told", () => {
    const get = read({ allow: "new" });
    assert.deepEqual(["allow", "import"].map(get), ["recorded allow", "recorded import"]);
    assert.equal(current(recorded, {})("roleId"), "recorded roleId");
  });
});
