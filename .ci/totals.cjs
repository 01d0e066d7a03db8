"use strict";

const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

/** Mocha's usual output, and at the end the totals in the file that MOCHA_TOTALS names, for .ci/run. */
module.exports = class Totals extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      writeFileSync(process.env.MOCHA_TOTALS, `${passes} ${failures}\n`);
    });
  }
};
