import { join } from "node:path";

const LAZY_SDK = join(__dirname, "../../providers/engine/lazy-sdk.js");

/**
 * Makes Pulumi's Node processes load less of its SDK, and passes old inputs to its providers (providers/engine/lazy-sdk.js).
 * @param given the environment; its NODE_OPTIONS are kept and come first
 * @param typescript whether ts-node runs the program (`runtime.options` of Pulumi.yaml)
 * @returns variables for the processes that run the CLI
 */
export function lazySdk(given: NodeJS.ProcessEnv, typescript: boolean): Record<string, string> {
  // Node reads quotes and backslashes in NODE_OPTIONS as in JSON; a path may contain spaces.
  const option = `--require ${JSON.stringify(LAZY_SDK)}`;
  const { NODE_OPTIONS: own = "" } = given;
  return {
    // Only once, even if one of our commands runs another.
    NODE_OPTIONS: own.includes(option) ? own : `${own} ${option}`.trimStart(),
    ...(!typescript && { AMORPHIC_CICD_TYPESCRIPT: "false" }),
  };
}
