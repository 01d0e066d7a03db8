import type { CallLog } from "./call-log";
import type { Faults } from "./faults";
import type { JsonObject } from "./json";
import type { TypeRule } from "./rule";
import type { Runs } from "./runs";
import type { Settings } from "./settings";
import type { Store } from "./store";
import type { Tokens } from "./tokens";
import type { UploadLinks } from "./uploads";

/** The parts of a simulated platform. */
export interface Platform {
  readonly store: Store;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly tokens: Tokens;
  readonly links: UploadLinks;
  readonly runs: Runs;
  readonly roleId: string;
  readonly stage: string;
  readonly now: () => number;
  readonly random: () => number;
  /** Where the server listens, without the stage. */
  readonly origin: () => string;
}

/** A call to the API that the gateway let through. */
export interface ApiCall {
  readonly platform: Platform;
  readonly rule: TypeRule;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parent's id, for types that have a parent. */
  readonly parentId: string;
  /** The id in the path; empty for a collection. */
  readonly id: string;
  readonly body: JsonObject;
  readonly userId: string;
}

/** Answers a call with the body of a 200, or throws a Refusal. */
export type Handler = (call: ApiCall) => JsonObject;
