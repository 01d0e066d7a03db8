"use strict";

// The text in every stack's state requires this module by its package name, for ever. It is plain JavaScript because
// Pulumi's dynamic-provider process is plain Node; everything behind it is TypeScript as it stands.
require("./typescript");
module.exports = require("./engine/handler.ts").handlers;
