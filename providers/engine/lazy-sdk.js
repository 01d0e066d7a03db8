"use strict";

// Loaded first in the processes that Pulumi starts for a program and its providers: by our commands through NODE_OPTIONS, or,
// if `pulumi` is run by hand, by the program and by the script that starts providers. It defers modules that Pulumi's SDK
// loads but seldom uses, which take half of the SDK's time and memory, until one of their members is first used. It also
// replaces some modules, which must happen just as early. As it runs before everything else, it is plain JavaScript without
// packages. It is loaded into every Node process that Pulumi starts, even npm, but does nothing in any other process.

const Module = require("node:module");
const { basename, join } = require("node:path");

/** By SDK file, the required modules that most runs never use. An SDK without such a file or `require` is just slower. */
const SELDOM_USED = {
  // The Automation API and the base of component providers: `pulumi.automation`, `pulumi.provider`.
  "index.js": ["./automation", "./provider"],
  // Finds the packages that a serialised function needs, such as one for a Lambda; loads npm's whole resolver.
  "runtime/closure/codePaths.js": ["@npmcli/arborist", "fdir", "normalize-package-data"],
  // Serialises such functions with the TypeScript compiler. Our resources have a constant text instead.
  "runtime/closure/serializeClosure.js": ["./createClosure"],
  // Compares versions of other packages' resources and of ts-node's TypeScript.
  "runtime/rpc.js": ["semver"],
  "cmd/run/run.js": ["semver"],
  // Reads package.yaml, which pnpm accepts instead of package.json.
  "runtime/manifest.js": ["js-yaml"],
  // Used only by `pulumi --tracing`.
  "cmd/run/tracing.js": [
    "@opentelemetry/exporter-zipkin",
    "@opentelemetry/instrumentation",
    "@opentelemetry/instrumentation-grpc",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-base",
    "@opentelemetry/sdk-trace-node",
  ],
};

/** By SDK file and required module, the replacement. */
const REPLACED = {
  "cmd/run/index.js": {
    // Maps the SDK's stacks, after reading all its source maps, and a program's stacks wrongly: its loader informs Node itself.
    "source-map-support/register": () => ({}),
    // A debugger that lets errors name the file of a function that cannot be serialised. It slows down all promises.
    "../../runtime/closure/v8Hooks": () => ({ isInitializedAsync: () => Promise.resolve() }),
  },
  "cmd/dynamic-provider/index.js": {
    "source-map-support/register": () => ({}),
    // The engine's messages to a provider. They must be patched before the first request.
    "../../proto/provider_pb": (module) => require("./old-inputs").passOldInputs(module()),
  },
};

const ENTRY = /^(.+[\\/]@pulumi[\\/]pulumi)[\\/]cmd[\\/](run|dynamic-provider)(?:[\\/]index\.js)?$/;
const [, sdk, command] = ENTRY.exec(process.argv[1] ?? "") ?? [];
if (sdk !== undefined) putOff(sdk);
if (command === "dynamic-provider") require("./engine-end").whenEngineEnds();

function putOff(sdk) {
  // A language host older than its CLI does not learn of `typescript: false`; our commands do (commands/shared/lazy-sdk.ts).
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

/** Exports the module itself in place of its stand-in, as function serialisation recognises modules by identity. */
function handOn(exports, name, module, standIn) {
  const property = { enumerable: true, configurable: true };
  const set = (value) => {
    if (value !== standIn) Object.defineProperty(exports, name, { ...property, value, writable: true });
  };
  Object.defineProperty(exports, name, { ...property, get: module, set });
}

/** A stand-in for a module, compatible with TypeScript's `import`; loads it on first use of anything but `__esModule`. */
function lazy(load) {
  let loaded;
  const module = () => (loaded ??= load());
  const traps = Reflect.ownKeys(Reflect).filter((name) => typeof Reflect[name] === "function");
  const forward = (trap) => [trap, (_, ...args) => Reflect[trap](module(), ...args)];
  // A bound function can be called and constructed, as some modules can, and has no property that the proxy must report.
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
