/** What API Gateway sees to before a call reaches Amorphic. */
import type { IncomingHttpHeaders } from "node:http";
import type { Platform } from "./platform";
import { gatewayRefusal, Refusal } from "./refusal";

/**
 * The user who calls. Headers: doc developer-tools/rest-api (the token stands alone, without "Bearer");
 * statuses and bodies of refusals are assumed, after API Gateway's authorizers.
 */
export function authenticate({ tokens, roleId }: Platform, headers: IncomingHttpHeaders): string {
  const userId = tokens.userOf(headers.authorization);
  const role = headers.role_id;
  if (userId === undefined || role === undefined) throw gatewayRefusal(401, "Unauthorized");
  if (role !== roleId) {
    throw new Refusal(403, { Message: "User is not authorized to access this resource with an explicit deny" });
  }
  return userId;
}

/** Bodies are JSON and say so (doc developer-tools/rest-api; the status is API Gateway's). */
export function checkContentType(headers: IncomingHttpHeaders): void {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") throw gatewayRefusal(415, "Unsupported Media Type");
}

/** Lets so many calls through each second; the second starts with its first call. */
export class RateLimit {
  #start = -Infinity;
  #count = 0;

  /** Counts a call, or refuses it (assumed: API Gateway's 429, with Retry-After). */
  count(limit: number, now: number): void {
    if (now - this.#start >= 1000) {
      this.#start = now;
      this.#count = 0;
    }
    this.#count += 1;
    if (limit > 0 && this.#count > limit) throw gatewayRefusal(429, "Too Many Requests", { "Retry-After": "1" });
  }
}
