import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ResourceType } from "../catalog/type";
import { isError, loadProject, problemLine, type Project } from "../definitions";
import { UserError } from "../errors";
import type { Config } from "./config";

/** Whether a project has definitions where the stack's configuration says. */
export const hasDefinitions = (project: string, { resources }: Pick<Config, "resources">): boolean =>
  existsSync(resolve(project, resources));

/**
 * The definitions of a project, as the stack's configuration says where they are.
 * @param project directory of Pulumi.yaml
 * @throws UserError with every mistake in them
 */
export function loadDefinitions(
  project: string,
  { resources, access, plainEnv, tokenEnv }: Pick<Config, "resources" | "access" | "plainEnv" | "tokenEnv">,
  catalog: ReadonlyMap<string, ResourceType>,
  environment: NodeJS.ProcessEnv,
): Project {
  const loaded = loadProject({
    repository: project,
    root: resolve(project, resources),
    catalog,
    environment,
    plainEnv,
    tokenEnv,
    ...(access !== undefined && { access: resolve(project, access) }),
  });
  const errors = loaded.problems.filter(isError);
  if (errors.length === 0) return loaded;
  throw new UserError(`The definitions have mistakes:\n${errors.map(problemLine).join("\n")}`);
}
