"use strict";

// As the deployment project's program.js does.
require("../providers/typescript");

module.exports = require("./index.ts");
