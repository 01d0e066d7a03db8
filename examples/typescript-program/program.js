"use strict";

require("@amorphic-cicd/providers/lazy-sdk");
// Runs TypeScript as it stands, here and in that package. Another loader, such as tsx, does as well.
require("@amorphic-cicd/providers/typescript");
// The lines of stacks as Node knows them, not as Pulumi's SDK takes them to be.
Error.prepareStackTrace = undefined;
module.exports = require("./index.ts");
