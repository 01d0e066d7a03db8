import type { ResourceType } from "../catalog/type";

/** The type of a resource as the engine's state has it. */
export const urnType = (type: ResourceType): string => `pulumi-nodejs:dynamic/amorphic:${type.name}`;

/** What a resource holds as `__provider`: see `AmorphicResource`. */
export const handlerText = (type: ResourceType): string =>
  `exports.handler=()=>require("@amorphic-cicd/providers/handler").${type.name}`;
