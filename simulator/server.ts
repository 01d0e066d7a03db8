/** What a call passes through: faults, gateway, handler, log, answer. */
import { STATUS_CODES, type IncomingMessage, type RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { ADMIN, type AdminHandler } from "./admin";
import type { CallNotes } from "./call-log";
import { checkObject } from "./check";
import type { Edge } from "./edge";
import type { Fault } from "./faults";
import { authenticate, checkContentType, RateLimit } from "./gateway";
import { errorAnswer, json, readJson, send, type Answer } from "./http";
import type { JsonObject } from "./json";
import type { Platform } from "./platform";
import { redact } from "./redact";
import { unknownPath } from "./refusal";
import type { CallName } from "./routes";
import { idOf } from "./rule";
import { loggedPath, serveLink, UPLOADS } from "./uploads";

/** A call in progress; `notes` is what the log will say about it. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly method: string;
  /** Below the stage. */
  readonly path: string;
  readonly query: string;
  /** Not below the stage, so not a call to this API. */
  readonly stray: boolean;
  readonly faults: readonly Fault[];
  readonly notes: CallNotes;
}

/** Calls whose body, if there is one, is ignored. */
const BODILESS: readonly CallName[] = [
  ...(["list", "read", "delete", "grants", "files", "access", "download"] as const),
  ...(["executions", "query"] as const),
];

/** Answers all calls to the platform. */
export function listener(platform: Platform, admin: AdminHandler, edge: Edge): RequestListener {
  const { settings, log, tokens } = platform;
  const rate = new RateLimit();

  return (request, response) => {
    const { path, query, stray } = locate(platform.stage, request.url ?? "/");
    const served = path.startsWith(ADMIN)
      ? admin(request, path.slice(ADMIN.length), new URLSearchParams(query))
      : serve(request, path, query, stray);
    served.then(
      (answer) => {
        if (answer) send(response, answer);
        else request.socket.resetAndDestroy();
      },
      () => {
        response.destroy();
      },
    );
  };

  /** The answer; undefined if the connection is to be cut. */
  async function serve(request: IncomingMessage, path: string, query: string, stray: boolean) {
    const method = request.method ?? "GET";
    const faults = platform.faults.ofCall(method, path);
    const kinds = faults.map(({ kind }) => kind);
    const notes: CallNotes = { ...(query && { query }), ...(kinds.length > 0 && { faults: kinds }) };
    const call: Incoming = { request, method, path, query, stray, faults, notes };

    await wait(settings.latency + latency(faults, false));
    const answer = kinds.includes("reset-before") ? undefined : await answerTo(call);
    const sent = kinds.includes("reset-after") ? undefined : answer;
    const time = new Date(platform.now()).toISOString();
    log.add({ time, method, path: loggedPath(path), status: sent?.status ?? 0, ...notes });
    await wait(latency(faults, true));
    return sent;
  }

  async function answerTo(call: Incoming): Promise<Answer> {
    const { request, faults, path, notes } = call;
    const token = request.headers.authorization;
    if (token !== undefined && faults.some(({ kind }) => kind === "expire-token")) tokens.revoke(token);
    const fault = faults.find(({ kind }) => kind === "status");
    if (fault?.kind === "status") return faultAnswer(fault);
    if (path.startsWith(UPLOADS)) return serveLink(platform, request, path, notes);
    try {
      return json(200, await handle(call));
    } catch (error) {
      // The client disconnected in the middle, so there is nobody to answer.
      if (request.errored) throw error;
      return errorAnswer(error, settings.errorsWithStatus200 ? 200 : undefined);
    }
  }

  async function handle({ request, method, path, query, stray, notes }: Incoming): Promise<JsonObject> {
    if (stray) throw unknownPath();
    const route = edge.route(method, path);
    const { name, handler, rule, parentId, id } = route;
    notes.type = rule.type;
    if (id !== "") notes.id = id;
    rate.count(settings, platform.now());
    const userId = authenticate(platform, request.headers);
    notes.userId = userId;
    const sent = await readJson(request);
    if (sent !== undefined) {
      checkContentType(request.headers);
      notes.body = redact(rule, sent);
    }
    const body = BODILESS.includes(name) ? {} : edge.request(route, checkObject(sent));
    const asked = { method, path, query: new URLSearchParams(query) };
    const result = handler({ platform, rule, ...asked, parentId, id, body, userId });
    if (name === "create") notes.id = idOf(rule, result);
    return edge.answer(route, result);
  }
}

/** The base URL ends in a stage (doc datasets/datasets-dynamodb); links have none, admin endpoints may have it. */
function locate(stage: string, url: string): { path: string; query: string; stray: boolean } {
  const [path = "", query = ""] = url.split("?", 2);
  const base = stage === "" ? "" : `/${stage}`;
  if (path.startsWith(`${base}/`)) return { path: path.slice(base.length), query, stray: false };
  return { path, query, stray: true };
}

function faultAnswer({ status, retryAfter, body }: Fault & { kind: "status" }): Answer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  return json(status, body ?? { message: STATUS_CODES[status] ?? "" }, headers);
}

function latency(faults: readonly Fault[], after: boolean): number {
  return faults.reduce((sum, fault) => (fault.kind === "latency" && !!fault.after === after ? sum + fault.ms : sum), 0);
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await pause(ms, undefined, { ref: false });
}
