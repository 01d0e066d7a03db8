import { startSimulator, type JsonObject, type Settings, type Simulator, type SimulatorOptions } from "../../simulator";
import { asText } from "../../simulator/json";

export { asText };

export const START = Date.parse("2030-01-01T00:00:00Z");
export const STAMP = "2030-01-01T00:00:00Z";

/** Settings under which an answer holds what was sent. */
export const PLAIN: Partial<Settings> = { defaults: false, reorder: false, masking: false, changeCase: false };

/** Headers; one without a value is not sent. */
type Headings = Readonly<Record<string, string | undefined>>;

export interface Reply {
  readonly status: number;
  // Bodies of any shape are compared as a whole or in part.
  readonly body: JsonObject;
  readonly headers: Headers;
}

/** A simulator with a clock that stands still until a test moves it. */
export interface Bench {
  readonly simulator: Simulator;
  /** The platform's time. */
  readonly clock: { now: number };
  /** A call of the API with good headers, or with others over them. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Headings) => Promise<Reply>;
  /** A call below `/_simulator/`. */
  readonly admin: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** Creates an object and returns its id. */
  readonly make: (collection: string, body: JsonObject) => Promise<string>;
}

const running: Simulator[] = [];

export async function bench(settings: Partial<Settings> = {}, options: SimulatorOptions = {}): Promise<Bench> {
  const clock = { now: START };
  const simulator = await startSimulator({ now: () => clock.now, settings, ...options });
  running.push(simulator);

  const call: Bench["call"] = (method, path, body, headers = {}) =>
    send(method, simulator.url + path, body, {
      Authorization: simulator.token,
      role_id: simulator.roleId,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    });
  return {
    simulator,
    clock,
    call,
    admin: (method, path, body) => send(method, `${simulator.url}/_simulator/${path}`, body, {}),
    make: async (collection, body) => {
      const reply = await call("POST", `/${collection}`, body);
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
      const { Message: _, ...keys } = reply.body;
      return Object.values(keys).map(asText).join("#");
    },
  };
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}

export async function send(method: string, url: string, body: unknown, headers: Headings): Promise<Reply> {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(url, {
    method,
    headers: sent,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("Content-Type") === "application/json";
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as JsonObject) : { text },
    headers: response.headers,
  };
}

export const DOMAIN = { DomainName: "states" };

/** The required properties of a dataset. */
export function dataset(name: string, more: JsonObject = {}): JsonObject {
  return {
    DatasetName: name,
    Domain: "states",
    DatasourceType: "api",
    FileType: "csv",
    TargetLocation: "s3athena",
    TableUpdate: "append",
    ...more,
  };
}

export const JOB = { JobName: "load", ETLJobType: "pythonshell" };

export const SOURCE = { DatasourceName: "db", DatasourceType: "jdbc" };

export const ROLE = { RoleName: "analysts", RolePermissions: ["datasets.view", "domains.view"] };

/** The required properties of a dataflow, besides a datasource in the path. */
export const DATAFLOW = {
  ...{ DataflowName: "full", DataflowType: "tasks", ProcessType: "full-load", TargetLocation: "s3athena" },
};

export const PARAMETER = { ParameterKey: "region", ParameterType: "String", ParameterValue: "eu" };

export const SCHEDULE = {
  ...{ ScheduleName: "nightly", JobType: "ETL Job", ScheduleType: "time-based", ResourceId: "job-1" },
  ScheduleExpression: "rate(1 day)",
};

export const VIEW = {
  ...{ ViewName: "top", Domain: "states", ViewType: "Standard", TargetLocation: "s3athena" },
  SqlStatement: "select 1",
};

/** The answer to a call that Amorphic itself refuses. */
export function refused(code: string, text: string): { status: number; body: JsonObject } {
  return { status: 400, body: { Message: `${code} - ${text}` } };
}

/** Status and body, without the headers. */
export function brief({ status, body }: Reply): { status: number; body: JsonObject } {
  return { status, body };
}
