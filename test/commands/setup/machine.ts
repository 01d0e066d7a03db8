import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ensureToolchain, type Toolchain } from "../../../commands/setup/toolchain";
import type { SetupOptions } from "../../../commands/setup/options";
import { run } from "../../../commands/shared/run";

const SYSTEM = "PATH=/usr/bin:/bin";

/** A machine in a temporary directory: nothing is on its PATH but what a test puts there. */
export class Machine {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "amorphic-cicd-setup-")));
  readonly cache = join(this.root, "cache");
  readonly logged: string[] = [];

  constructor() {
    mkdirSync(join(this.root, "path"));
    this.refuseDownload();
    for (const module of ["pulumi-cli", "pulumi-language-nodejs"]) {
      this.write(`tools/${module}/go.mod`, "module x\n\ngo 1.26.6\n");
    }
  }

  /** The options of `ensureToolchain` for a clone on this machine. */
  get options(): SetupOptions {
    return {
      environment: {
        HOME: join(this.root, "home"),
        PATH: join(this.root, "path"),
        ASKED: join(this.root, "asked"),
        BUILDS: join(this.root, "builds"),
      },
      cache: this.cache,
      nodeModules: join(this.root, "node_modules"),
      tools: join(this.root, "tools"),
      now: () => 0,
      log: (line) => this.logged.push(line),
      run: this.run,
    };
  }

  run = run;

  ensure(): Promise<Toolchain> {
    return ensureToolchain(this.options);
  }

  path(...names: string[]): string {
    return join(this.root, ...names);
  }

  /** Creates a file; executable by default. */
  write(name: string, text: string, mode = 0o755): string {
    const file = this.path(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  /** A CLI that records each call. */
  pulumi(name: string, version: string): string {
    return this.write(name, `#!/bin/sh\necho asked >> "$ASKED"\necho v${version}\n`);
  }

  /** A Go that builds programs which print the version stamped into them. */
  go(before = ""): void {
    this.write(
      "path/go",
      `#!/bin/sh
${SYSTEM}
echo "$PWD $*" >> "$BUILDS"
${before}
while [ $# -gt 1 ]; do
  case "$1" in
    -o) out=$2 ;;
    *Version=*) version=\${1##*Version=} ;;
  esac
  shift
done
# As Go does, the name is that of the module without its major version.
name=$(basename "$1")
case "$name" in v[0-9]*) name=$(basename "$(dirname "$1")") ;; esac
printf '#!/bin/sh\\necho %s\\n' "$version" > "$out/$name"
chmod +x "$out/$name"
`,
    );
  }

  /** The npm package `pulumi` as it behaves where the vendor cannot be reached. */
  refuseDownload(): void {
    this.write("node_modules/pulumi/run.js", `console.error("pulumi: fetch failed"); process.exit(1);`);
  }

  /** The npm package `pulumi` as it behaves where the vendor can be reached. */
  allowDownload(version = "$PULUMI_VERSION"): void {
    const script = `${SYSTEM}; bin="$PULUMI_HOME/versions/$PULUMI_VERSION/bin"; mkdir -p "$bin"; cd "$bin"
      for name in pulumi pulumi-language-nodejs; do printf '#!/bin/sh\\necho v%s\\n' "${version}" > $name; chmod +x $name; done`;
    this.write(
      "node_modules/pulumi/run.js",
      `require("node:child_process").execFileSync("/bin/sh", ["-c", ${JSON.stringify(script)}]);`,
    );
  }

  /** How often a fake recorded something. */
  count(note: "asked" | "builds"): number {
    const file = this.path(note);
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").length : 0;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
