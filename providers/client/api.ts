import { UserError } from "../errors";

export type JsonObject = Record<string, unknown>;

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the API's base URL, ids already URL-encoded. */
  readonly path: string;
  readonly body?: JsonObject;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Whom the call is for, as errors name it: `Dataset "orders" (rOrders)`. */
  readonly subject: string;
  /** Whether sending it twice does the same as once. GET, PUT and DELETE are; a POST only if it says so. */
  readonly repeatable?: boolean;
  /** Whether it begins an object; it then waits for what goes on with others. */
  readonly begins?: boolean;
}

/** What a page of a list brings that was not there before. */
export interface Page {
  readonly objects: readonly JsonObject[];
  /** Everything once more, some of it changed: in the place of all pages before. */
  readonly isAnew?: boolean;
}

/** The calls that the lifecycle makes. */
export interface Api {
  /** Sends one call and returns the body of the answer, `{}` if there is none. @throws ApiError */
  send(request: ApiRequest): Promise<JsonObject>;
  /** All objects of a collection, over as many pages as somebody looks at. @throws ApiError */
  list(request: { path: string; items: string; subject: string }): AsyncIterable<Page>;
  /** Puts bytes to a pre-signed link, without credentials. @throws ApiError */
  upload(link: string, bytes: Buffer, subject: string): Promise<void>;
  /** Gets the bytes behind a pre-signed link, without credentials. @throws ApiError */
  download(link: string, subject: string): Promise<Buffer>;
  /** Milliseconds since the epoch on the server's clock, as far as its answers told it. */
  serverNow(): number;
}

/**
 * - `refused`: the platform said no; nothing was done.
 * - `not-found`: the object (or one it refers to) does not exist.
 * - `name-taken`: the natural key belongs to another object.
 * - `uncertain`: no answer came; the call may have been carried out.
 * - `stopped`: nothing was done and no more is sent, because the token ended (also if the platform said so) or the engine is
 *   gone.
 */
export type ApiErrorKind = "refused" | "not-found" | "name-taken" | "uncertain" | "stopped";

/** A call that did not succeed; the message says for which resource, which call, what Amorphic said, what to do. */
export class ApiError extends UserError {
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    /** HTTP status and Amorphic's code, where there was an answer. */
    readonly answer: { readonly status?: number; readonly code?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const isNotFound = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.kind === "not-found";

/** What the platform says of one object or of one type is no reason to stop; that it does not answer is. */
export const isAnswer = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.kind === "refused" || error.kind === "not-found");
