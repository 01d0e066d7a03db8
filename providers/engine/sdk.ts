/* eslint-disable @typescript-eslint/no-require-imports -- what an `import` gives cannot be assigned to */

/**
 * Saves what Pulumi's SDK does for every resource and nobody sees: with each registration it sends the engine three
 * messages for debugging, one after another, the last with all outputs in it; it formats a call stack for each promise,
 * which only its own authors can have printed; and it watches, for those that never end, each of the four promises that an
 * output is made of, where that of the registration itself tells as much.
 */
const log = require("@pulumi/pulumi/log") as { debug: () => Promise<void> };
log.debug = () => Promise.resolve();

const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
};
const { debuggablePromise } = debuggable;
/** How it names the parts of outputs (`prepareResource`, `transferProperties`). */
const IS_OF_A_RESOURCE = /^(transfer|resolve)\w+\(/;
debuggable.debuggablePromise = (promise, context) => {
  if (IS_OF_A_RESOURCE.test(String(context))) return promise;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
