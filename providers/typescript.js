"use strict";

// Required first, it lets Node require TypeScript without a build. esbuild compiles each file once; the result is kept in
// node_modules/.cache under a digest of the file, so that nothing is stale and a start loads no compiler. A deployment
// starts five processes of our code, and tsx, which is made for far more than this, took a tenth of a second in each.

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, join } = require("node:path");

const OPTIONS = {
  loader: "ts",
  format: "cjs",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  sourcesContent: false,
};
/** How esbuild ends a file; if it is missing, a crash has cut the file off. */
const END = "\n//# sourceMappingURL=";

const compiler = require.resolve("esbuild/package.json");
/** Stays with the packages: `npm ci` removes it, and the pipeline's archive of the packages includes it. */
const CACHE = join(compiler, "../../.cache/amorphic-cicd");
const { version } = require(compiler);

process.setSourceMapsEnabled(true);
Module._extensions[".ts"] = (module, file) => module._compile(toJavaScript(file), file);

function toJavaScript(file) {
  const source = readFileSync(file, "utf8");
  const options = { ...OPTIONS, sourcefile: basename(file) };
  const digest = createHash("sha256")
    .update(JSON.stringify([version, options]))
    .update(source)
    .digest("hex");
  const kept = join(CACHE, `${digest}.js`);
  const made = read(kept);
  if (made?.includes(END)) return made;
  const { code } = require("esbuild").transformSync(source, options);
  keep(kept, code);
  return code;
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes atomically, since other processes read the file. Where nothing can be written, every start compiles again. */
function keep(file, text) {
  try {
    mkdirSync(CACHE, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {
    // Slower, but just as correct.
  }
}
