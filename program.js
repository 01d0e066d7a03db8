"use strict";

// Before anything loads the rest of Pulumi's SDK, for `pulumi` by hand; our commands have it loaded still earlier.
require("@amorphic-cicd/providers/lazy-sdk");
require("@amorphic-cicd/providers/program");

module.exports = require("./index.ts");
