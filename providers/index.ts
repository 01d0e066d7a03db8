export { deployDefinitions } from "./engine/program";
export { AmorphicResource, type AmorphicArgs } from "./engine/resource";
