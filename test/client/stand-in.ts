import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createApi, type ApiOptions } from "../../providers/client/create-api";
import { Gate } from "../../providers/client/gate";
import { ApiError, type Api } from "../../providers/client/api";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON … */
  readonly json?: unknown;
  /** … or as it is. */
  readonly text?: string | Buffer;
  /** Closes the connection before or in the middle of the answer. */
  readonly cut?: "before" | "during";
  /** Never answers. */
  readonly silent?: boolean;
}

type Handler = (request: Received, count: number) => Reply | Promise<Reply>;

/** A server that answers what the test says and records the requests. */
export class StandIn {
  readonly received: Received[] = [];
  handler: Handler = () => ({ json: {} });
  inFlight = 0;
  mostInFlight = 0;
  connections = 0;
  url = "";
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
      this.received.push(received);
      this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
      const reply = Promise.resolve(this.handler(received, this.received.length));
      void reply.then((what) => answer(response, what)).finally(() => this.inFlight--);
    });
  });

  async start(): Promise<this> {
    this.#server.on("connection", () => this.connections++).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** `GET /datasets` and so on, in the order of arrival. */
  get calls(): string[] {
    return this.received.map(({ method, url }) => `${method} ${url}`);
  }
}

function answer(response: ServerResponse, { status = 200, headers, json, text, cut, silent }: Reply): void {
  if (silent) return;
  if (cut === "before") return void response.destroy();
  const body = text ?? (json === undefined ? "" : JSON.stringify(json));
  response.writeHead(status, { ...(json !== undefined && { "content-type": "application/json" }), ...headers });
  if (cut === "during") {
    response.write(body.slice(0, 5), () => response.destroy());
  } else {
    response.end(body);
  }
}

export const TOKEN = "eyJhbGciOi.test-token.signature";
export const SUBJECT = 'Dataset "orders" (rOrders)';

export interface Client extends Api {
  readonly gate: Gate;
  readonly log: string[];
  /** The waits that it skipped, in milliseconds. */
  readonly waits: number[];
}

/** A client that does not really wait before it repeats a call. */
export function client(server: { readonly url: string }, options: Partial<ApiOptions> = {}): Client {
  const gate = new Gate();
  const log: string[] = [];
  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const api = createApi({
    baseUrl: `${server.url}/dev`,
    token: TOKEN,
    roleId: "admin-role-1",
    maxConcurrency: 10,
    gate,
    redact: (text) => text.replaceAll("hunter2", "*****"),
    log: (line) => log.push(line),
    retry: { attempts: 6, baseMs: 1, sleep },
    ...options,
  });
  return { ...api, gate, log, waits };
}

/** The error of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<ApiError> {
  const outcome = await call.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError) return outcome;
  throw outcome;
}
