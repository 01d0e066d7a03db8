import type { ResourceType } from "../../providers/catalog/type";
import { namesOf } from "../../providers/engine/names";
import { changesOf } from "../../providers/lifecycle/diff";
import { definedKeys, isImmutable } from "../../providers/lifecycle/inputs";
import { own } from "../../providers/own";
import type { Reason } from "./model";
import type { Resource } from "./preview";
import type { SourcesByUrn } from "./sources";

/** What the run does to others, and what depends on them. */
interface Above {
  /** The operation, by URN. */
  readonly changed: ReadonlyMap<string, string>;
  readonly sources: SourcesByUrn;
  readonly recorded: SourcesByUrn;
  /** URN in the program, by URN in state. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Why a resource is replaced. */
export function reasonsOf(type: ResourceType | undefined, resource: Resource, context: Above): Reason[] {
  const { olds, news, keys } = resource;
  if (!type) return keys.map((field) => ({ field, because: "its provider says so" }));
  const found = changesOf(type, olds?.outputs ?? {}, news?.inputs ?? {}).replaces.map((name) => reasonFor(type, name));
  return found.length > 0 ? found : reasonsAbove(type, resource, context);
}

function reasonFor(type: ResourceType, name: string): Reason {
  const field = own(type.fields, name);
  return { field: name, because: field?.immutable ? field.because : `there is no call that updates a ${type.name}` };
}

/** A resource it depends on is replaced, though the value from there stays: an object goes with its container. */
function reasonsAbove(type: ResourceType, { urn, recordedUrn, news }: Resource, context: Above): Reason[] {
  const { recorded, sources, changed, renamed } = context;
  const defined = definedKeys(type, news?.inputs ?? {});
  const from = { ...recorded.get(recordedUrn), ...sources.get(urn) };
  return Object.entries(from).flatMap(([name, urns]) => {
    const now = urns.map((other) => renamed.get(other) ?? other);
    const follows = namesOf(now.filter((other) => changed.get(other) === "replace"));
    const isFixed = defined.includes(name) && isImmutable(type, name);
    return isFixed && follows.length > 0 ? [{ ...reasonFor(type, name), follows }] : [];
  });
}
