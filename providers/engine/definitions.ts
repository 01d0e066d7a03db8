import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ResourceType } from "../catalog/type";
import type { Progress } from "../definitions/read";
import { isError, loadProject, problemLine, type Problem, type Project } from "../definitions";
import { UserError } from "../errors";
import type { Config } from "./config";

/** Whether the definitions directory of the stack's configuration exists. */
export const hasDefinitions = (project: string, { resources }: Pick<Config, "resources">): boolean =>
  existsSync(resolve(project, resources));

/** The part of a stack's configuration that decides which definitions there are, and which are valid. */
export type DefinitionSettings = Pick<Config, "resources" | "access" | "plainEnv" | "tokenEnv">;

/**
 * The definitions of a project, found by the stack's configuration, with all their problems.
 * @param project directory of Pulumi.yaml
 */
export const readDefinitions = (
  project: string,
  { resources, access, plainEnv, tokenEnv }: DefinitionSettings,
  catalog: ReadonlyMap<string, ResourceType>,
  environment: NodeJS.ProcessEnv,
  progress?: Progress,
): Project =>
  loadProject({
    repository: project,
    root: resolve(project, resources),
    catalog,
    environment,
    plainEnv,
    tokenEnv,
    ...(access !== undefined && { access: resolve(project, access) }),
    ...(progress && { progress }),
  });

/** Like `readDefinitions`, for deployment. @throws UserError with every problem if one of them is an error */
export function loadDefinitions(...given: Parameters<typeof readDefinitions>): Project {
  const project = readDefinitions(...given);
  // Warnings are included, as one may explain an error: a misspelt property makes another one missing.
  if (project.problems.some(isError)) throw mistakes(project.problems);
  return project;
}

export const mistakes = (problems: readonly Problem[]): UserError =>
  new UserError(`The definitions have mistakes:\n${problems.map(problemLine).join("\n")}`);
