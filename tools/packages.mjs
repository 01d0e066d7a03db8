// npm packages of this repository or of infra/, installed when they are missing: `node tools/packages.mjs infra`.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Installs what the directory's lock file asks for, unless it is there.
 * @param {string} directory
 * @param {string} what name of the packages in progress messages
 * @throws {Error} saying what to do
 */
export function ensurePackages(directory, what) {
  if (isInstalled(directory)) return;
  console.error(`${what}: installing what package-lock.json asks for …`);
  const start = performance.now();
  // All of npm's output is progress; standard output is for results.
  const options = { cwd: directory, stdio: ["ignore", 2, 2] };
  const { status, error } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], options);
  if (status !== 0) throw new Error(`npm ci failed (${error?.message ?? `code ${status}`}): see above, and try again.`);
  console.error(`${what}: installed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record there.
 * @param {string} directory
 */
function isInstalled(directory) {
  const note = join(directory, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = packagesOf(join(directory, "package-lock.json"));
  const present = packagesOf(note);
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    // The root and the sources of workspaces are not installed; optional packages may be for other platforms.
    if (!path.includes("node_modules/")) return true;
    const found = present[path];
    return found ? found.version === version && found.integrity === integrity : Boolean(optional ?? devOptional);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, integrity?: string, optional?: boolean, devOptional?: boolean}>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , name = "."] = process.argv;
  try {
    ensurePackages(join(fileURLToPath(new URL("..", import.meta.url)), name), `npm packages of ${name}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
