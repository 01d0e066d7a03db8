// The first thing that `npm start` and `npm test` run, so it needs nothing but Node: it checks Node's version, installs the
// npm packages, then passes its arguments to bin/amorphic-cicd.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages } from "./packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const [major, minor] = process.versions.node.split(".").map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  fail(
    `Node ${process.versions.node} is not supported: install Node 20.19 or a later 20, 22.12 or a later 22, or a newer version.`,
  );
}
try {
  ensurePackages(root, "npm packages");
} catch (error) {
  fail(error.message);
}

const bin = join(root, "bin", "amorphic-cicd");
process.argv[1] = bin;
createRequire(bin)(bin);

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(2);
}
