import * as pulumi from "@pulumi/pulumi";
import type { Field, ResourceType } from "../catalog/type";
import { projectCatalog } from "../corrections";
import { followReferences, isError, problemLine, resolveGrants, resolvePlain } from "../definitions";
import type { Definition, Grant } from "../definitions/model";
import { UserError } from "../errors";
import { keepHeapSmall } from "../heap";
import { own } from "../own";
import { parseConfig, unknownKeys } from "./config";
import { NAMESPACE } from "./current-config";
import * as classes from "./classes";
import { mistakes, readDefinitions } from "./definitions";
import type { AmorphicArgs, AmorphicResource, GrantArgs } from "./resource";
import { Semaphore } from "./semaphore";

/** Maximum number of concurrent registrations, as each keeps its messages in memory. Far more than the engine handles at once. */
const UNDER_WAY = 200;

/**
 * Declares every definition of the project as a resource, according to the stack's configuration.
 * @returns the stack's outputs: by logical id, the id in Amorphic
 * @throws pulumi.RunError with every error in the configuration or in the definitions
 */
export async function deployDefinitions(): Promise<Record<string, pulumi.Output<string>>> {
  keepHeapSmall();
  try {
    return await declareAll();
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

async function declareAll(): Promise<Record<string, pulumi.Output<string>>> {
  const all = pulumi.runtime.allConfig();
  const config = parseConfig((key) => all[NAMESPACE + key], unknownKeys(Object.keys(all)), pulumi.getStack());
  const catalog = projectCatalog(process.cwd());
  const { definitions, problems } = readDefinitions(process.cwd(), config, catalog, process.env);
  const errors = problems.filter(isError);
  for (const problem of problems) if (!isError(problem)) await pulumi.log.warn(problemLine(problem));
  if (errors.length > 0) throw mistakes(errors);
  return declare(definitions, catalog, config.plainEnv);
}

/** @param definitions sorted so that each comes after its dependencies */
async function declare(
  definitions: readonly Definition[],
  catalog: ReadonlyMap<string, ResourceType>,
  plainEnv: readonly string[],
) {
  const declared = { byId: new Map<string, Declared>(), byName: new Map<string, AmorphicResource>() };
  const semaphore = new Semaphore(UNDER_WAY);
  for (const definition of definitions) {
    const type = catalog.get(definition.type);
    const Resource = classesByType[definition.type];
    if (type === undefined || Resource === undefined) throw new Error(`there is no class for ${definition.type}`);
    const plain = resolvePlain(definition.properties, type, process.env, plainEnv);
    const named = Object.entries(plain).map(([key, value]) => {
      const field = own(type.fields, key);
      return [
        key,
        field?.queries ? afterTables(field.queries, value, definition, declared) : afterNamed(field, value, declared),
      ];
    });
    const properties = follow(Object.fromEntries(named), declared) as pulumi.Inputs;
    const { artifacts, renamedFrom, grants } = definition;
    const args = {
      ...properties,
      ...(Object.keys(artifacts).length > 0 ? { Artifacts: artifacts } : {}),
      RenamedFrom: renamedFrom,
      ...(grants && { Grants: sharedWith(grants, declared) }),
    };
    await semaphore.acquire();
    const resource = withoutStack(() => new Resource(definition.logicalId, args));
    resource.urn.apply(() => semaphore.release());
    forgetOutputs(resource, type);
    declared.byId.set(definition.logicalId, { type, written: plain, resource });
    declared.byName.set(`${type.name} ${type.naturalKey.map((key) => String(plain[key])).join("#")}`, resource);
  }
  return Object.fromEntries([...declared.byId].map(([logicalId, { resource }]) => [logicalId, resource.id]));
}

/** Drops outputs that repeat defined properties: nothing here reads them (see `attribute`), and they take most of the memory. */
function forgetOutputs(resource: AmorphicResource, type: ResourceType): void {
  for (const key of [...Object.keys(type.fields), ...OUR_KEYS]) {
    if (!Object.hasOwn(type.outputs, key)) Reflect.deleteProperty(resource, key);
  }
}

/** The properties that `AmorphicResource` registers in addition to Amorphic's own. */
const OUR_KEYS = ["__provider", "logicalId", "renamedFrom", "grants", "Artifacts"];

/**
 * Pulumi stores the call stack of each resource's constructor in state: 300 bytes per resource, with the same lines of this
 * file for every definition. So the stack is emptied during construction.
 */
function withoutStack<T>(make: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only put back, never called
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    return make();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

type ResourceClass = new (name: string, args: AmorphicArgs) => AmorphicResource;

/** By the `Type` of definitions, which is the class's name. */
const classesByType = classes as unknown as Readonly<Record<string, ResourceClass | undefined>>;

/** The resources declared so far, by logical id, and by type and natural key. */
interface Declarations {
  readonly byId: ReadonlyMap<string, Declared>;
  readonly byName: ReadonlyMap<string, AmorphicResource>;
}

interface Declared {
  readonly type: ResourceType;
  /** The properties as written, not as outputs, since an output keeps everything it was made from in memory. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly resource: AmorphicResource;
}

/** The grants; a grant to a tag of this project depends on that tag. */
function sharedWith(grants: readonly Grant[], declared: Declarations): GrantArgs[] {
  return resolveGrants(grants, process.env).map((grant) => {
    const Grantee = grant.GranteeType === "tag" ? after("Tag", grant.Grantee, declared) : grant.Grantee;
    return follow({ ...grant, Grantee }, declared) as GrantArgs;
  });
}

/** A value in which each literal name of another resource depends on that resource; in a list, each element. */
function afterNamed(field: Field | undefined, value: unknown, declared: Declarations): unknown {
  if (Array.isArray(value) && field?.items?.names !== undefined) {
    return value.map((element: unknown) => afterNamed(field.items, element, declared));
  }
  return field?.names === undefined ? value : after(field.names, value, declared);
}

/** A query that depends on the tables of this project that it names. */
function afterTables(
  types: readonly string[],
  sql: unknown,
  { dependsOn }: Definition,
  { byId }: Declarations,
): unknown {
  const tables = dependsOn.flatMap((id) => byId.get(id) ?? []).filter(({ type }) => types.includes(type.name));
  if (typeof sql !== "string" || tables.length === 0) return sql;
  return pulumi.all(tables.map(({ resource }) => resource.urn)).apply(() => sql);
}

/**
 * A literal name of a resource, known as such from the catalog. If the resource belongs to this project, the name becomes an
 * output of it and so depends on it, as Amorphic's own tool would order the two by type.
 */
function after(type: string, name: unknown, declared: Declarations): unknown {
  const named = typeof name === "string" ? declared.byName.get(`${type} ${name}`) : undefined;
  return named ? named.urn.apply(() => name) : name;
}

/** The value with every reference resolved. */
const follow = (value: unknown, declared: Declarations): unknown =>
  followReferences(value, declared.byId, (target, name) => attribute(target, name, declared));

/**
 * An attribute of another resource, as an output that carries the dependency: with a mere `dependsOn`, the plan would not
 * show that dependents of a replaced resource are replaced, too. Attributes that the author wrote are known in a preview.
 */
function attribute(
  { type, written, resource }: Declared,
  name: string,
  declared: Declarations,
): pulumi.Output<unknown> {
  if (!Object.hasOwn(written, name)) return made(type, resource, name);
  return pulumi.all([resource.urn, follow(written[name], declared)]).apply(([, value]) => value as unknown);
}

/** An attribute that Amorphic generates. The id is read as `resource.id`: unlike other outputs, it stays known in a preview. */
function made(type: ResourceType, resource: AmorphicResource, name: string): pulumi.Output<unknown> {
  if (type.id.length === 1 && type.id[0] === name) return resource.id;
  return (resource as unknown as Record<string, pulumi.Output<unknown>>)[name] ?? pulumi.output(undefined);
}
