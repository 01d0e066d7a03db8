import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isObject, type Json } from "./json";

/** Makes and checks the tokens of users: JWTs with `exp` (code), signed with HS256 (assumed). */
export class Tokens {
  constructor(
    private readonly key: Buffer,
    private readonly now: () => number,
    /** The tokens that were revoked before they expired. */
    readonly revoked: Set<string>,
    private readonly changed: () => void,
  ) {}

  /** A token of the user. @param lifetime in milliseconds */
  issue(userId: string, lifetime: number): string {
    const iat = Math.floor(this.now() / 1000);
    const claims = { sub: userId, iat, exp: iat + Math.floor(lifetime / 1000), jti: randomBytes(8).toString("hex") };
    const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${text}.${this.#sign(text)}`;
  }

  /** The user whose token this is; undefined if it is invalid, expired or revoked. */
  userOf(token: string | undefined): string | undefined {
    const cut = token?.lastIndexOf(".") ?? -1;
    if (token === undefined || cut < 0 || this.revoked.has(token)) return undefined;
    const given = Buffer.from(token.slice(cut + 1));
    const right = Buffer.from(this.#sign(token.slice(0, cut)));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return this.msLeft(token) > 0 ? claimsOf(token).sub : undefined;
  }

  /** Ends a token before it expires. */
  revoke(token: string): void {
    this.revoked.add(token);
    this.changed();
  }

  /** Milliseconds until the token expires. */
  msLeft(token: string): number {
    return claimsOf(token).exp * 1000 - this.now();
  }

  #sign(text: string): string {
    return createHmac("sha256", this.key).update(text).digest("base64url");
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function claimsOf(token: string): { sub: string; exp: number } {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Json;
  if (!isObject(claims) || typeof claims.sub !== "string" || typeof claims.exp !== "number") {
    throw new Error("not a token of this simulator");
  }
  return { sub: claims.sub, exp: claims.exp };
}
