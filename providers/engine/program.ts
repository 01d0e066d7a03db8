import * as pulumi from "@pulumi/pulumi";
import type { Field, ResourceType } from "../catalog/type";
import { projectCatalog } from "../corrections";
import { followReferences, isError, problemLine, resolveGrants, resolvePlain } from "../definitions";
import type { Definition, Grant } from "../definitions/model";
import { UserError } from "../errors";
import { keepHeapSmall } from "../heap";
import { didYouMean } from "../nearest";
import { own } from "../own";
import { configKeys, parseConfig } from "./config";
import { NAMESPACE } from "./current-config";
import * as classes from "./classes";
import { mistakes, readDefinitions } from "./definitions";
import type { AmorphicArgs, AmorphicResource } from "./resource";
import { Turnstile } from "./turnstile";

/** Registrations at a time, each of which holds its messages in memory. Many more than the engine works on at once. */
const UNDER_WAY = 200;

/**
 * Declares every definition of the project as a resource, as the stack's configuration says.
 * @returns the stack's outputs: per logical id its id in Amorphic
 * @throws pulumi.RunError with every mistake of the configuration or of the definitions
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
  const unknown = Object.keys(all)
    .filter((key) => key.startsWith(NAMESPACE) && !configKeys.includes(key.slice(NAMESPACE.length)))
    .map((key) => `${key} is not a key${didYouMean(key.slice(NAMESPACE.length), configKeys)}`);
  const config = parseConfig((key) => all[NAMESPACE + key], unknown, pulumi.getStack());
  const catalog = projectCatalog(process.cwd());
  const { definitions, problems } = readDefinitions(process.cwd(), config, catalog, process.env);
  const errors = problems.filter(isError);
  for (const problem of problems) if (!isError(problem)) await pulumi.log.warn(problemLine(problem));
  if (errors.length > 0) throw mistakes(errors);
  return declare(definitions, catalog, config.plainEnv);
}

/** @param definitions in an order in which each comes after all it depends on */
async function declare(
  definitions: readonly Definition[],
  catalog: ReadonlyMap<string, ResourceType>,
  plainEnv: readonly string[],
) {
  const declared = { byId: new Map<string, Declared>(), byName: new Map<string, AmorphicResource>() };
  const turnstile = new Turnstile(UNDER_WAY);
  for (const definition of definitions) {
    const type = catalog.get(definition.type);
    const Resource = classesByType[definition.type];
    if (type === undefined || Resource === undefined) throw new Error(`there is no class for ${definition.type}`);
    const plain = resolvePlain(definition.properties, type, process.env, plainEnv);
    const named = Object.entries(plain).map(([key, value]) => {
      return [key, afterNamed(own(type.fields, key), value, declared)];
    });
    const properties = follow(Object.fromEntries(named), declared) as pulumi.Inputs;
    const { artifacts, renamedFrom, grants } = definition;
    const args = {
      ...properties,
      ...(Object.keys(artifacts).length > 0 ? { Artifacts: artifacts } : {}),
      RenamedFrom: renamedFrom,
      ...(grants && { Grants: sharedWith(grants, declared) }),
    };
    await turnstile.enter();
    const resource = withoutStack(() => new Resource(definition.logicalId, args));
    resource.urn.apply(() => turnstile.leave());
    forgetOutputs(resource, type);
    declared.byId.set(definition.logicalId, { type, written: plain, resource });
    declared.byName.set(`${type.name} ${type.naturalKey.map((key) => String(plain[key])).join("#")}`, resource);
  }
  return Object.fromEntries([...declared.byId].map(([logicalId, { resource }]) => [logicalId, resource.id]));
}

/** Drops the outputs that repeat what is defined: nothing here asks for them (`attribute`), and they take most of the memory. */
function forgetOutputs(resource: AmorphicResource, type: ResourceType): void {
  for (const key of [...Object.keys(type.fields), ...OUR_KEYS]) {
    if (!Object.hasOwn(type.outputs, key)) Reflect.deleteProperty(resource, key);
  }
}

/** What `AmorphicResource` registers beside Amorphic's own properties. */
const OUR_KEYS = ["__provider", "logicalId", "renamedFrom", "grants", "Artifacts"];

/**
 * State keeps the call stack of each resource's constructor: 300 bytes a resource that name the same lines of this file
 * for every definition. So the stack is empty while one is made.
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

/** What has been declared so far, by logical id, and by type and natural key. */
interface Declarations {
  readonly byId: ReadonlyMap<string, Declared>;
  readonly byName: ReadonlyMap<string, AmorphicResource>;
}

interface Declared {
  readonly type: ResourceType;
  /** As the author wrote them. What was made of them is not kept: an output keeps all that it was made from in memory. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly resource: AmorphicResource;
}

/** The grants, each to a tag of this project after that tag. */
function sharedWith(grants: readonly Grant[], declared: Declarations): pulumi.Inputs[] {
  return resolveGrants(grants, process.env).map((grant) => {
    const Grantee = grant.GranteeType === "tag" ? after("Tag", grant.Grantee, declared) : grant.Grantee;
    return follow({ ...grant, Grantee }, declared) as pulumi.Inputs;
  });
}

/** A value with each name in it that is written out after what it names; of a list its elements. */
function afterNamed(field: Field | undefined, value: unknown, declared: Declarations): unknown {
  if (Array.isArray(value) && field?.items?.names !== undefined) {
    return value.map((element: unknown) => afterNamed(field.items, element, declared));
  }
  return field?.names === undefined ? value : after(field.names, value, declared);
}

/**
 * A name written out, where the catalog knows that it names another resource: as an output of that resource if it is one
 * of this project, as Amorphic's own tool orders the two by their types.
 */
function after(type: string, name: unknown, declared: Declarations): unknown {
  const named = typeof name === "string" ? declared.byName.get(`${type} ${name}`) : undefined;
  return named ? named.urn.apply(() => name) : name;
}

/** The value with every reference in it followed. */
const follow = (value: unknown, declared: Declarations): unknown =>
  followReferences(value, declared.byId, (target, name) => attribute(target, name, declared));

/**
 * An attribute of another resource, as an output that carries the dependency, never a bare `dependsOn`: only so does the
 * plan show that what hangs on a replaced resource is replaced too. What the author wrote is known in a preview.
 */
function attribute(
  { type, written, resource }: Declared,
  name: string,
  declared: Declarations,
): pulumi.Output<unknown> {
  if (!Object.hasOwn(written, name)) return made(type, resource, name);
  return pulumi.all([resource.urn, follow(written[name], declared)]).apply(([, value]) => value as unknown);
}

/** What Amorphic makes; where it is the id, as that, which stays known in a preview when other outputs do not. */
function made(type: ResourceType, resource: AmorphicResource, name: string): pulumi.Output<unknown> {
  if (type.id.length === 1 && type.id[0] === name) return resource.id;
  return (resource as unknown as Record<string, pulumi.Output<unknown>>)[name] ?? pulumi.output(undefined);
}
