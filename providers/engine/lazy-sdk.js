"use strict";

// Loaded first of all in the processes that Pulumi starts for a program and for its providers: by our commands through
// NODE_OPTIONS, and for `pulumi` by hand by the program and by the script that starts providers. There it puts off what
// Pulumi's SDK loads and seldom uses: half of its time and memory. Whatever is put off is loaded as soon as anything of it is
// touched. Some modules get another in their place, which must be arranged for as early. It is plain JavaScript without
// packages, as it comes before everything, and it is in every Node process that Pulumi starts, npm too: in others it does
// nothing.

const Module = require("node:module");
const { basename, join } = require("node:path");

/** By file of the SDK, what it requires and most runs never use. A version without that file or request is only slower. */
const SELDOM_USED = {
  // The API to run Pulumi itself, and the base of component providers: `pulumi.automation`, `pulumi.provider`.
  "index.js": ["./automation", "./provider"],
  // What tells which packages a function needs that is sent elsewhere, such as into a Lambda: npm's whole resolver.
  "runtime/closure/codePaths.js": ["@npmcli/arborist", "fdir", "normalize-package-data"],
  // What turns such functions into text: TypeScript's compiler. Our resources have a constant text.
  "runtime/closure/serializeClosure.js": ["./createClosure"],
  // Versions of other packages' resources, and of ts-node's TypeScript.
  "runtime/rpc.js": ["semver"],
  "cmd/run/run.js": ["semver"],
  // A package.yaml, which pnpm takes in the place of package.json.
  "runtime/manifest.js": ["js-yaml"],
  // `pulumi --tracing` alone starts it.
  "cmd/run/tracing.js": [
    "@opentelemetry/exporter-zipkin",
    "@opentelemetry/instrumentation",
    "@opentelemetry/instrumentation-grpc",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-base",
    "@opentelemetry/sdk-trace-node",
  ],
};

/** By file of the SDK, what it requires, and what it gets for that. */
const REPLACED = {
  "cmd/run/index.js": {
    // It maps stacks to the SDK's TypeScript, after reading all its maps; and those of programs, whose loaders tell Node, wrongly.
    "source-map-support/register": () => ({}),
    // A debugger, so that the error of a function that cannot be sent elsewhere may name its file. It slows all promises down.
    "../../runtime/closure/v8Hooks": () => ({ isInitializedAsync: () => Promise.resolve() }),
  },
  "cmd/dynamic-provider/index.js": {
    "source-map-support/register": () => ({}),
    // What the engine sends to a provider. After the first request it would be too late.
    "../../proto/provider_pb": (module) => require("./old-inputs").passOldInputs(module()),
  },
};

const ENTRY = /^(.+[\\/]@pulumi[\\/]pulumi)[\\/]cmd[\\/](?:run|dynamic-provider)(?:[\\/]index\.js)?$/;
const sdk = ENTRY.exec(process.argv[1] ?? "")?.[1];
if (sdk !== undefined) putOff(sdk);

function putOff(sdk) {
  // A language host older than its CLI does not hear of `typescript: false`; our commands do (commands/lazy-sdk.ts).
  if (process.env.AMORPHIC_CICD_TYPESCRIPT === "false") process.env.PULUMI_NODEJS_TYPESCRIPT = "false";

  const byPath = (files) => new Map(Object.entries(files).map(([file, requests]) => [join(sdk, file), requests]));
  const [seldomUsed, replaced] = [byPath(SELDOM_USED), byPath(REPLACED)];
  const index = join(sdk, "index.js");
  const { require: load } = Module.prototype;
  Module.prototype.require = function (request) {
    const module = () => load.call(this, request);
    const instead = replaced.get(this.filename)?.[request];
    if (instead) return instead(module);
    if (!seldomUsed.get(this.filename)?.includes(request)) return module();
    const standIn = lazy(module);
    if (this.filename === index) handOn(this.exports, basename(request), module, standIn);
    return standIn;
  };
}

/** Exports the module itself where its stand-in is about to be: serialised functions know modules by their identity. */
function handOn(exports, name, module, standIn) {
  const property = { enumerable: true, configurable: true };
  const set = (value) => {
    if (value !== standIn) Object.defineProperty(exports, name, { ...property, value, writable: true });
  };
  Object.defineProperty(exports, name, { ...property, get: module, set });
}

/** Stands for a module as TypeScript's `import` sees it, and loads it at the first use of anything but `__esModule`. */
function lazy(load) {
  let loaded;
  const module = () => (loaded ??= load());
  const traps = Reflect.ownKeys(Reflect).filter((name) => typeof Reflect[name] === "function");
  const forward = (trap) => [trap, (_, ...args) => Reflect[trap](module(), ...args)];
  // A bound function can be called and constructed, as some modules can, and has no property that cannot be denied.
  return new Proxy(function () {}.bind(), {
    ...Object.fromEntries(traps.map(forward)),
    get(_, key) {
      if (key === "__esModule") return true;
      return key === "default" && !module().__esModule ? module() : module()[key];
    },
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(module(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
