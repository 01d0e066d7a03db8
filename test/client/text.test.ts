import assert from "node:assert/strict";
import { sanitizer } from "../../providers/client/text";

describe("What the client says", () => {
  it("never contains the token, not even cut off, unless it is too short to be one", () => {
    assert.equal(sanitizer(String, "token-1!")("a token-1! b token-1!", 6), "a ****…");
    assert.equal(sanitizer(String, "denied!")("it was denied!"), "it was denied!");
  });

  it("is redacted before it is shortened, and on one line", () => {
    const say = sanitizer((text) => text.replaceAll("hunter2", "***"), "");
    assert.equal(say("hunter2", 3), "***");
    assert.equal(say("a\nb\r\tc"), "a\\nb\\r\\tc");
    assert.equal(say("x".repeat(301)), `${"x".repeat(300)}…`);
  });
});
