import type { ResourceType } from "../../providers/catalog/type";
import { followReferences, resolveGrants, resolvePlain } from "../../providers/definitions";
import type { Definition } from "../../providers/definitions/model";
import { handlerText } from "../../providers/engine/names";
import type { Properties } from "../../providers/lifecycle/inputs";
import { UNKNOWN } from "../../providers/pulumi-marks";

/** What others can reference in a resource. */
export interface Source {
  readonly type: ResourceType;
  /** Its properties as written, with references resolved. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Amorphic's id; absent before creation. */
  readonly id?: string;
  /** What Amorphic made, as far as known. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Where variables come from, and which are not secret. */
export interface Variables {
  readonly environment: NodeJS.ProcessEnv;
  readonly plainEnv: readonly string[];
}

/**
 * The inputs that the program would register for a definition if it ran now; see `engine/program.ts`. A value that
 * Amorphic has yet to make is unknown.
 * @param sources by logical id: all that the definition depends on
 * @throws UserError if a variable that a name needs is not set
 */
export function wantedOf(
  { logicalId, properties, artifacts, renamedFrom, grants }: Definition,
  type: ResourceType,
  sources: ReadonlyMap<string, Source>,
  { environment, plainEnv }: Variables,
): Properties {
  const written = followReferences(
    resolvePlain(properties, type, environment, plainEnv),
    sources,
    attribute,
  ) as Properties;
  return {
    ...written,
    ...(Object.keys(artifacts).length > 0 && { Artifacts: artifacts as never }),
    ...(grants && { grants: followReferences(resolveGrants(grants, environment), sources, attribute) as never }),
    ...(renamedFrom.length > 0 && { renamedFrom }),
    logicalId,
    __provider: handlerText(type),
  };
}

function attribute(source: Source, name: string): unknown {
  if (Object.hasOwn(source.written, name)) return source.written[name];
  if (source.type.id.length === 1 && source.type.id[0] === name) return source.id ?? UNKNOWN;
  return Object.hasOwn(source.outputs, name) ? source.outputs[name] : UNKNOWN;
}
