"use strict";

// What a Pulumi program in TypeScript requires first, in plain JavaScript: runs TypeScript as it stands, and has failures told
// with the right lines and without delay. In a file that Pulumi.yaml names as `main`, since not every language host honours
// `nodeargs`.

const { inspect } = require("node:util");

require("./typescript");

// Pulumi's SDK maps the lines of stacks by the files as they lie there, and so wrongly where the code was made of them. Node does
// it right.
Error.prepareStackTrace = undefined;

// Pulumi colours the stack of a failed program, and Node 20.20 then spends half a minute on each line such as
// node_modules/@pulumi/resource.ts, as Pulumi's source maps make them (a loop in markNodeModules of util.inspect).
const { main } = require;
if (/[\\/]cmd[\\/]run[\\/]index\.js$/.test(main?.filename ?? "")) {
  main.require("./error").defaultErrorMessage = (error) => error?.stack ?? inspect(error);
}
