"use strict";

require("../providers/program");

module.exports = require("./index.ts");
