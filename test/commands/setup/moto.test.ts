import assert from "node:assert/strict";
import { join } from "node:path";
import { ensureMoto } from "../../../commands/setup/moto";
import { Machine } from "./machine";

const NONE = 'case "$2" in *importlib*) exit 1 ;; esac';

describe("ensureMoto", () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));
  afterEach(() => {
    machine.remove();
  });

  const ensure = (): Promise<string> => ensureMoto(machine.options);
  const python = (name: string, version: string): string =>
    machine.write(name, `#!/bin/sh\necho asked >> "$ASKED"\necho "${version} $0"\n`);

  /** A Python without moto, which can create virtual environments. */
  const bare = (afterVenv = ""): void => {
    const venv = `#!/bin/sh\\n${NONE}\\necho pip "$@" >> "$BUILDS"\\n${afterVenv}`;
    machine.write(
      "path/python3",
      `#!/bin/sh\nPATH=/usr/bin:/bin\n${NONE}\necho "$@" >> "$BUILDS"
mkdir -p "$3/bin"; printf '${venv}\\n' > "$3/bin/python"; chmod +x "$3/bin/python"\n`,
    );
  };

  it("takes the Python of the moto_server on PATH", async () => {
    const owner = python("opt/bin/python3.12", "5.1.0");
    python("path/python3", "4.2.0");
    machine.write("path/moto_server", `#!${owner}\n`);
    assert.equal(await ensure(), owner);
  });

  it("takes the Python on PATH that has moto, if moto_server is a version manager's script", async () => {
    machine.write("path/moto_server", "#!/usr/bin/env bash\n");
    const found = python("path/python3", "5.2.1");
    assert.equal(await ensure(), found);
    assert.deepEqual(machine.logged, []);
  });

  it("creates a virtual environment once if no Python has moto", async () => {
    bare();
    const made = await ensure();
    assert(made.startsWith(join(machine.cache, "moto-5.2.1-")));
    assert.equal(await ensure(), made);
    assert.equal(machine.count("builds"), 2);
    assert.deepEqual(machine.logged, [
      "moto: installing 5.2.1 from PyPI into a virtual environment …",
      "moto: installed in 0.0 s",
    ]);
  });

  it("says what to do without Python", async () => {
    await assert.rejects(ensure(), {
      name: "UserError",
      message: "moto: Python 3 is not on PATH: install it, with venv and pip",
    });
  });

  it("says what failed", async () => {
    bare("echo no matching distribution >&2; exit 1");
    await assert.rejects(ensure(), {
      name: "UserError",
      message:
        "moto: `python3 -m pip install --quiet --disable-pip-version-check moto[server]==5.2.1` failed (no matching distribution): install Python 3 with venv and pip, and let it reach PyPI",
    });
  });
});
