"use strict";

require("@amorphic-cicd/providers/lazy-sdk");
require("tsx/cjs");
// The lines of stacks as tsx knows them, not as Pulumi's SDK takes them to be.
Error.prepareStackTrace = undefined;
module.exports = require("./index.ts");
