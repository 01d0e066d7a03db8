import { readFileSync } from "node:fs";
import { UserError } from "../../providers/errors";
import type { Report } from "./report";
import { planSchema } from "./schema";

/**
 * A report of `plan --json`, perhaps from another job or version: it is validated before use.
 * @returns undefined if there is no such file, as when the plan job ended before writing one
 */
export function readReport(file: string): Report | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${file} cannot be read: ${(error as Error).message}.`);
  }
  // Most deployments get no file, and ajv is slow to load.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv } = require("ajv") as typeof import("ajv");
  const ajv = new Ajv();
  try {
    const report: unknown = JSON.parse(text);
    if (ajv.validate(planSchema(), report)) return report as Report;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(
    `${file} is not a plan written by \`amorphic-cicd plan --json\` of this version${ajv.errors ? `: ${ajv.errorsText()}` : ""}. Create the plan again.`,
  );
}
