import { Option } from "commander";
import { parseConfig, unknownKeys } from "../../providers/engine/config";
import { NAMESPACE } from "../../providers/engine/current-config";
import type { DefinitionSettings } from "../../providers/engine/definitions";

/** For commands that need no stack. Its file names the directories, so they cannot be given as well. */
export const stackOption = (): Option =>
  new Option(
    "--stack <name>",
    "the stack, such as dev, whose file says where definitions and central sharing are, and which variables are plain or reserved",
  ).conflicts(["resources", "access"]);

const NAMES: readonly (keyof DefinitionSettings)[] = ["resources", "access", "plainEnv", "tokenEnv"];

/**
 * What a stack's configuration says about definitions: read from its file, so neither Pulumi nor its state nor a key is needed.
 * @throws UserError if the file cannot be read, or with every mistake in these keys
 */
export function definitionSettings(stack: string, project: string): DefinitionSettings {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- without a stack, nothing needs the parser of YAML
  const { readStack } = require("./stack") as typeof import("./stack");
  const { config } = readStack(stack, project);
  const unknown = unknownKeys(Object.keys(config).map((name) => NAMESPACE + name));
  // With their defaults, other definitions would be checked.
  const encrypted = NAMES.filter((name) => config[name] === null).map(
    (name) => `${NAMESPACE}${name} is encrypted, so it cannot be read here; it is no secret: write it in plain text`,
  );
  return parseConfig((name) => config[name] ?? undefined, [...unknown, ...encrypted], stack, NAMES);
}
