"use strict";

require("tsx/cjs");
module.exports = require("./index.ts");
