import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "../catalog/type";

export interface AmorphicArgs {
  /** Amorphic's properties; `{"!Environ": "NAME"}` stands for a secret. */
  readonly properties: pulumi.Inputs;
  /** Files, relative to the program's directory. */
  readonly artifacts?: Readonly<Record<string, string | readonly string[]>>;
  /** Names the resource had before; it keeps its object. */
  readonly renamedFrom?: readonly string[];
}

/**
 * A resource of Amorphic under Pulumi: what `pulumi.dynamic.Resource` is, but with a constant text of 70 bytes instead
 * of serialised code. State keeps that text twice a resource and replays it for ever: it is a promise, never to be changed.
 */
export class AmorphicResource extends pulumi.CustomResource {
  /** @param type a type of the catalog, whose handler does the work */
  constructor(type: ResourceType, name: string, args: AmorphicArgs, options: pulumi.CustomResourceOptions = {}) {
    const { properties, artifacts, renamedFrom = [] } = args;
    const unknownOutputs = Object.fromEntries(Object.keys(type.outputs).map((key) => [key, undefined]));
    const inputs: pulumi.Inputs = { ...unknownOutputs, ...properties, logicalId: name, __provider: handlerText(type) };
    if (artifacts !== undefined) inputs["Artifacts"] = artifacts;
    if (renamedFrom.length > 0) inputs["renamedFrom"] = renamedFrom;
    const aliases = [...(options.aliases ?? []), ...renamedFrom.map((former) => ({ name: former }))];
    super(urnType(type.name), name, inputs, { ...options, aliases });
  }

  /** What Amorphic made of the resource: an output of the catalog, or a part of the id. */
  attribute(type: ResourceType, name: string): pulumi.Output<unknown> {
    if (type.id.length === 1 && type.id[0] === name) return this.id;
    return (this as unknown as Record<string, pulumi.Output<unknown>>)[name] ?? pulumi.output(undefined);
  }
}

const urnType = (type: string): string => `pulumi-nodejs:dynamic/amorphic:${type}`;

export const handlerText = (type: ResourceType): string =>
  `exports.handler=()=>require("@amorphic-cicd/providers/handler").${type.name}`;
