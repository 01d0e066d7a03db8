import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { deploy } from "../deploy";
import { run } from "../shared/run";
import { LOCAL_DIRECTORY, openStack, type Stack } from "../shared/stack";
import { ensureSimulator } from "./simulator";

/** `amorphic-cicd start`, which is `npm start`. */
export function startCommand(): Command {
  return new Command("start")
    .description("Deploy resources/ to a simulated Amorphic on this machine, showing plan and result")
    .action(async () => {
      process.exitCode = await start();
    });
}

async function start(): Promise<number> {
  const stack = await openStack("local");
  mkdirSync(resolve(stack.project, LOCAL_DIRECTORY, "state"), { recursive: true });
  const { url } = await ensureSimulator(stack.project);
  await ensureStack(stack);

  const code = await deploy(stack);
  if (code !== 0) return code;
  process.stdout.write(whereToLook(url));
  return 0;
}

/** Creates the stack in its backend if it does not exist. */
async function ensureStack(stack: Stack): Promise<void> {
  const at = { cwd: stack.project, env: stack.environment };
  const listed = await run(stack.pulumi, ["stack", "ls", "--json"], at);
  const stacks = listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string }[]) : [];
  if (stacks.some(({ name }) => name === stack.name)) return;
  const { code, stderr } = await run(stack.pulumi, ["stack", "init", stack.name, "--non-interactive"], at);
  if (code !== 0) throw new UserError(`The stack ${stack.name} could not be created: ${stderr.trim()}`);
}

const whereToLook = (url: string): string => `
The simulated Amorphic keeps running at ${url}
  all calls it received   curl -s ${url}/_simulator/log
  all objects it has      curl -s ${url}/_simulator/state
Edit something under resources/ and run npm start again, or use Pulumi by hand:
  eval "$(bin/amorphic-cicd env)" && pulumi preview --stack local
`;
