import { Command, CommanderError } from "commander";
import { UserError } from "../providers/errors";
import { version } from "../package.json";

interface Entry {
  readonly summary: string;
  /** Loads the command's code, which `--help` does without. */
  readonly load: () => Command;
}

/* eslint-disable @typescript-eslint/no-require-imports -- a lazy import in CommonJS */
/** Every command. Its file exports a function that returns it; a command that finds problems sets `process.exitCode = 1`. */
const table: Readonly<Record<string, Entry>> = {
  validate: {
    summary: "check definitions offline",
    load: () => (require("./validate") as typeof import("./validate")).validateCommand(),
  },
  scan: {
    summary: "find mistakes, vulnerabilities and secrets",
    load: () => (require("./scan") as typeof import("./scan")).scanCommand(),
  },
  findings: {
    summary: "send findings of scans to Security Hub",
    load: () => (require("./findings") as typeof import("./findings")).findingsCommand(),
  },
  plan: {
    summary: "show what a deployment would do",
    load: () => (require("./plan") as typeof import("./plan")).planCommand(),
  },
  comment: {
    summary: "post a plan on its pull request",
    load: () => (require("./comment") as typeof import("./comment")).commentCommand(),
  },
  deploy: {
    summary: "make the platform match the definitions",
    load: () => (require("./deploy") as typeof import("./deploy")).deployCommand(),
  },
  drift: {
    summary: "show what was changed by hand, and undo it",
    load: () => (require("./drift") as typeof import("./drift")).driftCommand(),
  },
  import: {
    summary: "import what already exists in Amorphic",
    load: () => (require("./import") as typeof import("./import")).importCommand(),
  },
  "adopt-driver": {
    summary: "write a stack's configuration from the driver of CICD Utils",
    load: () => (require("./adopt-driver") as typeof import("./adopt-driver")).adoptDriverCommand(),
  },
  locks: {
    summary: "show and release the lock of a killed run",
    load: () => (require("./locks") as typeof import("./locks")).locksCommand(),
  },
  doctor: {
    summary: "check what a stack needs and what is assumed about Amorphic; read-only",
    load: () => (require("./doctor") as typeof import("./doctor")).doctorCommand(),
  },
  state: {
    summary: "show what runs recorded of the state, and restore an earlier state",
    load: () => (require("./state") as typeof import("./state")).stateCommand(),
  },
  bootstrap: {
    summary: "create bucket and key for the state of a stack",
    load: () => (require("./bootstrap") as typeof import("./bootstrap")).bootstrapCommand(),
  },
  start: {
    summary: "try it out: everything on this machine, on a simulator",
    load: () => (require("./start") as typeof import("./start")).startCommand(),
  },
  env: {
    summary: "print the environment for running `pulumi` on the local stack by hand",
    load: () => (require("./env") as typeof import("./env")).envCommand(),
  },
  schema: {
    summary: "write JSON Schemas of definitions, for editors",
    load: () => (require("./schema") as typeof import("./schema")).schemaCommand(),
  },
  simulate: {
    summary: "run a simulated Amorphic",
    load: () => (require("./simulate") as typeof import("./simulate")).simulateCommand(),
  },
  setup: {
    summary: "find or install the Pulumi CLI",
    load: () => (require("./setup") as typeof import("./setup")).setupCommand(),
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** Runs the command that the arguments name. Exit codes: 0 success, 1 problems found, 2 wrong usage, environment or a bug. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedOutput);
  try {
    await program(argv[2] === "help" ? argv[3] : argv[2]).parseAsync(argv);
  } catch (error) {
    const code = report(error);
    // Something the command left open, such as a server, must not keep a failed process alive.
    if (code !== 0) process.exit(code);
  }
}

/** The whole program; only the named command is loaded. */
function program(name: string | undefined): Command {
  const program = new Command("amorphic-cicd")
    .description("Amorphic data platforms as code")
    .version(version)
    // Lets `state restore` have a `--version` of its own.
    .enablePositionalOptions();
  for (const [key, { summary, load }] of Object.entries(table)) {
    program.addCommand((key === name ? load() : new Command(key)).summary(summary));
  }
  throwOnWrongUsage(program);
  return program;
}

/**
 * Makes wrong usage throw, in a command and in its subcommands, which do not inherit this setting. Commander would exit with
 * 1, which here means problems found.
 */
function throwOnWrongUsage(command: Command): void {
  command.exitOverride().showHelpAfterError("(add --help for the options)");
  command.commands.forEach(throwOnWrongUsage);
}

function report(error: unknown): number {
  // Commander has already said what is wrong; help and version are "errors" with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) console.error(error.message);
  else console.error("This is a bug in amorphic-cicd, please report it:", error);
  return 2;
}

/**
 * Nobody reads the output any more: `amorphic-cicd plan | head -1`, a `tee` ended by Ctrl-C, a closed terminal. The work goes
 * on, and its exit code stays what it would be.
 */
function ignoreClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
}
