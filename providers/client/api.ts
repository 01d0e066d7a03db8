import { UserError } from "../errors";

export type JsonObject = Record<string, unknown>;

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the API's base URL, ids already URL-encoded. */
  readonly path: string;
  readonly body?: JsonObject;
  readonly query?: Readonly<Record<string, string | number>>;
  /** The resource that the call is for, as errors name it: `Dataset "orders" (rOrders)`. */
  readonly subject: string;
  /** Whether the call is idempotent. Default: true, but false for POST. */
  readonly repeatable?: boolean;
  /** Whether the call starts work on an object; calls that continue with other objects then go first. */
  readonly begins?: boolean;
}

export interface ListRequest {
  readonly path: string;
  /** Key of the response that holds the objects. */
  readonly items: string;
  readonly subject: string;
  /** The id of an object in the response. */
  readonly idOf?: (object: JsonObject) => string | undefined;
}

/** The objects on a page of a list that earlier pages did not hold. */
export interface Page {
  readonly objects: readonly JsonObject[];
  /** The page is the whole list again, partly changed, and replaces all earlier pages. */
  readonly startsOver?: boolean;
}

/** The calls that the lifecycle makes. */
export interface Api {
  /** Sends one call and returns the body of the response, `{}` if there is none. @throws ApiError */
  send(request: ApiRequest): Promise<JsonObject>;
  /** All objects of a collection; pages are fetched only as they are consumed. @throws ApiError */
  list(request: ListRequest): AsyncIterable<Page>;
  /** Uploads bytes to a pre-signed link, without credentials. @throws ApiError */
  upload(link: string, bytes: Buffer, subject: string): Promise<void>;
  /** Downloads the bytes behind a pre-signed link, without credentials. @throws ApiError */
  download(link: string, subject: string): Promise<Buffer>;
  /** Milliseconds since the epoch on the server's clock, estimated from its responses. */
  serverNow(): number;
}

/**
 * - `refused`: the platform said no; nothing was done.
 * - `not-found`: the object (or one it refers to) does not exist.
 * - `name-taken`: the natural key belongs to another object.
 * - `uncertain`: there was no usable response; the call may have been carried out.
 * - `stopped`: nothing was done and nothing more is sent, because the token expired (or the platform refused it) or the
 *   engine is gone.
 */
export type ApiErrorKind = "refused" | "not-found" | "name-taken" | "uncertain" | "stopped";

/** A failed call. The message names the resource, the call, what Amorphic said and what to do. */
export class ApiError extends UserError {
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    /** HTTP status and Amorphic's code, if there was a response. */
    readonly answer: { readonly status?: number; readonly code?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const isNotFound = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.kind === "not-found";

/** The platform's answer about one object or one type is no reason to stop; the lack of an answer is. */
export const isAnswer = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.kind === "refused" || error.kind === "not-found");
