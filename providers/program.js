"use strict";

// A Pulumi program in TypeScript requires this first. It is plain JavaScript; it runs TypeScript without a build and reports
// failures with the right lines and without delay. It is required by the file that Pulumi.yaml names as `main`, since not
// every language host honours `nodeargs`.

const { inspect } = require("node:util");

require("./typescript");

// Pulumi's SDK maps stack lines by the files on disk, which is wrong for code that was compiled from them. Node maps them
// correctly.
Error.prepareStackTrace = undefined;

// Pulumi colours the stack of a failed program, and Node 20.20 then spends half a minute on each line such as
// node_modules/@pulumi/resource.ts, which Pulumi's source maps produce (a loop in markNodeModules of util.inspect).
const { main } = require;
if (/[\\/]cmd[\\/]run[\\/]index\.js$/.test(main?.filename ?? "")) {
  main.require("./error").defaultErrorMessage = (error) => error?.stack ?? inspect(error);
}
