/* eslint-disable @typescript-eslint/no-require-imports -- what an `import` gives cannot be assigned to */

/**
 * Saves what Pulumi's SDK does for every resource and nobody sees: with each registration it sends the engine three
 * messages for debugging, one after another, the last with all outputs in it, and it formats a call stack for each promise,
 * which only its own authors can have printed.
 */
const log = require("@pulumi/pulumi/log") as { debug: () => Promise<void> };
log.debug = () => Promise.resolve();

const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
};
const { debuggablePromise } = debuggable;
debuggable.debuggablePromise = (promise, context) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
