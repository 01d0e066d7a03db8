"use strict";

require("@amorphic-cicd/providers/lazy-sdk");
require("tsx/cjs");
module.exports = require("./index.ts");
