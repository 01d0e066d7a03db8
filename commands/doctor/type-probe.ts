import { isSecretField } from "../../providers/catalog/fields";
import type { ResourceType } from "../../providers/catalog/type";
import { ApiError, type Api, type JsonObject } from "../../providers/client/api";
import { isObject } from "../../providers/is-object";
import { fromPlatform } from "../../providers/lifecycle/call";
import { idOf } from "../../providers/lifecycle/live/live";
import { isMask } from "../../providers/lifecycle/values";
import { own } from "../../providers/own";
import { idKeys, keyFor, listKeys } from "./candidates";
import { Probe } from "./probe";
import { probeDownload, probeSend } from "./step-probe";

/** Properties that the list's path needs: those of its parent object. */
export const placeholders = ({ list }: ResourceType): string[] =>
  Array.from(list.path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);

/** Checks the assumptions about one type. */
export class TypeProbe extends Probe {
  /** The platform accepts no more calls, e.g. because it rejects the token. */
  stopped = false;

  /** @param ids of one object of each type, by the property that holds it; the probe adds what it finds */
  constructor(
    api: Api,
    type: ResourceType,
    readonly ids: Map<string, string>,
  ) {
    super(api, type);
  }

  async run(): Promise<void> {
    const lacking = placeholders(this.type).find((name) => !this.ids.has(name));
    if (lacking !== undefined) this.add("list", "not tried", `there is no object that provides a ${lacking}`);
    else await this.#inside(() => this.#all());
    const { steps, update, share } = this.type;
    const writing = ["create", ...(update ? ["update"] : []), "delete", ...steps.map(({ name }) => name)];
    this.add([...writing, ...(share ? ["grant", "revoke"] : [])].join(", "), "not tried", "would write");
  }

  async #all(): Promise<void> {
    this.mine = Object.fromEntries(placeholders(this.type).map((name) => [name, this.ids.get(name)]));
    const body = await this.get("list path", this.type.list, { list: { path: "/…" } });
    if (!body) return;
    const objects = this.#items(body);
    if (!objects) return;
    const [first] = objects;
    if (!first) return this.add("one object", "not tried", "there is no object of this type");
    this.#names(objects);
    this.mine = { ...this.mine, ...fromPlatform(this.type, first) };
    const id = await this.#read(objects);
    if (id === undefined) return;
    for (const key of this.type.id) this.ids.set(key, String(fromPlatform(this.type, first)[key]));
    this.#secrets(objects);
    await this.#share(id);
    for (const step of this.type.steps) {
      if (step.kind === "send") await probeSend(this, step, id);
      else if (step.download) await probeDownload(this, step, step.download, id);
    }
  }

  /** @returns undefined if it is unknown which list holds the objects */
  #items(body: JsonObject): JsonObject[] | undefined {
    const { items } = this.type.list;
    const what = `list key "${items}"`;
    const [key, ...others] = listKeys(body);
    const listed = body[items];
    if (Array.isArray(listed) && listed.every(isObject)) {
      this.add(what, "held");
      return listed;
    }
    if (key === undefined || others.length > 0) {
      const keys = Object.keys(body).join(", ") || "none";
      const why = Array.isArray(listed) ? "its items are not objects" : `the answer's keys are ${keys}`;
      this.add(what, "failed", why, { list: { items: "…" } });
      return undefined;
    }
    this.correct(what, `the answer has its objects under "${key}"`, { list: { items: key } });
    return body[key] as JsonObject[];
  }

  /** Whether the objects have the keys that identify them, and say who made them and when. */
  #names(objects: readonly JsonObject[]): void {
    const { id, naturalKey, fields, serverOwned, outputs } = this.type;
    const origin = ["CreatedBy", "CreationTime"].filter((name) => serverOwned.includes(name));
    const made = id.filter((name) => outputs[name]);
    const names = [...new Set([...made, ...naturalKey, ...required(this.type), ...origin])];
    const first = objects[0] ?? {};
    const missing = names.filter(
      (name) => !fields[name]?.inPathOnly && !Object.hasOwn(fromPlatform(this.type, first), name),
    );
    if (missing.length === 0) return this.add(`keys ${names.join(", ")}`, "held");
    for (const name of missing) {
      const ids = made.includes(name) ? idKeys(this.type, objects) : [];
      const key = ids.length === 1 ? ids[0] : keyFor(this.type, name, first, missing);
      const what = `key ${name}`;
      if (key !== undefined) this.correct(what, `objects have "${key}"`, { keys: { [name]: key } });
      else this.add(what, "failed", `objects have ${Object.keys(first).join(", ")}`, { keys: { [name]: "…" } });
    }
  }

  /** @returns the id by which the object can be read */
  async #read(objects: readonly JsonObject[]): Promise<string | undefined> {
    const first = objects[0] ?? {};
    const id = idOf(this.type, fromPlatform(this.type, first));
    if (id === undefined) return undefined;
    if (await this.try(this.type.read, id)) {
      this.add("read path", "held");
      return id;
    }
    // Another key than assumed may hold the id.
    for (const key of idKeys(this.type, objects)) {
      const other = String(first[key]);
      if (this.type.id.includes(key) || other === id || !(await this.try(this.type.read, other))) continue;
      this.correct("id", `objects are read by "${key}"`, { id: [key] });
      return other;
    }
    await this.get("read path", this.type.read, { read: { path: "/…/{id}" } }, id);
    return undefined;
  }

  #secrets(objects: readonly JsonObject[]): void {
    const shown = objects.flatMap((object) => secretsIn(this.type.fields, fromPlatform(this.type, object)));
    if (shown.length === 0) return;
    const detail = shown.every(isMask) ? "masked" : "in plain text; they are neither compared nor stored";
    this.add("credentials come back", "held", detail);
  }

  async #share(id: string): Promise<void> {
    const { share } = this.type;
    if (!share) return;
    const body = await this.get("share path", share.read, { share: { read: { path: "/…/{id}" } } }, id);
    if (!body) return;
    const what = `share key "${share.grants}"`;
    if (Array.isArray(body[share.grants])) return this.add(what, "held");
    const keys = listKeys(body);
    if (keys.length === 1)
      this.correct(what, `the answer has a list under "${String(keys[0])}"`, { share: { grants: String(keys[0]) } });
    else this.add(what, "failed", `the answer's keys are ${Object.keys(body).join(", ")}`, { share: { grants: "…" } });
  }

  async #inside(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.stopped = true;
      this.add("calls", "failed", error.message);
    }
  }
}

/** Properties that every object has, and that are read back with it. */
const required = ({ fields, steps }: ResourceType): string[] =>
  Object.keys(fields).filter(
    (key) =>
      fields[key]?.required &&
      !fields[key].writeOnly &&
      !steps.some((step) => step.kind === "send" && step.read && step.fields.includes(key)),
  );

/** The values of an object in fields that the catalog marks as credentials. */
function secretsIn(fields: ResourceType["fields"], object: JsonObject): unknown[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const value = own(object, key);
    if (isSecretField(field, object)) return value === undefined ? [] : [value];
    return field.fields && isObject(value) ? secretsIn(field.fields, value) : [];
  });
}
