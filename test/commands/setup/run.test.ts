import assert from "node:assert/strict";
import { run } from "../../../commands/setup/run";

describe("run", () => {
  it("ends when the program's time is over, though a child of it lives on", async () => {
    // The child ends by itself, well after the test.
    const script = "sleep 20 & echo started; wait";
    const { code, stderr } = await run("/bin/sh", ["-c", script], { env: { PATH: "/usr/bin:/bin" }, timeout: 300 });
    assert.deepEqual({ code, stderr }, { code: null, stderr: "\nkilled by SIGKILL" });
  });
});
