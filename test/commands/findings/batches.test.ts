import assert from "node:assert/strict";
import { batchesOf } from "../../../commands/findings/batches";

const finding = (bytes: number) => {
  const empty = { Id: "a", Title: "" };
  return { ...empty, Title: "x".repeat(bytes - JSON.stringify(empty).length) } as never;
};

describe("batches of findings", () => {
  const sizes = (findings: readonly never[]) => batchesOf(findings).map(({ length }) => length);

  it("contain at most 100 findings", () => {
    assert.deepEqual(sizes([]), []);
    assert.deepEqual(sizes(Array.from({ length: 100 }, () => finding(500))), [100]);
    assert.deepEqual(sizes(Array.from({ length: 201 }, () => finding(500))), [100, 100, 1]);
  });

  it("have at most 6 MB when they are sent, counted in bytes", () => {
    const large = Array.from({ length: 60 }, () => finding(230_000));
    assert.deepEqual(sizes(large), [26, 26, 8]);
    for (const Findings of batchesOf(large)) assert(Buffer.byteLength(JSON.stringify({ Findings })) <= 6_000_000);
    assert.throws(() => batchesOf([{ Id: "ä", Title: "ä".repeat(120_000) } as never]));
  });

  it("refuse a finding that is too large by itself", () => {
    assert.deepEqual(sizes([finding(239_999)]), [1]);
    assert.throws(() => batchesOf([finding(240_000)]), {
      name: "UserError",
      message: "Finding a has 240001 bytes, but Security Hub accepts at most 240000.",
    });
  });
});
