import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { adminOf } from "./admin";
import { CallLog, type CallEntry } from "./call-log";
import { DataFile, readSaved, type Saved } from "./data-file";
import { randomFrom } from "./echo";
import { edgeOf } from "./edge";
import type { Facts } from "./facts";
import { Faults } from "./faults";
import type { Platform } from "./platform";
import { Runs } from "./runs";
import { listener } from "./server";
import { DEFAULT_SETTINGS, type Settings } from "./settings";
import { Store, type Snapshot } from "./store";
import { Tokens } from "./tokens";
import { UploadLinks } from "./uploads";

export interface SimulatorOptions {
  /** A free one if not given. */
  readonly port?: number;
  /** File that keeps objects and token between runs. */
  readonly data?: string;
  readonly settings?: Partial<Settings>;
  /** What differs from docs/api.md, by type. */
  readonly facts?: Facts;
  readonly userId?: string;
  /** Role ids have this form (doc of the workshop); the default is always the same, so that it can be written down. */
  readonly roleId?: string;
  /** Last part of the base URL (doc datasets/datasets-dynamodb); "" for none. */
  readonly stage?: string;
  /** Determines the order in which lists come back. */
  readonly seed?: number;
  /** Milliseconds for which the token is valid. */
  readonly tokenLifetime?: number;
  /** The clock, in milliseconds; tests bring their own. */
  readonly now?: () => number;
  /** Called with each new token. */
  readonly onToken?: (token: string) => void;
}

/** A running simulated platform. */
export interface Simulator {
  /** Base URL of the API; the admin endpoints are below it too, and below its origin. */
  readonly url: string;
  readonly token: string;
  readonly roleId: string;
  readonly userId: string;
  /** The calls so far, without secrets. */
  readonly log: readonly CallEntry[];
  readonly store: Store;
  readonly faults: Faults;
  /** May be changed at any time. */
  readonly settings: Settings;
  readonly clearLog: () => void;
  /** A token of another user, or with another lifetime in milliseconds. */
  readonly tokenFor: (userId: string, lifetime?: number) => string;
  /** Ends the token before it expires. */
  readonly expireToken: () => void;
  /** Makes a new token of the simulator's user. */
  readonly renewToken: () => string;
  readonly snapshot: () => Snapshot;
  readonly restore: (snapshot: Snapshot) => void;
  /** Waits until everything is saved. */
  readonly flush: () => Promise<void>;
  /** Cuts all connections, and saves. */
  readonly close: () => Promise<void>;
}

const DAY = 24 * 60 * 60_000;
const ROLE_ID = "admin-role-00000000-0000-4000-8000-000000000000";

/** Starts a simulated platform on the loopback address. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, data, stage = "local", seed = 1, tokenLifetime = 30 * DAY, now = Date.now } = options;
  const saved = data === undefined ? undefined : readSaved(data);
  const userId = options.userId ?? saved?.userId ?? "service-user";
  const roleId = options.roleId ?? saved?.roleId ?? ROLE_ID;
  const key = saved ? Buffer.from(saved.key, "base64url") : randomBytes(32);
  const tokens = new Tokens(key, now, new Set(saved?.revoked), () => file?.changed());
  let token = saved?.token ?? "";
  if (tokens.userOf(token) !== userId || tokens.msLeft(token) < DAY) token = tokens.issue(userId, tokenLifetime);

  let origin = "";
  const store = new Store(now, () => file?.changed());
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const platform: Platform = {
    ...{ store, settings, tokens, roleId, stage, now },
    faults: new Faults(),
    log: new CallLog(),
    links: new UploadLinks(now),
    runs: new Runs(),
    random: randomFrom(seed),
    origin: () => origin,
  };
  const edge = edgeOf(options.facts, store);
  const file = data === undefined ? undefined : new DataFile(data, content);
  if (saved) store.restore(saved.objects);
  file?.changed();

  const server = createServer(listener(platform, adminOf(platform, { expireToken, renewToken, about }), edge));
  server.keepAliveTimeout = 60_000; // longer than a client keeps a connection, so that no call meets a closing one
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const simulator: Simulator = {
    ...{ userId, roleId, store, settings, expireToken, renewToken, close },
    url: stage === "" ? origin : `${origin}/${stage}`,
    faults: platform.faults,
    get token() {
      return token;
    },
    get log() {
      return platform.log.entries;
    },
    clearLog: () => {
      platform.log.clear();
    },
    tokenFor: (user, lifetime = tokenLifetime) => tokens.issue(user, lifetime),
    snapshot: () => store.snapshot(),
    restore: (snapshot) => {
      store.restore(snapshot);
    },
    flush: async () => file?.flush(),
  };
  return simulator;

  function content(): Saved {
    const revoked = [...tokens.revoked];
    return { version: 1, userId, roleId, key: key.toString("base64url"), token, revoked, objects: store.snapshot() };
  }

  function about() {
    return { url: simulator.url, userId, roleId, pid: process.pid };
  }

  function expireToken(): void {
    tokens.revoke(token);
  }

  function renewToken(): string {
    token = tokens.issue(userId, tokenLifetime);
    file?.changed();
    options.onToken?.(token);
    return token;
  }

  async function close(): Promise<void> {
    if (server.listening) {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    }
    await file?.flush();
  }
}
