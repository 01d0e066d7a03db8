"use strict";

// Half the time of a start, which Pulumi's SDK takes for what programs seldom use.
require("@amorphic-cicd/providers/lazy-sdk");
// Runs TypeScript, here and in that package, as it stands. Another loader, such as tsx, does as well.
require("@amorphic-cicd/providers/program");

module.exports = require("./index.ts");
