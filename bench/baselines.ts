import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../commands/shared/run";
import { ensureToolchain } from "../commands/setup/toolchain";
import { generate } from "./generate";
import { measure, type Measured } from "./process";
import { workDirectory } from "./work-directory";

const TIMEOUT_MS = 10 * 60_000;

/** A preview of a program that does nothing, in plain JavaScript: the cost of Pulumi itself. */
export async function emptyPreview(): Promise<Measured> {
  return inDirectory(async (cwd) => {
    const { pulumi, environment } = await ensureToolchain();
    mkdirSync(join(cwd, "state"));
    const options = "options: { typescript: false }";
    writeFileSync(join(cwd, "Pulumi.yaml"), `name: empty\nruntime: { name: nodejs, ${options} }\nmain: index.js\n`);
    writeFileSync(join(cwd, "index.js"), "");
    writeFileSync(join(cwd, "package.json"), "{}");
    symlinkSync(resolve(__dirname, "../node_modules"), join(cwd, "node_modules"));
    const env = {
      ...process.env,
      ...environment,
      PULUMI_BACKEND_URL: pathToFileURL(join(cwd, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "bench",
    };
    const made = await run(pulumi, ["stack", "init", "empty", "--non-interactive"], { cwd, env });
    if (made.code !== 0) throw new Error(made.stderr);
    return measure(pulumi, ["preview", "--stack", "empty", "--non-interactive"], { cwd, env, timeoutMs: TIMEOUT_MS });
  });
}

/** Node that reads and parses all definitions, and does nothing else. */
export function parseAll(size: number, seed: number): Promise<Measured> {
  return inDirectory((cwd) => {
    for (const [path, text] of generate(size, seed).files) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    const program = `const fs = require("fs");
      for (const file of fs.readdirSync("resources", { recursive: true, withFileTypes: true }))
        if (file.name.endsWith(".json")) JSON.parse(fs.readFileSync(file.parentPath + "/" + file.name, "utf8"));`;
    return measure(process.execPath, ["-e", program], { cwd, env: process.env, timeoutMs: TIMEOUT_MS });
  });
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = workDirectory("baseline");
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
