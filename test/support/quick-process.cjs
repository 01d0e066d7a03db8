"use strict";

// Loaded before the dynamic-provider process under test. Pauses before a repeated call are a random part of a growing
// time; here that part is nothing, so that exhausting all attempts takes no time.
Math.random = () => 0;

// An orderly end, or coverage of the process would not be written.
process.on("SIGTERM", () => process.exit(0));
