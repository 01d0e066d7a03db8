export * from "./engine/classes";
export { deployDefinitions } from "./engine/program";
export type { AmorphicResource, Environ, GrantArgs, Sealed, Secret, Value } from "./engine/resource";
