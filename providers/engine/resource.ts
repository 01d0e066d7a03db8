import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "../catalog/type";
import type { Environ, Grant, SecretReference } from "../definitions/model";
import { handlerText, urnType } from "./names";
import { mayBePacked, packed, unpackedValue } from "./packing";
import "./registration";
import "./sdk";
import { isStandIn, isStandInFor } from "./stand-in";

export type { Environ, SecretReference as Secret };

/** An Amorphic property: a value, an output of another resource, or a reference to a secret. */
export type Value<T> = pulumi.Input<T | Environ | SecretReference>;

/** A secret as an output has it: the reference, or the value of a variable that `amorphic:plainEnv` lists. */
export type Sealed = string | Environ | SecretReference;

/** Access of one grantee; other keys are passed on. */
export interface GrantArgs {
  AccessType: pulumi.Input<Grant["AccessType"]>;
  GranteeType: pulumi.Input<Grant["GranteeType"]>;
  /** A user's id, or a tag as `key#value`. */
  Grantee: pulumi.Input<string>;
  [extra: string]: unknown;
}

/** Arguments of every resource. */
export interface CommonArgs {
  /** Former names of the resource, so that it keeps its object. */
  RenamedFrom?: readonly string[];
  /** Who has access. If absent, sharing is left unchanged. */
  Grants?: pulumi.Input<readonly pulumi.Input<GrantArgs>[]>;
}

/** Arguments of the constructor: Amorphic's properties and our own keys. */
export interface AmorphicArgs extends CommonArgs {
  /** Files, relative to the program's directory. */
  Artifacts?: object;
}

/**
 * A Pulumi resource for an Amorphic object, like `pulumi.dynamic.Resource` but with a constant text of 70 bytes instead of
 * serialised provider code. State holds this text twice per resource and replays it for ever, so it must never change.
 */
export abstract class AmorphicResource extends pulumi.CustomResource {
  /** @param type of the catalog; its handler does the work */
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

  /** Unpacks each output only when read, as most never are. Retains only the property's own text of the inputs. */
  #unpackOutputs(type: ResourceType, inputs: pulumi.Inputs, ignored: readonly string[] = []): void {
    for (const [key, output] of Object.entries(this)) {
      if (!mayBePacked(type, key) || !pulumi.Output.isInstance(output)) continue;
      const given: unknown = inputs[key];
      const isIgnored = ignored.some((path) => path === "*" || path.split(/[.[]/)[0] === key);
      const valueOf = (value: unknown): unknown => {
        if (!isStandIn(value)) return unpackedValue(value);
        if (isIgnored && !isStandInFor(value, given)) throw new Error(unknownHere(key));
        return unpackedValue(given);
      };
      Object.defineProperty(this, key, { get: () => output.apply(valueOf) });
    }
  }
}

/** With `ignoreChanges`, the engine keeps the inputs in state and returns only outputs to the program. */
const unknownHere = (key: string): string =>
  `${key} is not known to the program: its changes are ignored (ignoreChanges), so its present value is only in the state. ` +
  "Write the value where it is used, or remove the property from ignoreChanges.";
