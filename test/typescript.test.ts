import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run } from "../commands/shared/run";

const REPOSITORY = resolve(__dirname, "..");
const CACHE = "node_modules/.cache/amorphic-cicd";

const MAIN = `import { name } from "./name";

interface Told {
  readonly name: string;
}

const tell = ({ name }: Told): void => console.log(name);
tell({ name });
`;
const name = (value: string) => `export const name: string = "${value}";\n`;

describe("TypeScript without a build", () => {
  let directory: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  /** esbuild that says what it compiles. */
  const writeCompiler = (version: string) => {
    write("node_modules/esbuild/package.json", JSON.stringify({ name: "esbuild", version, main: "main.js" }));
    const transform = `(source, options) => (console.log("compiled " + options.sourcefile), transformSync(source, options))`;
    const real = JSON.stringify(join(REPOSITORY, "node_modules/esbuild"));
    write(
      "node_modules/esbuild/main.js",
      `const { transformSync } = require(${real}); exports.transformSync = ${transform};`,
    );
  };
  const start = async () => {
    const args = ["--require", "./typescript.js", "main.ts"];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: directory, env: process.env });
    return { code, lines: stdout.trim().split("\n"), stderr };
  };
  const told = async () => (await start()).lines;
  const COMPILED = ["compiled main.ts", "compiled name.ts"];

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "amorphic-typescript-")));
    copyFileSync(join(REPOSITORY, "providers/typescript.js"), join(directory, "typescript.js"));
    writeCompiler("1.0.0");
    write("main.ts", MAIN);
    write("name.ts", name("Ann"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("is compiled once, and again if a file or the compiler changes", async () => {
    assert.deepEqual(await told(), [...COMPILED, "Ann"]);
    assert.deepEqual(await told(), ["Ann"]);
    write("name.ts", name("Bob"));
    assert.deepEqual(await told(), ["compiled name.ts", "Bob"]);
    write("name.ts", name("Ann"));
    assert.deepEqual(await told(), ["Ann"]);
    writeCompiler("1.0.1");
    assert.deepEqual(await told(), [...COMPILED, "Ann"]);
  });

  it("is compiled again if a crash truncated the cache", async () => {
    await told();
    const kept = readdirSync(join(directory, CACHE));
    assert.equal(kept.length, 2);
    for (const file of kept) {
      const path = join(directory, CACHE, file);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.slice(0, text.indexOf("\n//#")));
    }
    assert.deepEqual(await told(), [...COMPILED, "Ann"]);
    assert.deepEqual(await told(), ["Ann"]);
  });

  it("is compiled at every start if nothing can be cached", async () => {
    write(dirname(CACHE), "a file in the place of the directory");
    assert.deepEqual(await told(), [...COMPILED, "Ann"]);
    assert.deepEqual(await told(), [...COMPILED, "Ann"]);
  });

  it("has its own line and column numbers in stack traces", async () => {
    write("main.ts", `${MAIN}\nfunction fail(): never {\n  throw new Error("no");\n}\nfail();\n`);
    for (const from of ["compiled", "kept"]) {
      const { code, stderr } = await start();
      assert.equal(code, 1);
      assert.ok(stderr.includes(`at fail (${join(directory, "main.ts")}:11:9)`), `${from}: ${stderr}`);
    }
  });

  it("is rejected with the place of a syntax error", async () => {
    write("name.ts", "export const name: = 1;\n");
    const { code, stderr } = await start();
    assert.equal(code, 1);
    assert.match(stderr, /name\.ts:1:19: ERROR: Unexpected "="/);
  });
});
