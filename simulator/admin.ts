/** `/_simulator/…`: look at the simulator and change it, from another process or with curl. Not part of Amorphic. */
import type { IncomingMessage } from "node:http";
import { changeByHand } from "./by-hand";
import { createObject, deleteObject } from "./changes";
import { checkObject, notFound } from "./check";
import { parseFaultRule, showFaultRule } from "./faults";
import { errorAnswer, json, readJson, type Answer } from "./http";
import type { Json, JsonObject } from "./json";
import type { Platform } from "./platform";
import { gatewayRefusal, Refusal } from "./refusal";
import type { TypeRule } from "./rule";
import { RULES } from "./rules";
import { parseSettings } from "./settings";
import { isSnapshot, type Stored } from "./store";

export const ADMIN = "/_simulator/";

/** Answers a call to the path below `/_simulator/`. */
export type AdminHandler = (request: IncomingMessage, path: string, query: URLSearchParams) => Promise<Answer>;

/** Operations that concern the whole simulator. */
export interface Control {
  readonly expireToken: () => void;
  readonly renewToken: () => string;
  readonly about: () => JsonObject;
}

interface Ask {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
}

/** The admin endpoints of a platform. */
export function adminOf(platform: Platform, control: Control): AdminHandler {
  const { store, settings, faults, log } = platform;

  const endpoints: Readonly<Record<string, (ask: Ask) => Answer>> = {
    "GET health": () => ok({ status: "ok", ...control.about(), objects: counts(platform) }),
    "GET log": ({ query }) => ({
      status: 200,
      headers: { "Content-Type": "application/x-ndjson" },
      body: log.lines(Number(query.get("after") ?? 0)),
    }),
    "DELETE log": () => (log.clear(), ok({})),
    "GET faults": () => ok(faults.rules.map(showFaultRule)),
    "POST faults": ({ body }) => (faults.add(...[body ?? null].flat().map(parseFaultRule)), ok({})),
    "DELETE faults": () => (faults.clear(), ok({})),
    "GET settings": () => ok({ ...settings }),
    "PATCH settings": ({ body }) => ok(Object.assign(settings, parseSettings(body)) as unknown as Json),
    "GET state": () => ok(store.snapshot() as unknown as Json),
    "PUT state": ({ body }) => {
      if (!isSnapshot(body)) throw new Error('a state must be {"<collection>": [{collection, id, properties}]}');
      return (store.restore(body), ok({}));
    },
    "POST token/expire": () => (control.expireToken(), ok({})),
    "POST token/renew": () => ok({ token: control.renewToken() }),
    "POST objects": ({ parts, query, body }) => {
      const { rule, id } = named(parts);
      return ok(raw(createObject(platform, rule, checkObject(body), user(query), id)));
    },
    "PATCH objects": ({ parts, query, body }) =>
      ok(raw(changeByHand(platform, stored(parts), checkObject(body), user(query)))),
    "DELETE objects": ({ parts }) => (deleteObject(platform, stored(parts)), ok({})),
  };

  return async (request, path, query) => {
    try {
      checkLocal(request);
      const [area = "", ...parts] = path.split("/").map(decodeURIComponent);
      const name = area === "objects" ? area : path;
      const endpoint = endpoints[`${request.method ?? "GET"} ${name}`];
      if (!endpoint) throw gatewayRefusal(404, `there are ${Object.keys(endpoints).join(", ")}`);
      return endpoint({ parts, query, body: await readJson(request, Infinity) });
    } catch (error) {
      return errorAnswer(error instanceof Refusal ? error : gatewayRefusal(400, (error as Error).message));
    }
  };

  function stored(parts: readonly string[]): Stored {
    const { rule, id = "" } = named(parts);
    const found = store.get(rule.collection, id);
    if (!found) throw notFound(rule, id);
    return found;
  }
}

/** Keeps out web pages, whose calls come with an Origin or, with DNS rebinding, another host's name. */
function checkLocal({ headers }: IncomingMessage): void {
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "");
  if (!local || headers.origin !== undefined) throw gatewayRefusal(403, "for local use only");
}

function named([collection = "", id]: readonly string[]): { rule: TypeRule; id?: string } {
  const rule = RULES.get(collection);
  if (!rule) throw gatewayRefusal(404, `no collection ${collection}; there are ${[...RULES.keys()].join(", ")}`);
  return id === undefined || id === "" ? { rule } : { rule, id };
}

/** The person who does something by hand. */
function user(query: URLSearchParams): string {
  return query.get("user") ?? "console-user";
}

function counts({ store }: Platform): JsonObject {
  return Object.fromEntries([...RULES.keys()].map((collection) => [collection, store.all(collection).length]));
}

function raw(stored: Stored): Json {
  return stored as unknown as Json;
}

function ok(body: Json): Answer {
  return json(200, body);
}
