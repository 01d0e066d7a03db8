"use strict";

// The provider's text in every stack's state requires this module by its package name, so it must never move. It is plain
// JavaScript because Pulumi's dynamic-provider process is plain Node; everything behind it is TypeScript without a build.
require("./typescript");
module.exports = require("./engine/handler.ts").handlers;
