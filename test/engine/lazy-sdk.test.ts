import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { lazySdk } from "../../commands/shared/lazy-sdk";
import { run } from "../../commands/shared/run";

const REPOSITORY = resolve(__dirname, "../..");
const SDK = join(REPOSITORY, "node_modules/@pulumi/pulumi");
const PROGRAM = join(SDK, "cmd/run/index.js");
const PROVIDER = join(SDK, "cmd/dynamic-provider/index.js");

/** What the SDK loads in both processes, although ours never use it. */
const SELDOM_USED = ["@npmcli/arborist", "@pulumi/pulumi/automation", "@pulumi/pulumi/provider", "typescript"];
const TRACING = "@opentelemetry/exporter-zipkin";
const TS_NODE = "ts-node@";

/** JavaScript that prints which of them are loaded. */
const TELL_LOADED = `
  const names = ${JSON.stringify([...SELDOM_USED, TRACING, TS_NODE])};
  console.log(JSON.stringify(names.filter((name) => Object.keys(require.cache).some((file) => file.includes("/" + name)))));`;

describe("The lazy SDK", () => {
  let directory: string;
  let monitor: { address: string; close: () => void };
  before(async () => (monitor = await startMonitor()));
  after(() => monitor.close());
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  /** The output of a separate Node process. */
  const node = async (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> => {
    const { NODE_OPTIONS: _, ...own } = process.env;
    const outcome = await run(process.execPath, args, { cwd: directory, env: { ...own, ...environment } });
    assert.equal(outcome.code, 0, outcome.stderr);
    return outcome.stdout;
  };
  const runProgram = (text: string, environment: NodeJS.ProcessEnv) => {
    write("program.js", text);
    return node([PROGRAM, "--monitor", monitor.address, "--project=p", "--stack=s", "./program.js"], environment);
  };
  const loadedBy = async (program: string, environment: NodeJS.ProcessEnv) =>
    JSON.parse(await runProgram(`${program}; ${TELL_LOADED}; process.exit(0)`, environment)) as string[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "amorphic-lazy-"));
    symlinkSync(join(REPOSITORY, "node_modules"), join(directory, "node_modules"));
    write("package.json", "{}");
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("keeps the program's process from loading rarely used modules", async () => {
    const program = 'require("@pulumi/pulumi")';
    assert.deepEqual(await loadedBy(program, {}), [...SELDOM_USED, TRACING]);
    assert.deepEqual(await loadedBy(program, lazySdk({}, true)), []);
  });

  it("keeps most of them out if `pulumi` is run by hand and the program loads it first", async () => {
    const program = 'require("@amorphic-cicd/providers/lazy-sdk"); require("@pulumi/pulumi")';
    assert.deepEqual(await loadedBy(program, {}), [TRACING]);
  });

  it("keeps the provider's process from loading rarely used modules", async () => {
    write("probe.js", `process.on("exit", () => { ${TELL_LOADED} }); process.stdin.on("end", process.exit).resume();`);
    const start = async (NODE_OPTIONS = "") => {
      const said = await node([PROVIDER, "127.0.0.1:1"], { NODE_OPTIONS: `${NODE_OPTIONS} --require ./probe.js` });
      return JSON.parse(said.trim().split("\n").at(-1)!) as string[];
    };
    assert.deepEqual(await start(), SELDOM_USED);
    assert.deepEqual(await start(lazySdk({}, true)["NODE_OPTIONS"]), []);
  });

  it("loads the real modules at first use, with the same names, values and results", async () => {
    const program = `
      const { automation, provider, runtime } = require("@pulumi/pulumi");
      const use = async () => {
        const paths = await runtime.computeCodePaths();
        const { size } = paths;
        const { text } = await runtime.serializeFunction(() => [size, automation, provider.Server]);
        return {
          names: [automation, provider].map((each) => Object.keys(each)),
          copied: Object.entries({ ...automation, ...provider }).map(([name, value]) => [name, typeof value]),
          has: ["LocalWorkspace" in automation, "none" in automation, automation.none],
          same: automation.LocalWorkspace === require("@pulumi/pulumi/automation").LocalWorkspace,
          paths: [...paths.keys()],
          text,
        };
      };
      use().then((used) => { console.log(JSON.stringify(used)); process.exit(0); });`;
    const real = await runProgram(program, {});
    assert.match(real, /"has":\[true,false,null\],"same":true,"paths":\[.*"text":"exports\.handler = /);
    assert.equal(await runProgram(program, lazySdk({}, true)), real);
  });

  it("runs ts-node unless the project says `typescript: false`, even if an old language host ignores that", async () => {
    const environment = { PULUMI_NODEJS_TYPESCRIPT: "true" };
    assert.deepEqual(await loadedBy("", { ...environment, ...lazySdk({}, true) }), ["typescript", TS_NODE]);
    assert.deepEqual(await loadedBy("", { ...environment, ...lazySdk({}, false) }), []);
  });

  it("leaves the lines in TypeScript stack traces to what runs the program, which gets them right", async () => {
    write(
      "main.ts",
      "interface Long {\n  readonly a: 1;\n}\n\nconst fail = (): Long => { throw new Error(`no`); };\nfail();\n",
    );
    const tell = "console.log(error.stack.split('\\n')[1].trim())";
    const program = (first: string) =>
      `${first}; try { require("./main.ts"); } catch (error) { ${tell}; } process.exit(0);`;
    const place = `at fail (${join(directory, "main.ts")}:5:34)\n`;
    const loader = 'require("@amorphic-cicd/providers/typescript")';
    assert.notEqual(await runProgram(program(loader), {}), place);
    assert.equal(await runProgram(program(loader), lazySdk({}, false)), place);
    assert.equal(await runProgram(program('require("@amorphic-cicd/providers/program")'), {}), place);
    const tsNode = { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    assert.equal(await runProgram(program(""), { ...tsNode, ...lazySdk({}, true) }), place);
  });

  it("does not start a debugger in a program", async () => {
    const program = `
      console.log(Object.keys(require.cache).some((file) => file.endsWith("v8Hooks.js")));
      process.exit(0)`;
    assert.equal(await runProgram(program, {}), "true\n");
    assert.equal(await runProgram(program, lazySdk({}, true)), "false\n");
  });

  it("works with an SDK that uses its modules differently", async () => {
    rmSync(join(directory, "node_modules"));
    const sdk = "node_modules/@pulumi/pulumi";
    write(`${sdk}/automation/index.js`, "module.exports = class { static made = 1; constructor(n) { this.n = n; } };");
    write(`${sdk}/provider.js`, "module.exports = Object.freeze((a) => a + 1); module.exports.frozen = 1;");
    write(
      `${sdk}/index.js`,
      `const Automation = require("./automation"), add = require("./provider");
       Automation.more = 2;
       exports.automation = exports.provider = 5;
       console.log(Automation.default.made, new Automation(3).n, Object.keys(Automation).join(), add(4), exports);`,
    );
    write(`${sdk}/cmd/run/index.js`, 'require("../../index.js");');
    assert.equal(
      await node([`${sdk}/cmd/run/index.js`], lazySdk({}, true)),
      "1 3 made,more 5 { automation: 5, provider: 5 }\n",
    );
  });

  it("does not change any other process", async () => {
    const tell = ["-p", "require('module').prototype.require.toString()"];
    assert.equal(await node(tell, lazySdk({}, false)), await node(tell, {}));
    write("cmd/run/index.js", "console.log(require('module').prototype.require.toString())");
    assert.equal(await node(["cmd/run/index.js"], lazySdk({}, false)), await node(tell, {}));
  });

  it("is added after the user's NODE_OPTIONS, and only once", () => {
    const { NODE_OPTIONS } = lazySdk({ NODE_OPTIONS: "--no-warnings" }, true);
    assert.match(NODE_OPTIONS!, /^--no-warnings --require ".*lazy-sdk\.js"$/);
    assert.deepEqual(lazySdk({ NODE_OPTIONS }, true), { NODE_OPTIONS });
  });

  it("works in a directory with spaces, quotes and backslashes in its name", async () => {
    const clone = String.raw`a "clone" \ here`;
    for (const file of ["commands/shared/lazy-sdk.ts", "providers/engine/lazy-sdk.js"])
      cpSync(join(REPOSITORY, file), join(directory, clone, file));
    const print = `console.log(require(${JSON.stringify(`./${clone}/commands/shared/lazy-sdk.ts`)}).lazySdk({}, true).NODE_OPTIONS)`;
    const NODE_OPTIONS = (await node(["-r", "@amorphic-cicd/providers/typescript", "-e", print], {})).trim();
    assert.deepEqual(await loadedBy('require("@pulumi/pulumi")', { NODE_OPTIONS }), []);
  });
});

/** As much of the engine as a program needs to start. */
async function startMonitor() {
  const server = new Server();
  server.addService(ResourceMonitorService, {
    supportsFeature: (_: unknown, answer: (error: null, response: proto.SupportsFeatureResponse) => void) =>
      answer(null, new proto.SupportsFeatureResponse()),
    registerResourceOutputs: (_: unknown, answer: (error: null, response: Empty) => void) => answer(null, new Empty()),
    registerResource: (_: unknown, answer: (error: null, response: proto.RegisterResourceResponse) => void) =>
      answer(null, new proto.RegisterResourceResponse()),
  });
  const port = await new Promise<number>((settle, fail) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : settle(bound),
    ),
  );
  return { address: `127.0.0.1:${String(port)}`, close: () => server.forceShutdown() };
}
