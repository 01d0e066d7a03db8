import type { Json } from "./json";

/**
 * Codes of Amorphic's errors. `IPV-1002`, `IPV-1018` and `GE-1034` are known (code: vendor's clients);
 * `IPV-1001` is assumed: no public text names the code of an unsuitable field.
 */
export type Code = "IPV-1001" | "IPV-1002" | "IPV-1018" | "GE-1034";

/** A call that is answered with an error. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: Json,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Whether it comes from Amorphic itself rather than from the gateway in front of it. */
    readonly coded = false,
  ) {
    super(JSON.stringify(body));
  }
}

/** An error of Amorphic: `{"Message": "<CODE> - <text>"}` (code); status 400 is assumed. */
export function refuse(code: Code, text: string): Refusal {
  return new Refusal(400, { Message: `${code} - ${text}` }, {}, true);
}

/** An error of the gateway: `{"message": <text>}`. */
export function gatewayRefusal(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  return new Refusal(status, { message }, headers);
}

/** API Gateway's answer to an unknown path, whatever the headers. */
export function unknownPath(): Refusal {
  return gatewayRefusal(403, "Missing Authentication Token");
}
