import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Restores what the previous command left ($1), runs the command ($2) and saves what it leaves, even if it calls `exit`. */
const WRAPPER = `
if [ -e "$1" ]; then . "$1" && cd -- "$PWD" || exit; fi
BASH_KEPT_IN="$1"
bash_keep() {
  set +eu
  unset IFS
  while read -r BASH_NAME; do
    case "$BASH_NAME" in BASH*|_|SHLVL) continue ;; esac
    case "\${!BASH_NAME@a}" in ""|x) printf '%s\\n' "\${!BASH_NAME@A}" ;; esac
  done < <(compgen -v) > "$BASH_KEPT_IN"
}
trap bash_keep EXIT
. "$2"
`;

/**
 * Runs each command in a bash of its own. As in CodeBuild, variables and the directory hold for later commands, and arrays do
 * not (https://github.com/aws/aws-cdk/issues/26694). CodeBuild promises nothing about functions and options, so they are lost
 * too. Commands are read from files, so no shell of ours interprets their text.
 */
export class Shell {
  readonly #kept: string;
  #count = 0;

  /** @param scratch a directory of its own */
  constructor(
    private readonly scratch: string,
    private readonly options: {
      readonly cwd: string;
      readonly env: NodeJS.ProcessEnv;
      readonly output: (text: string) => void;
    },
  ) {
    this.#kept = join(scratch, "kept.sh");
  }

  /** @returns the command's exit code */
  async run(command: string): Promise<number> {
    const file = join(this.scratch, `command-${++this.#count}.sh`);
    writeFileSync(file, `${command}\n`);
    return this.#bash([WRAPPER, "bash", this.#kept, file], this.options.output);
  }

  /** The value of an exported variable; empty if there is none. */
  async variable(name: string): Promise<string> {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`${name} is not a valid variable name`);
    let value = "";
    await this.#bash(
      ['if [ -e "$1" ]; then . "$1"; fi; printenv -- "$2"', "bash", this.#kept, name],
      (text) => (value += text),
    );
    return value.replace(/\n$/, "");
  }

  /** Forgets what the commands have set. */
  end(): void {
    rmSync(this.#kept, { force: true });
  }

  async #bash(args: readonly string[], output: (text: string) => void): Promise<number> {
    const { cwd, env } = this.options;
    const child = spawn("bash", ["--noprofile", "--norc", "-c", ...args], {
      cwd,
      // What a command unset stays unset.
      env: existsSync(this.#kept) ? { PATH: env["PATH"] } : env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", output);
    const [code] = (await once(child, "close")) as [number | null];
    return code ?? 1;
  }
}
