import { readFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { findOnPath, isExecutable } from "./executables";
import { setupOptions, timed, type SetupOptions } from "./options";
import { publish } from "./publish";
import { reason } from "./run";

const MOTO_VERSION = "5.2.1";

/** Only looks at what is installed, since importing moto takes a second. */
const PROBE = "import sys, importlib.metadata as m; m.version('flask'); print(m.version('moto'), sys.executable)";

/** The Python that has moto, the AWS of the tests: one that is installed, or else a virtual environment made here. */
export async function ensureMoto(given: Partial<SetupOptions> = {}): Promise<string> {
  const options = setupOptions(given);
  for (const candidate of installedPythons(options)) {
    const python = await probe(candidate, options);
    if (python) return python;
  }

  const home = join(options.cache, `moto-${MOTO_VERSION}-${platform()}-${arch()}`);
  const isGood = (directory: string): boolean => isExecutable(pythonOf(directory));
  if (!isGood(home)) {
    const doing = `moto: installing ${MOTO_VERSION} from PyPI into a virtual environment`;
    await timed(options, doing, "moto: installed", () => publish(home, isGood, (draft) => install(draft, options)));
  }
  return pythonOf(home);
}

/** Where `moto_server` is on PATH, its first line names its Python. */
function* installedPythons({ environment }: SetupOptions): Generator<string> {
  const server = findOnPath("moto_server", environment);
  const interpreter =
    server && /^#!(\/\S*python\S*)$/m.exec(readFileSync(server, "latin1").split("\n", 1)[0] ?? "")?.[1];
  if (interpreter) yield interpreter;
  const python = findOnPath("python3", environment);
  if (python) yield python;
}

/** The Python behind a name that may be one of a version manager's, whose meaning depends on the directory. */
async function probe(candidate: string, { run, environment }: SetupOptions): Promise<string | undefined> {
  const outcome = await run(candidate, ["-c", PROBE], { env: environment });
  return outcome.code === 0 ? /^5\.\S* (.+)$/m.exec(outcome.stdout)?.[1] : undefined;
}

async function install(directory: string, { run, environment }: SetupOptions): Promise<void> {
  const python = findOnPath("python3", environment);
  if (python === undefined)
    throw new UserError("moto: Python 3 is not on PATH: install it, or install moto[server] 5 yourself");
  const steps: [string, string[]][] = [
    [python, ["-m", "venv", directory]],
    [
      pythonOf(directory),
      ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `moto[server]==${MOTO_VERSION}`],
    ],
  ];
  for (const [program, args] of steps) {
    const outcome = await run(program, args, { env: environment });
    if (outcome.code !== 0) {
      const command = ["python3", ...args].join(" ");
      throw new UserError(
        `moto: \`${command}\` failed (${reason(outcome)}): install Python 3 with venv and pip, and let it reach PyPI`,
      );
    }
  }
}

/** The programs in a virtual environment name its first directory, but its Python may be moved. */
function pythonOf(directory: string): string {
  return join(directory, "bin", "python");
}
