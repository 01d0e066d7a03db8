import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createContext, runInContext } from "node:vm";
import type { Recorded } from "../../infra/record";

type Inputs = Recorded["inputs"];
type Headers = Readonly<Record<string, string>>;

/** The object under a key of the bucket; undefined if there is none. */
export type ReadObject = (key: string) => Promise<{ readonly body: Buffer; readonly headers: Headers } | undefined>;

export interface Edge {
  /** On the loopback interface, over plain HTTP. */
  readonly url: string;
  /** Headers added to every answer from the bucket. */
  readonly headers: Headers;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body?: Buffer;
}

/**
 * Answers as CloudFront would with the stack's distribution, function and headers, but without caching and HTTPS.
 * @throws if the stack asks for something that is not known here
 */
export async function startEdge(graph: readonly Recorded[], read: ReadObject): Promise<Edge> {
  const distribution = only(graph, "Distribution");
  const headers = securityHeaders(only(graph, "ResponseHeadersPolicy"));
  const handler = viewerRequest(distribution, graph);
  const server = createServer((request, response) => {
    answer(request, { distribution, handler, read, headers }).then(
      (given) => send(request, response, given),
      (error: unknown) => send(request, response, { status: 502, headers: {}, body: Buffer.from(String(error)) }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Parts {
  readonly distribution: Inputs;
  readonly handler: (request: object) => Inputs;
  readonly read: ReadObject;
  readonly headers: Headers;
}

/** A browser shows an answer only if it has a body. */
const DENIED = Buffer.from("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");

async function answer({ method = "GET", url = "/" }: IncomingMessage, parts: Parts): Promise<Answer> {
  const { distribution, handler, read, headers } = parts;
  const { defaultRootObject, defaultCacheBehavior: behavior, customErrorResponses } = distribution;
  if (!(behavior.allowedMethods as string[]).includes(method)) return { status: 403, headers };
  const [path = "/", query] = url.split(/\?(.*)/s);
  const given = handler({ method, uri: path, rawQueryString: () => query, headers: {}, cookies: {}, querystring: {} });
  if (given["statusCode"] !== undefined) {
    const own = Object.entries(given["headers"] as Record<string, { value: string }>);
    return {
      status: Number(given["statusCode"]),
      headers: Object.fromEntries(own.map(([key, { value }]) => [key, value])),
    };
  }
  const uri = given["uri"] === "/" ? `/${String(defaultRootObject)}` : String(given["uri"]);
  const object = await read(decoded(uri));
  if (object) return { status: 200, headers: { ...object.headers, ...headers }, body: object.body };
  // S3 answers 403 for a missing object if the caller may not list, and the bucket's policy lets CloudFront only read.
  const error = (customErrorResponses as Inputs[]).find(({ errorCode }) => errorCode === 403);
  const page = error && (await read(decoded(String(error["responsePagePath"]))));
  if (!page) return { status: 403, headers: { "content-type": "application/xml", ...headers }, body: DENIED };
  return { status: Number(error["responseCode"]), headers: { ...page.headers, ...headers }, body: page.body };
}

/** Turns a path into the key of an object. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri.slice(1));
  } catch {
    return uri.slice(1);
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, "content-length": body?.length ?? 0 });
  response.end(request.method === "HEAD" ? undefined : body);
}

function only(graph: readonly Recorded[], kind: string): Inputs {
  const [found, ...more] = graph.filter(({ type }) => type.endsWith(`:${kind}`));
  if (!found || more.length > 0) throw new Error(`the stack does not have exactly one ${kind}`);
  return found.inputs;
}

/** The code that CloudFront would run, in a context of its own; without any, requests pass unchanged. */
function viewerRequest({ defaultCacheBehavior }: Inputs, graph: readonly Recorded[]): Parts["handler"] {
  const [association] = (defaultCacheBehavior.functionAssociations ?? []) as Inputs[];
  if (!association) return (request) => request;
  const found = graph.find(
    ({ type, inputs }) =>
      type.startsWith("aws:cloudfront/") &&
      String(association["functionArn"]).endsWith(`:function/${String(inputs["name"])}`),
  );
  if (!found || association["eventType"] !== "viewer-request")
    throw new Error("only a function for viewer-request is supported");
  const context = createContext({});
  runInContext(String(found.inputs["code"]), context, { filename: String(found.inputs["name"]) });
  return (request) => {
    context["event"] = {
      version: "1.0",
      context: { eventType: "viewer-request", distributionId: "REHEARSAL", requestId: "rehearsal" },
      viewer: { ip: "127.0.0.1" },
      request,
    };
    return runInContext("handler(event)", context, { timeout: 1000 }) as Inputs;
  };
}

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicySecurityHeadersConfig.html */
const HEADERS: Readonly<Record<string, (config: Inputs) => readonly [name: string, value: string]>> = {
  contentSecurityPolicy: ({ contentSecurityPolicy }) => ["content-security-policy", String(contentSecurityPolicy)],
  contentTypeOptions: () => ["x-content-type-options", "nosniff"],
  frameOptions: ({ frameOption }) => ["x-frame-options", String(frameOption)],
  referrerPolicy: ({ referrerPolicy }) => ["referrer-policy", String(referrerPolicy)],
  strictTransportSecurity: ({ accessControlMaxAgeSec, includeSubdomains, preload }) => [
    "strict-transport-security",
    `max-age=${String(accessControlMaxAgeSec)}${includeSubdomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`,
  ],
};

function securityHeaders({ name: _, securityHeadersConfig, ...rest }: Inputs): Headers {
  const unknown = [
    ...Object.keys(rest),
    ...Object.keys(securityHeadersConfig as object).filter((key) => !HEADERS[key]),
  ];
  if (unknown.length > 0)
    throw new Error(`the rehearsal does not know what CloudFront does with ${unknown.join(", ")}`);
  const configs = Object.entries(securityHeadersConfig as Record<string, Inputs>);
  return Object.fromEntries(configs.map(([key, config]) => HEADERS[key]?.(config) ?? []));
}
