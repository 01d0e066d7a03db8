import type { SmokeTest } from "./type";

const CODE = "code of the vendor's clients";

/** A query over data on the platform. */
export const query: SmokeTest = {
  kind: "query",
  start: { method: "POST", path: "/queries", because: CODE },
  id: "QueryId",
  read: { method: "GET", path: "/queries/{id}", because: CODE },
  status: "QueryStatus",
  done: ["SUCCEEDED"],
  failed: ["FAILED", "CANCELLED"],
  reason: "Message",
};
