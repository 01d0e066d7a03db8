"use strict";

// Runs index.ts and providers/ as they stand, through tsx: no build, no stale bundle, and twice as fast as the type-checking
// ts-node that Pulumi would use. In a file of its own, since not every language host honours `nodeargs`.
require("tsx/cjs");
module.exports = require("./index.ts");
