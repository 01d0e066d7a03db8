export * from "./engine/classes";
export { deployDefinitions } from "./engine/program";
export type { AmorphicResource, Environ, Secret, Value } from "./engine/resource";
