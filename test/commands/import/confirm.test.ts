import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { confirmed } from "../../../commands/import/confirm";

describe("The question before an import", () => {
  const answered = (keys: string, isTTY = true) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    const output = Object.assign(new PassThrough(), { isTTY });
    input.write(keys);
    return confirmed("Import?", { input, output });
  };

  it("is answered by y, and by nothing else", async () => {
    for (const keys of ["y\n", "YES\n"]) assert.equal(await answered(keys), true, keys);
    for (const keys of ["\n", "n\n", "yy\n"]) assert.equal(await answered(keys), false, keys);
    assert.equal(await answered("y\n", false), false);
  });

  it("is answered no by Ctrl-C and Ctrl-D", async () => {
    for (const key of ["\u0003", "\u0004"]) assert.equal(await answered(key), false);
  });
});
