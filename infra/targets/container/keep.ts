import { Build, type BuildHome } from "../../builds/build";
import { IMAGE, keepBuildspec } from "../../buildspecs/container";
import type { Context } from "../../context";
import type { Registry } from "./registry";

/** Tags the image as deployed after a deployment, so that the registry keeps it however many are pushed later. */
export const keepBuild = (context: Context, home: BuildHome, registry: Registry): Build =>
  new Build("keep", context, home, {
    description: "Marks the image that was deployed, so that it is kept",
    buildspec: keepBuildspec,
    variables: { IMAGES: registry.repositoryName },
    inputs: [IMAGE],
    statements: [registry.tag],
    timeoutMinutes: 10,
  });
