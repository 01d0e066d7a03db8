import { readFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { findOnPath, isExecutable } from "./executables";
import { setupOptions, timed, type SetupOptions } from "./options";
import { publish } from "./publish";
import { makeVenv, pythonOf } from "./venv";

const MOTO_VERSION = "5.2.1";

/** Looks only at what is installed, since importing moto takes a second. */
const PROBE = "import sys, importlib.metadata as m; m.version('flask'); print(m.version('moto'), sys.executable)";

/** The Python that has moto, the tests' AWS: an installed one, or else a virtual environment made here. */
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
    const packages = [`moto[server]==${MOTO_VERSION}`];
    await timed(options, doing, "moto: installed", () =>
      publish(home, isGood, (draft) => makeVenv("moto", draft, packages, options)),
    );
  }
  return pythonOf(home);
}

/** The first line of a `moto_server` on PATH names its Python. */
function* installedPythons({ environment }: SetupOptions): Generator<string> {
  const server = findOnPath("moto_server", environment);
  const interpreter =
    server && /^#!(\/\S*python\S*)$/m.exec(readFileSync(server, "latin1").split("\n", 1)[0] ?? "")?.[1];
  if (interpreter) yield interpreter;
  const python = findOnPath("python3", environment);
  if (python) yield python;
}

/** The Python behind a name: a version manager's names mean different ones in different directories. */
async function probe(candidate: string, { run, environment }: SetupOptions): Promise<string | undefined> {
  const outcome = await run(candidate, ["-c", PROBE], { env: environment });
  return outcome.code === 0 ? /^5\.\S* (.+)$/m.exec(outcome.stdout)?.[1] : undefined;
}
