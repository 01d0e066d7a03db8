import type { FaultRule } from "../../../simulator/faults";
import type { Dice } from "./dice";

/** Something that goes wrong with one of the next calls that change anything, or with what such a call starts. */
export function anyFault(dice: Dice): FaultRule {
  const match = { method: dice.pick(["POST", "PUT", "DELETE"]), nth: 1 + dice.below(4) };
  const status = (code: number, Message: string) => ({ kind: "status", status: code, body: { Message } }) as const;
  return dice.pick<FaultRule>([
    { match: { ...match, times: 20 }, fault: status(400, "IPV-1001 - not today") },
    { match, fault: status(400, "IPV-1001 - not this one") },
    { match, fault: { kind: "status", status: 500 } },
    { match, fault: { kind: "status", status: 503, retryAfter: 0 } },
    { match: { ...match, times: 3 }, fault: { kind: "status", status: 429, retryAfter: 0 } },
    { match, fault: { kind: "reset-before" } },
    { match, fault: { kind: "reset-after" } },
    { match: { ...match, times: 3 }, fault: { kind: "reset-after" } },
    { match, fault: { kind: "expire-token" } },
    { match: { nth: 5 + dice.below(20) }, fault: { kind: "reset-after" } },
    {
      match: { path: "/resourceaccess$", method: "POST" },
      fault: { kind: "fail-access", message: "GE-1000 - no role" },
    },
    {
      match: { path: "/datasets/[^/]+$", method: "PUT" },
      fault: { kind: "fail-registration", message: "GE-1000 - no table" },
    },
    { match: { method: "GET", path: "/share$", nth: 1, times: 30 }, fault: status(500, "GE-1000 - no answer") },
  ]);
}
