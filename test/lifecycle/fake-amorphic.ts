import {
  ApiError,
  type Api,
  type ApiErrorKind,
  type ApiRequest,
  type JsonObject,
  type Page,
} from "../../providers/client/api";
import type { ResourceType } from "../../providers/catalog/type";
import { idOf } from "../../providers/lifecycle/live/live";

/** What goes wrong with a call; undefined: nothing. */
export type Fault = (name: string, request: ApiRequest) => ApiErrorKind | "lost answer" | undefined;

/** Called before and after every call, with its name: a test may stop there, or do something in between. */
export type Moment = (name: string, when: "before" | "after") => void | Promise<void>;

/** The responses of a list, one page each. */
export async function* pages(
  ...objects: (readonly JsonObject[] | Promise<readonly JsonObject[]>)[]
): AsyncGenerator<Page> {
  for (const page of objects) yield { objects: await page };
}

const START = Date.parse("2026-01-01T00:00:00Z");

/** One type of an Amorphic in memory: unique names, ids, creators and times; steps end at once. */
export class FakeAmorphic implements Api {
  readonly objects = new Map<string, JsonObject>();
  /** Objects that lists still show though they are gone. */
  readonly ghosts: JsonObject[] = [];
  /** `POST /tags` and so on, in order. */
  readonly calls: string[] = [];
  /** Bodies of all that was sent, by the same names. */
  readonly bodies: [string, JsonObject][] = [];
  user = "us";
  now = START;
  /** How far the client's idea of the server's time is off. */
  skew = 0;
  fault: Fault = () => undefined;
  moment: Moment = () => undefined;
  readonly #parts = new Map<string, JsonObject>();
  #count = 0;

  constructor(readonly type: ResourceType) {}

  serverNow(): number {
    return this.now + this.skew;
  }

  async send(request: ApiRequest): Promise<JsonObject> {
    const name = this.#nameOf(request);
    await this.moment(name, "before");
    this.calls.push(name);
    const fault = this.fault(name, request);
    if (fault !== undefined && fault !== "lost answer") throw new ApiError(fault, `${name}: ${fault}`);
    if (request.body) this.bodies.push([name, request.body]);
    const answer = this.#answer(name, request);
    await this.moment(name, "after");
    if (fault === "lost answer") throw new ApiError("uncertain", `${name}: no answer`);
    return structuredClone(answer);
  }

  async *list(): AsyncGenerator<Page> {
    const name = `LIST ${this.type.list.path}`;
    await this.moment(name, "before");
    this.calls.push(name);
    const fault = this.fault(name, { method: "GET", path: this.type.list.path, subject: "" });
    if (fault !== undefined) throw new ApiError(fault === "lost answer" ? "uncertain" : fault, `${name}: ${fault}`);
    const found = structuredClone([...this.ghosts, ...this.objects.values()]);
    await this.moment(name, "after");
    yield { objects: found };
  }

  async upload(): Promise<void> {
    await this.moment("PUT upload", "before");
    this.calls.push("PUT upload");
    await this.moment("PUT upload", "after");
  }

  download(): Promise<Buffer> {
    return Promise.resolve(Buffer.from("downloaded"));
  }

  /** Somebody creates an object in the console. */
  make(properties: JsonObject, user: string): string {
    const object: JsonObject = {
      ...properties,
      CreatedBy: user,
      CreationTime: new Date(this.now).toISOString().replace(/\.\d+Z$/, "Z"),
    };
    if (idOf(this.type, object) === undefined) object[this.type.id[0] ?? ""] = `id-${String(++this.#count)}`;
    const id = idOf(this.type, object) ?? "";
    this.objects.set(id, object);
    return id;
  }

  #nameOf({ method, path }: ApiRequest): string {
    const id = [...this.#ids()].find((each) => path.includes(`/${encodeURIComponent(each)}`));
    return `${method} ${id === undefined ? path : path.replace(`/${encodeURIComponent(id)}`, "/{id}")}`;
  }

  readonly #known = new Set<string>();

  #ids(): Set<string> {
    for (const id of this.objects.keys()) this.#known.add(id);
    return this.#known;
  }

  #answer(name: string, { method, path, body = {} }: ApiRequest): JsonObject {
    const { type } = this;
    if (method === type.create.method && path === type.create.path) {
      const taken = [...this.objects.values()].some((other) =>
        type.naturalKey.every((key) => other[key] === body[key]),
      );
      if (taken) throw new ApiError("name-taken", `${name}: IPV-1018 - not unique`);
      const id = this.make(body, this.user);
      return { Message: "created", ...Object.fromEntries(type.id.map((key) => [key, this.objects.get(id)?.[key]])) };
    }
    const id = [...this.#ids()].find((each) => path.includes(`/${encodeURIComponent(each)}`)) ?? "";
    const object = this.objects.get(id);
    if (object === undefined) throw new ApiError("not-found", `${name}: IPV-1002 - not found`);
    if (name === `DELETE ${type.delete.path}`) return (this.objects.delete(id), {});
    if (name === `${type.update!.method} ${type.update!.path}`) return (Object.assign(object, body), {});
    const step = type.steps.find(({ call }) => name === `${call.method} ${call.path}`);
    if (step?.kind === "upload") return { [step.link]: "https://upload.test/x" };
    const stored = step?.read ? this.#parts : this.objects;
    if (step) {
      const status = step.wait ? { [step.wait.field]: step.wait.done[0] } : {};
      stored.set(id, { ...stored.get(id), ...body, ...status });
      return {};
    }
    const part = type.steps.some((each) => each.kind === "send" && each.read && name === `GET ${each.read.path}`);
    return part ? (this.#parts.get(id) ?? {}) : object;
  }
}
