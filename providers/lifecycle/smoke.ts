import type { ResourceType, Smoke, SmokeTest } from "../catalog/type";
import type { Api, JsonObject } from "../client/api";
import { UserError } from "../errors";
import { visible } from "../visible";
import { pathOf, subjectOf, type Properties } from "./inputs";
import type { Platform } from "./platform";
import { poll } from "./live/poll";

/** The work group that every AWS account has. */
const WORK_GROUP = "primary";

/**
 * Runs the smoke test of a resource and waits for its end.
 * @param mine outputs of the resource
 * @returns what went wrong, with the way out; undefined if it went well
 * @throws UserError if a call failed, or it took too long
 */
export async function smoke(
  platform: Platform,
  type: ResourceType,
  id: string,
  mine: Properties,
  wanted: Smoke,
): Promise<string | undefined> {
  const { smokeTest } = type;
  if (!smokeTest) throw new Error(`${type.name} cannot be tested`);
  const api = await platform.api();
  const subject = subjectOf(type, mine);
  const ask = await start(api, smokeTest, { id, mine, subject }, wanted);
  const is = (answer: JsonObject | undefined, statuses: readonly string[]) =>
    statuses.some((status) => status.toLowerCase() === String(answer?.[smokeTest.status]).toLowerCase());
  const what = wanted.kind === "run" ? "its run" : "its query";
  const answer = await poll(
    ask,
    (each) => is(each, [...smokeTest.done, ...smokeTest.failed]),
    (each) => `${subject}: ${what} is still ${JSON.stringify(each?.[smokeTest.status] ?? "not visible")}`,
    { limitMs: wanted.timeoutMs, wayOut: "Look at it in Amorphic's console, or allow a longer Smoke.Timeout." },
  );
  if (is(answer, smokeTest.done)) return undefined;
  const reason = answer?.[smokeTest.reason];
  const why = typeof reason === "string" && reason !== "" ? `: ${platform.vault.redact(reason)}` : "";
  return visible(
    `${subject} was deployed, but ${what} ended with ${smokeTest.status} ${JSON.stringify(answer?.[smokeTest.status])}${why}. ` +
      "Fix the cause and deploy again; what is deployed stays as it is.",
  );
}

interface About {
  readonly id: string;
  readonly mine: Properties;
  readonly subject: string;
}

/** Starts the smoke test. @returns a function that reads its progress */
async function start(
  api: Api,
  smokeTest: SmokeTest,
  { id, mine, subject }: About,
  wanted: Smoke,
): Promise<() => Promise<JsonObject | undefined>> {
  const begin = (body: JsonObject) =>
    api.send({
      method: smokeTest.start.method,
      path: pathOf(smokeTest.start, mine, id),
      subject,
      body,
      repeatable: false,
    });
  if (wanted.kind === "query") {
    const query = { QueryString: Buffer.from(wanted.query).toString("base64"), Encoding: "base64" };
    const where =
      wanted.target === undefined
        ? { WorkGroup: wanted.workGroup ?? WORK_GROUP, AssumeRole: "no" }
        : { QueryTargetLocation: wanted.target };
    const { [smokeTest.id]: queryId } = await begin({ ...query, ...where });
    if (typeof queryId !== "string" && typeof queryId !== "number") {
      const { method, path } = smokeTest.start;
      throw new UserError(
        `${subject}: ${method} ${path} answered without ${smokeTest.id}, so it is unknown how the query ended.`,
      );
    }
    return () => api.send({ method: "GET", path: pathOf(smokeTest.read, mine, String(queryId)), subject });
  }
  const executions = async (): Promise<JsonObject[]> => {
    const answer = await api.send({ method: "GET", path: pathOf(smokeTest.read, mine, id), subject });
    const list = answer[smokeTest.items ?? ""];
    return Array.isArray(list) ? (list as JsonObject[]) : [];
  };
  // The answer to the start is not public, so the run is recognized by not having been listed before.
  const before = new Set((await executions()).map((each) => each[smokeTest.id]));
  await begin(Object.keys(wanted.arguments).length > 0 ? { Arguments: wanted.arguments } : {});
  return async () => (await executions()).find((each) => !before.has(each[smokeTest.id]));
}
