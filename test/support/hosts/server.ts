import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, if there was one. */
  readonly body: unknown;
  /** What the groups of the route's pattern matched. */
  readonly parts: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Route = readonly [method: string, path: RegExp, answer: (call: Call) => Answer];

export interface Comment {
  readonly id: string;
  body: string;
  readonly author: string;
  deleted?: boolean;
}

export const ME = "me";
export const SOMEBODY = "somebody";
export const COMMIT = "c".repeat(40);

/** A pull request and what can be put on it; the stand-ins for hosts differ in their API. */
export class PullRequestStore {
  isOpen = true;
  /** The commit at its head. */
  head = COMMIT;
  readonly comments: Comment[] = [];
  readonly statuses: { name: string; state: string; description: string }[] = [];
  annotations: { path: string; line: number; message: string }[] = [];
  #ids = 100;

  add(body: string, author = ME): Comment {
    const comment = { id: String(++this.#ids), body, author };
    this.comments.push(comment);
    return comment;
  }

  find = (id: string | undefined): Comment | undefined =>
    this.comments.find((comment) => comment.id === id && comment.deleted !== true);

  /** The bodies of all existing comments. */
  get bodies(): string[] {
    return this.comments.filter(({ deleted }) => deleted !== true).map(({ body }) => body);
  }
}

/** A host on this machine that answers only the given calls, and lists all others in `refused`. */
export class HostServer {
  readonly store = new PullRequestStore();
  readonly calls: string[] = [];
  readonly refused: string[] = [];
  /** Asked before every answer, to make a call fail. */
  fault: (call: Call) => Answer | undefined = () => undefined;
  url = "";
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://host");
      const text = Buffer.concat(chunks).toString();
      const { status, body, headers } = this.#answer({
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
        parts: [],
      });
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === undefined ? "" : JSON.stringify(body));
    });
  });

  constructor(readonly routes: (store: PullRequestStore) => readonly Route[]) {}

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return this;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(call: Call): Answer {
    this.calls.push(`${call.method} ${call.path}`);
    const fault = this.fault(call);
    if (fault) return fault;
    for (const [method, path, answer] of this.routes(this.store)) {
      const match = path.exec(call.path);
      if (method === call.method && match) return answer({ ...call, parts: match.slice(1) });
    }
    this.refused.push(`${call.method} ${call.path}`);
    return { status: 404, body: { message: "Not Found" } };
  }
}

/** The items of a page. */
export const pageOf = <T>(items: readonly T[], size: number, page: number): T[] =>
  items.slice((page - 1) * size, page * size);
