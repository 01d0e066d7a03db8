import { jwtDecode } from "jwt-decode";
import { UserError } from "../errors";
import { andGoesOn } from "./failure-text";

export interface TokenState {
  /** `opaque`: not a JWT, so its expiry is unknown, as is that of a `valid` one without `expires`. */
  readonly state: "valid" | "expired" | "ends-soon" | "opaque";
  readonly expires?: Date;
}

const SOON_MS = 60 * 60_000;
/** What to do about an expired token. */
export const NEW_TOKEN = "create a new one in Profile & Settings > Manage Access Tokens";

/** Reads the expiry from a token, without any call; the platform verifies the signature. */
export function inspectToken(token: string, now: number): TokenState {
  const exp = expiry(token);
  if (exp === "opaque") return { state: "opaque" };
  if (exp === undefined) return { state: "valid" };
  const left = exp.getTime() - now;
  return { state: left <= 0 ? "expired" : left <= SOON_MS ? "ends-soon" : "valid", expires: exp };
}

/** @param where the variable or secret that holds the token */
export const tokenExpired = (where: string, expires: Date): UserError =>
  new UserError(`The token in ${where} expired at ${expires.toISOString()}; ${NEW_TOKEN}.`);

/** Why nothing more is sent, for a token that expires during a run. */
export const tokenEnded = (expires: Date, unsent: number): string =>
  andGoesOn(
    `The token expired at ${expires.toISOString()} during the run, with ${String(unsent)} ` +
      `${unsent === 1 ? "call" : "calls"} still to be sent; ${NEW_TOKEN}.`,
  );

/** One line of warning. @param where the variable or secret that holds the token */
export function tokenEndsSoon(where: string, expires: Date, now: number): string {
  const minutes = Math.max(1, Math.round((expires.getTime() - now) / 60_000));
  return (
    `The token in ${where} expires in ${String(minutes)} min, at ${expires.toISOString()}; ` +
    `a run that takes longer stops there. For a longer one, ${NEW_TOKEN}.`
  );
}

function expiry(token: string): Date | undefined | "opaque" {
  try {
    const { exp } = jwtDecode<{ exp?: unknown }>(token);
    const date = typeof exp === "number" ? new Date(exp * 1000) : undefined;
    return date && !Number.isNaN(date.getTime()) ? date : undefined;
  } catch {
    return "opaque";
  }
}
