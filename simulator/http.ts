import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "./json";
import { gatewayRefusal, refuse, Refusal } from "./refusal";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** assumed: the limit of API Gateway */
const MAX_BODY = 10 * 1024 * 1024;

/** An answer in JSON. */
export function json(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** A refusal as an answer; other errors are the simulator's own and show up as a 500. */
export function errorAnswer(error: unknown, codedStatus?: number): Answer {
  if (error instanceof Refusal) {
    return json(error.coded ? (codedStatus ?? error.status) : error.status, error.body, error.headers);
  }
  console.error(error);
  return json(500, { message: "Internal server error" });
}

/** Sends an answer with its length, so that the connection stays usable. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** The JSON of the body; undefined if there is none. */
export async function readJson(request: IncomingMessage, limit = MAX_BODY): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw gatewayRefusal(413, "Request Too Long");
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Json;
  } catch {
    throw refuse("IPV-1001", "Invalid request body, it is not JSON.");
  }
}
