import { namedTypes } from "../../providers/catalog/fields";
import type { ResourceType } from "../../providers/catalog/type";
import { tablesIn } from "../../providers/definitions";
import { isObject } from "../../providers/is-object";
import { own } from "../../providers/own";
import { isUnknown } from "../../providers/lifecycle/values";
import type { Objection } from "./model";
import type { Resource } from "./preview";
import type { SourcesByUrn } from "./sources";
import { shortList } from "./words";

interface Known {
  readonly catalog: ReadonlyMap<string, ResourceType>;
  /** Sources of values as recorded in state, the only record of them for unchanged resources. */
  readonly recorded: SourcesByUrn;
}

/** A resource that a run deletes or renames without creating another of the old name. */
interface Gone {
  readonly resource: Resource;
  readonly type: ResourceType;
  /** Its natural key, as used by `Field.names`. */
  readonly name: string;
  /** Its name after the run; undefined if it is deleted or the name is not known yet. */
  readonly next?: string;
}

/**
 * Resources that refer by literal name to what is gone after the run. With no dependency between the two, the engine would
 * delete one with the other and could not recreate it, or would leave a dangling name.
 */
export function stillNaming(resources: readonly Resource[], { catalog, recorded }: Known): Objection[] {
  const fields = new Map([...catalog.values()].map((type) => [type.name, namingFields(type)]));
  const named = [...fields.values()].flat().flatMap(({ targets }) => targets);
  const gone = goneFrom(resources, catalog, new Set(named));
  if (gone.length === 0) return [];
  const byName = new Map(gone.map((each) => [`${each.type.name} ${each.name.toLowerCase()}`, each]));
  const byUrn = new Map(gone.map((each) => [each.resource.recordedUrn, each]));
  const naming = new Map<Gone, string[]>();
  for (const { operation, type, logicalId, urn, news } of resources) {
    if (operation === "delete") continue;
    for (const { key, shown, targets, namesIn } of fields.get(type) ?? []) {
      const named =
        operation === "same"
          ? (recorded.get(urn)?.[key] ?? []).map((other) => byUrn.get(other))
          : namesIn(own(news?.inputs, key)).flatMap((name) => targets.map((target) => byName.get(`${target} ${name}`)));
      for (const each of new Set(named)) {
        if (each && targets.includes(each.type.name))
          naming.set(each, [...(naming.get(each) ?? []), `${type} ${logicalId} (${shown})`]);
      }
    }
  }
  return gone.flatMap((each) => {
    const by = naming.get(each);
    return by ? [{ message: messageOf(each, by.sort()) }] : [];
  });
}

/** A field that names other resources. */
interface NamingField {
  readonly key: string;
  /** As the definition calls it. */
  readonly shown: string;
  /** Types of those resources. */
  readonly targets: readonly string[];
  /** The natural keys in a value of the field, in lower case, as Amorphic may treat names as equal that differ only in case. */
  readonly namesIn: (value: unknown) => string[];
}

/** A grant names its tag as `key#value`, which is the tag's natural key. */
const GRANTS: NamingField = {
  key: "grants",
  shown: "Share",
  targets: ["Tag"],
  namesIn: (grants) =>
    [grants].flat().flatMap((grant) => {
      const { GranteeType, Grantee } = isObject(grant) ? grant : {};
      return GranteeType === "tag" ? [String(Grantee).toLowerCase()] : [];
    }),
};

const namingFields = ({ fields, share }: ResourceType): NamingField[] => [
  ...Object.entries(fields).flatMap(([key, field]) => {
    const targets = namedTypes(field);
    if (targets.length === 0) return [];
    const namesIn = (value: unknown) =>
      field.queries ? [...tablesIn(String(value))] : [value].flat().map((name) => String(name).toLowerCase());
    return [{ key, shown: key, targets, namesIn }];
  }),
  ...(share ? [GRANTS] : []),
];

/** @param named the types referred to by name */
function goneFrom(resources: readonly Resource[], catalog: Known["catalog"], named: ReadonlySet<string>): Gone[] {
  const changed = resources.flatMap((resource) => {
    const type = named.has(resource.type) && resource.operation !== "same" ? catalog.get(resource.type) : undefined;
    return type ? [{ resource, type }] : [];
  });
  const made = new Set(
    changed.flatMap(({ resource: { type: typeName, news }, type }) => {
      const name = nameOf(type, news?.inputs);
      return name === undefined ? [] : [`${typeName} ${name.toLowerCase()}`];
    }),
  );
  return changed.flatMap(({ resource, type }): Gone[] => {
    const name = resource.operation === "create" ? undefined : nameOf(type, resource.olds?.inputs);
    if (name === undefined || made.has(`${type.name} ${name.toLowerCase()}`)) return [];
    const next = nameOf(type, resource.news?.inputs);
    return [{ resource, type, name, ...(next !== undefined && { next }) }];
  });
}

/** @returns undefined unless every part is known */
function nameOf({ naturalKey }: ResourceType, inputs: Readonly<Record<string, unknown>> | undefined) {
  const parts = naturalKey.map((key) => own(inputs, key));
  return parts.every((part) => typeof part === "string" && !isUnknown(part)) ? parts.join("#") : undefined;
}

function messageOf({ resource: { logicalId, operation }, type, name, next }: Gone, by: readonly string[]): string {
  const [object, still] = [`${type.name} ${quoted(name)}`, by.length > 1 ? "still name" : "still names"];
  if (operation === "delete") {
    return `${object} would be deleted (${logicalId}), but ${shortList(by)} ${still} it. Name another one there, or keep ${logicalId}.`;
  }
  const becomes = next === undefined ? "another name" : quoted(next);
  const [key = "", ...more] = type.naturalKey;
  const reference = more.length > 0 ? [] : [`{"!DependsOn": ${quoted(`${logicalId}.${key}`)}}`];
  const ways = [...(next === undefined ? [] : [quoted(next)]), ...reference].join(" or ") || "the new name";
  return `${object} would become ${becomes} (${logicalId}), but ${shortList(by)} ${still} ${quoted(name)}, which will no longer exist. Write ${ways} instead.`;
}

const quoted = (text: string): string => JSON.stringify(text);
