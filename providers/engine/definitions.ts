import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ResourceType } from "../catalog/type";
import { isError, loadProject, problemLine, type Problem, type Project } from "../definitions";
import { UserError } from "../errors";
import type { Config } from "./config";

/** Whether a project has definitions where the stack's configuration says. */
export const hasDefinitions = (project: string, { resources }: Pick<Config, "resources">): boolean =>
  existsSync(resolve(project, resources));

type Settings = Pick<Config, "resources" | "access" | "plainEnv" | "tokenEnv">;

/**
 * The definitions of a project, as the stack's configuration says where they are, with all that is wrong in them.
 * @param project directory of Pulumi.yaml
 */
export const readDefinitions = (
  project: string,
  { resources, access, plainEnv, tokenEnv }: Settings,
  catalog: ReadonlyMap<string, ResourceType>,
  environment: NodeJS.ProcessEnv,
): Project =>
  loadProject({
    repository: project,
    root: resolve(project, resources),
    catalog,
    environment,
    plainEnv,
    tokenEnv,
    ...(access !== undefined && { access: resolve(project, access) }),
  });

/** The same of definitions that can be deployed. @throws UserError with every problem, if one of them is a mistake */
export function loadDefinitions(...given: Parameters<typeof readDefinitions>): Project {
  const project = readDefinitions(...given);
  // A warning may say what the mistake comes of: a property that is missing, of one that is misspelt.
  if (project.problems.some(isError)) throw mistakes(project.problems);
  return project;
}

export const mistakes = (problems: readonly Problem[]): UserError =>
  new UserError(`The definitions have mistakes:\n${problems.map(problemLine).join("\n")}`);
