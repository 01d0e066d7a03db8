"use strict";

// Required first, it lets Node require TypeScript as it stands. esbuild makes JavaScript of each file once, which is kept in
// node_modules/.cache under a digest of the file: nothing to build, nothing stale, and a start that loads no compiler. A
// deployment starts five processes of our code, and tsx, which is made for far more than this, took a tenth of a second in each.

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
/** What esbuild ends a file with; without it, a crash has cut the file off. */
const END = "\n//# sourceMappingURL=";

const compiler = require.resolve("esbuild/package.json");
/** Goes where the packages go: away with `npm ci`, and into the archive that the pipeline makes of them. */
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

/** At once, since other processes read it. Where nothing can be written, every start compiles again. */
function keep(file, text) {
  try {
    mkdirSync(CACHE, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch {
    // Slower, and no less right.
  }
}
