"use strict";

const { inspect } = require("node:util");

// Before anything loads the rest of Pulumi's SDK, for `pulumi` by hand; our commands have it loaded still earlier.
require("@amorphic-cicd/providers/lazy-sdk");

// Runs index.ts and providers/ as they stand, and faster than the type-checking ts-node that Pulumi would use. In a file of its
// own, since not every language host honours `nodeargs`.
require("@amorphic-cicd/providers/typescript");

// Pulumi's SDK maps the lines of stacks by the files as they lie there, and so wrongly where the code was made of them. Node does
// it right.
Error.prepareStackTrace = undefined;

// Pulumi colours the stack of a failed program, and Node 20.20 then spends half a minute on each line such as
// node_modules/@pulumi/resource.ts, as Pulumi's source maps make them (a loop in markNodeModules of util.inspect).
require("@pulumi/pulumi/cmd/run/error").defaultErrorMessage = (error) => error?.stack ?? inspect(error);

module.exports = require("./index.ts");
