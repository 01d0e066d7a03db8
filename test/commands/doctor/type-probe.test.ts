import assert from "node:assert/strict";
import { TypeProbe } from "../../../commands/doctor/type-probe";
import { catalog } from "../../../providers/catalog";
import { ApiError, type Api } from "../../../providers/client/api";

describe("What doctor asks about a type", () => {
  const listed = async (code: string) => {
    const refusal = new ApiError("refused", `${code} - no`, { status: 403, code });
    const api = { send: () => Promise.reject(refusal) } as unknown as Api;
    const tag = catalog.get("Tag");
    assert.ok(tag);
    const probe = new TypeProbe(api, tag, new Map());
    await probe.run();
    return probe.checks[0];
  };

  it("is another path if the platform does not know this one, but not if the role lacks a permission", async () => {
    const path = { area: "Tag", what: "list path", verdict: "failed" };
    const correction = { list: { path: "/…" } };
    assert.deepEqual(await listed("GE-1000"), { ...path, detail: "GE-1000 - no", correction });
    assert.deepEqual(await listed("AUTH-1001"), { ...path, detail: "AUTH-1001 - no" });
  });
});
