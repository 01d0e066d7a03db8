import { join } from "node:path";

const LAZY_SDK = join(__dirname, "../providers/engine/lazy-sdk.js");

/**
 * Lets Pulumi's Node processes load less of its SDK than it would, and its providers hear of old inputs
 * (providers/engine/lazy-sdk.js).
 * @param given the environment; its NODE_OPTIONS stay and come first
 * @param typescript whether ts-node is to run the program, as `runtime.options` of Pulumi.yaml says
 * @returns variables for the processes that run the CLI
 */
export function lazySdk(given: NodeJS.ProcessEnv, typescript: boolean): Record<string, string> {
  // Node takes quotes and backslashes in NODE_OPTIONS as in JSON; a path may hold spaces.
  const option = `--require ${JSON.stringify(LAZY_SDK)}`;
  const { NODE_OPTIONS: own = "" } = given;
  return {
    // Not twice, where one of our commands is run by another.
    NODE_OPTIONS: own.includes(option) ? own : `${own} ${option}`.trimStart(),
    ...(!typescript && { AMORPHIC_CICD_TYPESCRIPT: "false" }),
  };
}
