"use strict";

// Runs the TypeScript as it stands, as the deployment project's program.js does.
require("tsx/cjs");

module.exports = require("./index.ts");
