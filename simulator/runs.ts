/** Runs of jobs and queries: asynchronous, kept in memory only. Paths, keys and statuses: code; further refusals: assumed. */
import { randomUUID } from "node:crypto";
import { asText, isObject, type JsonObject } from "./json";
import { existing, writable } from "./objects";
import type { ApiCall } from "./platform";
import { refuse } from "./refusal";
import { begin, type Work } from "./work";

interface Run {
  readonly id: string;
  readonly startedOn: string;
  work: Work | undefined;
  failure?: string | undefined;
}

/** All runs so far. */
export class Runs {
  /** By id of the job, newest first. */
  readonly executions = new Map<string, Run[]>();
  readonly queries = new Map<string, Run>();

  static begin({ platform, method, path }: ApiCall): Run {
    const failure = platform.faults.ofWork("fail-run", method, path);
    const startedOn = new Date(platform.now()).toISOString();
    return { id: randomUUID(), startedOn, work: begin(platform.settings.runs, platform.now(), failure) };
  }
}

/** Whether the run is over; a look that finds it in progress brings its end nearer. */
function isOver(run: Run, now: number): boolean {
  const { work } = run;
  if (!work) return true;
  if (work.polls === undefined ? now < (work.dueAt ?? 0) : work.polls > 0) {
    if (work.polls !== undefined) run.work = { ...work, polls: work.polls - 1 };
    return false;
  }
  run.failure = work.failure;
  run.work = undefined;
  return true;
}

/** `POST /jobs/{id}/executions`; the body, and that the answer holds the id: assumed. */
export function startJob(call: ApiCall): JsonObject {
  const { platform, body, id } = call;
  writable(call);
  const { Arguments: given = {}, ...others } = body;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse("IPV-1001", `Invalid key ${other}, it is not part of an execution.`);
  if (!isObject(given) || !Object.values(given).every((value) => typeof value === "string")) {
    throw refuse("IPV-1001", "Invalid Arguments, expected an object of strings.");
  }
  const run = Runs.begin(call);
  platform.runs.executions.set(id, [run, ...(platform.runs.executions.get(id) ?? [])]);
  return { Message: "Job execution started.", Id: run.id };
}

/** `GET /jobs/{id}/executions` */
export function listExecutions(call: ApiCall): JsonObject {
  const { platform, id } = call;
  existing(call);
  const runs = platform.runs.executions.get(id) ?? [];
  return { JobExecutions: runs.map(execution) };

  function execution(run: Run): JsonObject {
    const over = isOver(run, platform.now());
    const state = !over ? "RUNNING" : run.failure === undefined ? "SUCCEEDED" : "FAILED";
    return {
      Id: run.id,
      JobRunState: state,
      StartedOn: run.startedOn,
      ...(run.failure === undefined ? {} : { ErrorMessage: run.failure }),
    };
  }
}

/** `POST /queries`, to Athena or to Redshift. */
export function startQuery(call: ApiCall): JsonObject {
  const { QueryString: query, Encoding: encoding, ...where } = call.body;
  if (encoding !== "base64") throw refuse("IPV-1001", `Invalid Encoding - ${asText(encoding)}, expected base64.`);
  const text = typeof query === "string" ? Buffer.from(query, "base64").toString() : "";
  if (text.trim() === "" || Buffer.from(text).toString("base64") !== query) {
    throw refuse("IPV-1001", "Invalid QueryString, expected a query in base64.");
  }
  const isAthena = isText(where.WorkGroup) && (where.AssumeRole === "yes" || where.AssumeRole === "no");
  const keys = Object.keys(where).sort().join(" ");
  const isRight =
    keys === "AssumeRole WorkGroup"
      ? isAthena
      : keys === "QueryTargetLocation" && where.QueryTargetLocation === "redshift";
  if (!isRight)
    throw refuse("IPV-1001", "Invalid query, expected WorkGroup and AssumeRole, or QueryTargetLocation redshift.");
  const run = Runs.begin(call);
  call.platform.runs.queries.set(run.id, run);
  return { QueryId: run.id };
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** `GET /queries/{id}` */
export function readQuery({ platform, id }: ApiCall): JsonObject {
  const run = platform.runs.queries.get(id);
  if (!run) throw refuse("IPV-1002", `Invalid QueryId - ${id}, resource not found.`);
  if (!isOver(run, platform.now())) return { QueryStatus: "RUNNING" };
  if (run.failure !== undefined) return { QueryStatus: "FAILED", Message: run.failure };
  return { QueryStatus: "SUCCEEDED", ResultsDownloadLink: `${platform.origin()}/results/${run.id}` };
}
