"use strict";

// A killed `pulumi` leaves its provider processes behind: they would keep writing to Amorphic during the next run, or wait
// forever for a first request. The engine holds the other end of a provider's standard input (`execPlugin` in Pulumi's
// plugin.go), so the end of that input is the end of the engine, at once and however it came. It is plain JavaScript without
// packages, since lazy-sdk.js loads it before everything else.

const { fstatSync } = require("node:fs");

/** Time to write the last responses to the journal. */
const JOURNAL_GRACE_MS = 10_000;

const PROVIDER = /[\\/]cmd[\\/]dynamic-provider(?:[\\/]index\.js)?$/;

let watching = false;
const tasks = [];

/**
 * Ends this process when the engine has ended, if it is a provider's.
 * @param task what must be completed first
 */
function whenEngineEnds(task) {
  if (task) tasks.push(task);
  if (watching || !PROVIDER.test(process.argv[1] ?? "") || !hasPipe()) return;
  watching = true;
  process.stdin.once("close", () => void end()).on("error", () => undefined);
  process.stdin.resume().unref();
}

/** A provider started by hand for a debugger may have a terminal instead, or nothing. */
function hasPipe() {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}

async function end() {
  if (tasks.length === 0) process.exit(1);
  await Promise.all(tasks.map((task) => task()));
  setTimeout(() => process.exit(1), JOURNAL_GRACE_MS);
}

module.exports = { whenEngineEnds };
