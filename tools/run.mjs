// The first thing that `npm start` and `npm test` run, so it needs nothing but Node: it sees to Node's version and the npm
// packages, then hands its arguments to bin/amorphic-cicd.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const [major, minor] = process.versions.node.split(".").map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  fail(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer of 20, 22.12 or newer of 22, or a later one.`,
  );
}
if (!isInstalled()) install();

const bin = join(root, "bin", "amorphic-cicd");
process.argv[1] = bin;
createRequire(bin)(bin);

/** Whether node_modules holds what package-lock.json asks for; npm notes there what it has installed. */
function isInstalled() {
  const note = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(note);
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    // The root itself and the sources of workspaces are not installed; optional packages are for some platforms only.
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

function install() {
  console.error("npm packages: installing what package-lock.json asks for …");
  const start = performance.now();
  // All of npm's output is progress; standard output is for results.
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const { status, error } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], options);
  if (status !== 0) fail(`npm ci failed (${error?.message ?? `code ${status}`}): see above, and try again.`);
  console.error(`npm packages: installed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(2);
}
