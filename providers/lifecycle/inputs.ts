import type { Call, Field, ResourceType, Step } from "../catalog/type";
import { visible } from "../visible";
import { own } from "../own";

/** An artifact file as inputs and state hold it; the path is relative to the program's directory. */
export interface ArtifactFile {
  readonly path: string;
  readonly sha256: string;
}

/** Access to a resource for a user or for everyone with a tag; keys beyond the known ones are passed on. */
export interface Grant {
  readonly AccessType: string;
  readonly GranteeType: string;
  readonly Grantee: string;
  /** Our own key, only in the state: no definition made this grant, but the stack must see it. */
  readonly byHand?: true;
  readonly [extra: string]: unknown;
}

/**
 * The inputs and outputs of a resource: Amorphic's properties side by side with these keys of ours.
 * Outputs also hold what the catalog lists as the type's outputs.
 */
export interface Properties {
  readonly __provider?: unknown;
  /** The name of the block, for messages and ownership. */
  readonly logicalId?: string;
  /** Names the block had before. */
  readonly renamedFrom?: readonly string[];
  readonly Artifacts?: Readonly<Record<string, readonly ArtifactFile[]>>;
  /** Who has access. Absent: sharing is not managed. */
  readonly grants?: readonly Grant[];
  /** Steps that a failed run left to be done. */
  readonly pendingSteps?: readonly string[];
  /** The `mark` of the journal entry; only for a resource that took over an existing object. */
  readonly adoptionMark?: string;
  readonly [property: string]: unknown;
}

/** The object's own update, as a pending step. */
export const OWN_UPDATE = "update";

const OURS: ReadonlySet<string> = new Set([
  ...["__provider", "logicalId", "renamedFrom", "Artifacts", "grants", "pendingSteps", "adoptionMark"],
]);

/** The properties the definition sets, without our keys, outputs and what Amorphic owns. */
export function definedKeys(type: ResourceType, properties: Properties): string[] {
  const written = (key: string) => Object.hasOwn(type.fields, key);
  const made = (key: string) => Object.hasOwn(type.outputs, key) || type.serverOwned.includes(key);
  return Object.keys(properties).filter((key) => !OURS.has(key) && (written(key) || !made(key)));
}

/** The part of `properties` with these keys. */
export function pick(properties: Properties, keys: Iterable<string>): Record<string, unknown> {
  const picked: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of keys) if (Object.hasOwn(properties, key)) picked[key] = properties[key];
  return picked;
}

export const fieldOf = (type: ResourceType, key: string): Field | undefined => own(type.fields, key);

/** The step that sends this field, if it is not part of the object's own calls. */
export const stepOf = (type: ResourceType, key: string): Step | undefined =>
  type.steps.find((step) => step.kind === "send" && step.fields.includes(key));

/** Whether changing the property means a replacement, as every change does if the object has no update of its own. */
export const isImmutable = (type: ResourceType, key: string): boolean =>
  fieldOf(type, key)?.immutable ?? (type.update === undefined && stepOf(type, key) === undefined);

/** Whether a property that leaves the definition is set back to its default. If not, Amorphic keeps its value. */
export const isReset = (type: ResourceType, key: string): boolean =>
  fieldOf(type, key)?.default !== undefined && !isImmutable(type, key);

/** The path of a call, about one object or about all. */
export function pathOf(call: Call, properties: Properties, id = ""): string {
  return call.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(key === "id" ? id : String(properties[key])),
  );
}

/** The properties that the object's own create and update send. */
export const metadataKeys = (type: ResourceType, properties: Properties): string[] =>
  definedKeys(type, properties).filter((key) => stepOf(type, key) === undefined && !fieldOf(type, key)?.inPathOnly);

export const naturalKey = (type: ResourceType, properties: Properties): string[] =>
  type.naturalKey.map((key) => String(properties[key]));

/** The resource as messages name it: `Dataset "sales.orders" (rOrders)`. */
export function subjectOf(type: ResourceType, properties: Properties): string {
  const name = `${type.name} ${JSON.stringify(naturalKey(type, properties).join("."))}`;
  return visible(properties.logicalId === undefined ? name : `${name} (${properties.logicalId})`);
}
