import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "../catalog/type";
import type { Environ, SecretReference } from "../definitions/model";
import { handlerText, urnType } from "./names";
import { mayBePacked, packed, unpackedValue } from "./packing";
import "./registration";
import "./sdk";
import { isStandIn, standsFor } from "./stand-in";

export type { Environ, SecretReference as Secret };

/** A property of Amorphic's: a value, an output of another resource, or a secret by reference. */
export type Value<T> = pulumi.Input<T | Environ | SecretReference>;

/** Arguments of every resource. */
export interface CommonArgs {
  /** Names that the resource had before: it keeps its object. */
  RenamedFrom?: readonly string[];
  /** Who has access, each with AccessType, GranteeType and Grantee. Absent: sharing is left as it is. */
  Grants?: pulumi.Input<unknown[]>;
}

/** What the constructor takes: Amorphic's properties, beside keys of ours. */
export interface AmorphicArgs extends CommonArgs {
  /** Files, relative to the program's directory. */
  Artifacts?: object;
}

/**
 * A resource of Amorphic under Pulumi: what `pulumi.dynamic.Resource` is, but with a constant text of 70 bytes instead
 * of serialised code. State keeps that text twice a resource and replays it for ever: it is a promise, never to be changed.
 */
export abstract class AmorphicResource extends pulumi.CustomResource {
  /** @param type of the catalog, whose handler does the work */
  protected constructor(
    type: ResourceType,
    name: string,
    args: AmorphicArgs,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { RenamedFrom: renamedFrom = [], Grants: grants, ...properties } = args;
    const unknownOutputs = Object.fromEntries(Object.keys(type.outputs).map((key) => [key, undefined]));
    const inputs: pulumi.Inputs = {
      ...unknownOutputs,
      ...packed(type, properties),
      logicalId: name,
      __provider: handlerText(type),
    };
    if (grants !== undefined) inputs["grants"] = grants;
    if (renamedFrom.length > 0) inputs["renamedFrom"] = renamedFrom;
    const aliases = [...(options.aliases ?? []), ...renamedFrom.map((former) => ({ name: former }))];
    super(urnType(type), name, inputs, { ...options, aliases });
    this.#unpackOutputs(type, inputs, options.ignoreChanges);
  }

  /** Each when it is first asked for, which most never are. Of inputs no more is kept than the property's own text. */
  #unpackOutputs(type: ResourceType, inputs: pulumi.Inputs, ignored: readonly string[] = []): void {
    for (const [key, output] of Object.entries(this)) {
      if (!mayBePacked(type, key) || !pulumi.Output.isInstance(output)) continue;
      const given: unknown = inputs[key];
      const isIgnored = ignored.some((path) => path === "*" || path.split(/[.[]/)[0] === key);
      const valueOf = (value: unknown): unknown => {
        if (!isStandIn(value)) return unpackedValue(value);
        if (isIgnored && !standsFor(value, given)) throw new Error(unknownHere(key));
        return unpackedValue(given);
      };
      Object.defineProperty(this, key, { get: () => output.apply(valueOf) });
    }
  }
}

/** The engine goes on with the inputs in state, and tells the program outputs alone. */
const unknownHere = (key: string): string =>
  `${key} is not known to the program: its changes are ignored, and what it has been since is in the state alone. Write ` +
  "out the value where it is used, or ignore its changes no longer.";
