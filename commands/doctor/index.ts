import { Command } from "commander";
import { projectCatalog } from "../../providers/corrections";
import { connect } from "../../providers/engine/connect";
import { UserError } from "../../providers/errors";
import { openStack, type Stack } from "../shared/stack";
import { fileOf, type Check } from "./check";
import { checkEnvironment } from "./environment";
import { checkFacts } from "./facts";
import { reportText } from "./report";

/** `amorphic-cicd doctor`. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Check what a stack needs and what is assumed about Amorphic's API; read-only")
    .requiredOption("--stack <name>", "the stack, such as dev")
    .option("--json", "print checks and corrections as JSON")
    .action(async ({ stack, json }: { stack: string; json?: true }) => {
      const checks = await examine(await openStack(stack));
      const result = json
        ? `${JSON.stringify({ checks, corrections: fileOf(checks) }, undefined, 2)}\n`
        : reportText(checks);
      process.stdout.write(result);
      if (checks.some(({ verdict }) => verdict === "failed")) process.exitCode = 1;
    });
}

/** @throws UserError if amorphic.catalog.json has mistakes */
async function examine(stack: Stack): Promise<Check[]> {
  const catalog = projectCatalog(stack.project);
  const { checks, config } = await checkEnvironment(stack);
  const isReady = config && !checks.some(({ what, verdict }) => what === "token" && verdict === "failed");
  if (!isReady) return [...checks, { area: "API", what: "all calls", verdict: "not tried", detail: "see above" }];
  try {
    const api = await connect(config).api();
    const facts = await checkFacts(api, catalog, (type) => process.stderr.write(`trying ${type}\n`));
    // A call that was answered proves that the token and the role are accepted.
    const accepted = facts.some(({ verdict }) => verdict === "held");
    const role: Check = {
      area: "stack",
      what: "role",
      verdict: accepted ? "held" : "not tried",
      detail: config.roleId ?? "",
    };
    return [...checks, role, ...facts];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...checks, { area: "API", what: "all calls", verdict: "failed", detail: error.message }];
  }
}
