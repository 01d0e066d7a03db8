"use strict";

// Before anything loads the rest of Pulumi's SDK, for `pulumi` by hand; our commands have it loaded still earlier.
require("@amorphic-cicd/providers/lazy-sdk");

// Runs index.ts and providers/ as they stand, through tsx: no build, no stale bundle, and twice as fast as the type-checking
// ts-node that Pulumi would use. In a file of its own, since not every language host honours `nodeargs`.
require("tsx/cjs");

// Pulumi's SDK maps the lines of stacks by the files as they lie there, and so wrongly where tsx has made the code. Node does it
// right. (The SDK's paths would also keep Node 20.20 busy for half a minute while it colours them.)
Error.prepareStackTrace = undefined;

module.exports = require("./index.ts");
