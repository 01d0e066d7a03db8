import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseAllDocuments } from "yaml";
import { CONFIG_VARIABLE, type CurrentConfig } from "../../providers/engine/current-config";
import { UserError } from "../../providers/errors";
import { isObject } from "../../providers/is-object";
import { quote } from "../../providers/visible";
import { lazySdk } from "./lazy-sdk";
import { ensureToolchain } from "../setup/toolchain";
import { currentConfig } from "./stack-config";

/** Where the `local` stack keeps its state, its journal and its simulator; relative to the project. */
export const LOCAL_DIRECTORY = ".amorphic";

/** Concurrent steps; more than the engine's default, since `amorphic:maxConcurrency` limits the calls themselves. */
const PARALLEL = "100";

/**
 * Above this, Go collects garbage more often instead of letting the heap double. With 10,000 resources the CLI stays just
 * there; with a few hundred it never comes near.
 */
const GO_MEMORY = "400MiB";

/**
 * Without this, the engine writes the whole state before and after every step and waits for it. The journal tells what a
 * killed run created, so one write at the end is enough; the engine also does it after a failure or Ctrl-C.
 */
export const ONE_CHECKPOINT = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** One stack of the project in a directory, and how Pulumi is run for it. */
export interface Stack {
  readonly name: string;
  readonly project: string;
  /** The Pulumi CLI. */
  readonly pulumi: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * What the files of a project say about a stack, without Pulumi.
 * @throws UserError if the project has no such stack or cannot be read
 */
export function readStack(name: string, project: string): { file: ProjectFile; config: CurrentConfig } {
  if (!existsSync(resolve(project, `Pulumi.${name}.yaml`))) {
    const stacks = stacksOf(project);
    const others = stacks.length > 0 ? `: ${stacks.join(", ")}` : "";
    throw new UserError(
      `There is no Pulumi.${name}.yaml in ${project}. Name a stack that has one${others}; or run from the project's directory.`,
    );
  }
  const file = projectFile(project);
  return { file, config: currentConfig(file, readStackFile(name, project)) };
}

/** @throws UserError if the project has no such stack or cannot be read, or its backend is not named */
export async function openStack(name: string, project = process.cwd()): Promise<Stack> {
  // Pulumi's own message does not name the file.
  const { file, config } = readStack(name, project);
  requireOwnJournal(name, config["journal"], file, project);
  const backend = process.env["PULUMI_BACKEND_URL"] ?? "";
  // Pulumi would take a path for the name of a server, and ask for its token.
  if (name !== "local" && !/^[a-z0-9]+:\/\//.test(backend)) {
    throw new UserError(
      `PULUMI_BACKEND_URL is ${backend === "" ? "not set" : `${quote(backend)}, which is not a URL`}, so the state of ${name} cannot be found. ` +
        `Set it to the stack's bucket, as \`bin/amorphic-cicd bootstrap --stack ${name}\` prints it.`,
    );
  }
  const toolchain = await ensureToolchain();
  const own = name === "local" ? localEnvironment(project, process.env) : {};
  const environment = {
    PULUMI_PARALLEL: PARALLEL,
    GOMEMLIMIT: GO_MEMORY,
    ...process.env,
    ...toolchain.environment,
    ...lazySdk(process.env, usesTypeScript(file.runtime)),
    [CONFIG_VARIABLE]: JSON.stringify(config),
    ...own,
  };
  return { name, project, pulumi: toolchain.pulumi, environment };
}

/**
 * Two stacks have one journal when somebody copied a stack's file. Each would take the other's objects for its own, and forget
 * those that its own environment does not have.
 */
function requireOwnJournal(name: string, journal: unknown, project: ProjectFile, directory: string): void {
  const isShared = (other: string) => other !== name && journalOf(other, project, directory) === journal;
  const other = typeof journal === "string" ? stacksOf(directory).find(isShared) : undefined;
  if (other === undefined) return;
  throw new UserError(
    `${name} and ${other} have the same amorphic:journal, so each would take the other's objects for its own. In the file that was ` +
      `copied, set another, such as journal/${name} beside the stack's state; or remove Pulumi.${other}.yaml if it is not a stack.`,
  );
}

function journalOf(stack: string, project: ProjectFile, directory: string): unknown {
  try {
    return currentConfig(project, readStackFile(stack, directory))["journal"];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/**
 * The variables that the `local` stack needs. Its passphrase and its database protect nothing, so they are written here; the
 * definitions' own variables can be set to try others.
 */
export function localEnvironment(project: string, given: NodeJS.ProcessEnv): Record<string, string> {
  return {
    PULUMI_BACKEND_URL: pathToFileURL(resolve(project, LOCAL_DIRECTORY, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "local",
    SALES_DB_USER: given["SALES_DB_USER"] ?? "shop_reader",
    SALES_DB_PASSWORD: given["SALES_DB_PASSWORD"] ?? "only-for-the-local-stack",
  };
}

/** The `name` of the Pulumi project in a directory. */
export const projectName = (project: string): string => projectFile(project).name;

/** The content of a stack's file, of whatever shape. @throws UserError if it cannot be read or is not YAML */
export const readStackFile = (name: string, project: string): unknown => readYaml(`Pulumi.${name}.yaml`, project);

const stacksOf = (project: string): string[] =>
  readdirSync(project)
    .sort()
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** By default, Pulumi runs the program with ts-node. */
function usesTypeScript(runtime: unknown): boolean {
  const options = isObject(runtime) ? runtime["options"] : undefined;
  return !isObject(options) || options["typescript"] !== false;
}

interface ProjectFile {
  readonly name: string;
  readonly runtime?: unknown;
}

function projectFile(project: string): ProjectFile {
  const content = readYaml(PROJECT_FILE, project);
  const name = isObject(content) ? content["name"] : undefined;
  if (typeof name === "string" && name !== "") return { ...(content as ProjectFile), name };
  throw new UserError(`${PROJECT_FILE} in ${project} has no project name. Add a line such as \`name: data-platform\`.`);
}

const PROJECT_FILE = "Pulumi.yaml";

function readYaml(file: string, project: string): unknown {
  const text = readText(file, project);
  try {
    // If there are several documents, Pulumi reads the first.
    const [document] = parseAllDocuments(text);
    if (document?.errors[0]) throw document.errors[0];
    return document?.toJS();
  } catch (error) {
    // Without the excerpt of the file that follows.
    const [what = ""] = (error as Error).message.split(/:?\n/);
    throw new UserError(`${file} in ${project} is not valid YAML: ${what}. Correct it.`, { cause: error });
  }
}

function readText(file: string, project: string): string {
  try {
    return readFileSync(resolve(project, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${message})`;
    throw new UserError(`${file} ${why} in ${project}. Run from the directory of the Pulumi project.`, {
      cause: error,
    });
  }
}
