/** What API Gateway checks before a call reaches Amorphic. */
import type { IncomingHttpHeaders } from "node:http";
import type { Platform } from "./platform";
import { gatewayRefusal, Refusal } from "./refusal";
import type { Settings } from "./settings";

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

/**
 * API Gateway's token bucket (doc apigateway/api-gateway-request-throttling): calls are taken from a bucket that is full
 * at first and fills steadily. A call that is refused takes nothing.
 */
export class RateLimit {
  #left = Infinity;
  #filled = -Infinity;

  /** Counts a call, or refuses it with 429 (assumed: API Gateway's body; its own 429 has no Retry-After). */
  count({ rateLimit, rateBurst, rateRetryAfter }: Settings, now: number): void {
    if (rateLimit === 0) return;
    const most = Math.max(1, rateBurst || rateLimit);
    this.#left = Math.min(most, this.#left + ((now - this.#filled) / 1000) * rateLimit);
    this.#filled = now;
    if (this.#left >= 1) this.#left -= 1;
    else {
      const seconds = Math.ceil((1 - this.#left) / rateLimit);
      throw gatewayRefusal(429, "Too Many Requests", rateRetryAfter ? { "Retry-After": String(seconds) } : {});
    }
  }
}
