import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  ensureGitleaks,
  ensurePythonScanners,
  GITLEAKS_VERSION,
  pinnedVersion,
} from "../../../commands/setup/scanners";
import { Machine } from "./machine";

const TOOLS = resolve(__dirname, "../../../tools");

describe("the set-up of scanners", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
    machine.write("tools/scanners/requirements.txt", "ruff==1.2.3 \\\n    --hash=sha256:aa\n");
    machine.write("tools/gitleaks/go.mod", "module x\n\ngo 1.26.6\n");
  });
  afterEach(() => machine.remove());

  const python = (pip = ""): void => {
    const venv = `#!/bin/sh\\necho "$@" >> "$BUILDS"\\n${pip}`;
    machine.write(
      "path/python3",
      `#!/bin/sh\nPATH=/usr/bin:/bin\nmkdir -p "$3/bin"; printf '${venv}\\n' > "$3/bin/python"; chmod +x "$3/bin/python"\n`,
    );
  };

  it("installs the Python scanners once, only from files with known hashes, and builds nothing", async () => {
    python();
    const made = await ensurePythonScanners(machine.options);
    assert.equal(await ensurePythonScanners(machine.options), made);
    const requirements = machine.path("tools/scanners/requirements.txt");
    assert.equal(
      readFileSync(machine.path("builds"), "utf8"),
      `-m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r ${requirements}\n`,
    );
    assert.equal(pinnedVersion("ruff", machine.options), "1.2.3");
  });

  it("installs them again when their requirements change", async () => {
    python();
    const made = await ensurePythonScanners(machine.options);
    machine.write("tools/scanners/requirements.txt", "ruff==1.2.4\n");
    assert.notEqual(await ensurePythonScanners(machine.options), made);
  });

  it("builds gitleaks once, with its version", async () => {
    machine.go();
    const made = await ensureGitleaks(machine.options);
    assert.equal(await ensureGitleaks(machine.options), made);
    assert.equal(machine.count("builds"), 1);
    const { stdout } = await machine.run(made, ["version"], { env: {} });
    assert.equal(stdout, `v${GITLEAKS_VERSION}\n`);
  });

  it("says what is missing", async () => {
    await assert.rejects(ensurePythonScanners(machine.options), {
      name: "UserError",
      message: "scanners: Python 3 is not on PATH: install it, with venv and pip",
    });
    await assert.rejects(ensureGitleaks(machine.options), {
      name: "UserError",
      message: "gitleaks: it is not on PATH: install Go 1.26.6 or newer, https://go.dev/dl/",
    });
    python("echo hashes do not match >&2; exit 1");
    await assert.rejects(
      ensurePythonScanners(machine.options),
      /^UserError: scanners: .* failed \(hashes do not match\)/,
    );
  });

  it("pins the same versions everywhere", () => {
    const text = (...names: string[]): string => readFileSync(join(TOOLS, ...names), "utf8");
    assert.equal(
      /^\s*github\.com\/zricethezav\/gitleaks\/v8 v(\S+)/m.exec(text("gitleaks", "go.mod"))?.[1],
      GITLEAKS_VERSION,
    );
    for (const [, name = "", version] of text("scanners", "requirements.in").matchAll(/^([\w-]+)==(\S+)$/gm)) {
      assert.equal(pinnedVersion(name), version, name);
    }
  });
});
