/* eslint-disable @typescript-eslint/no-require-imports -- what an `import` gives cannot be assigned to */

/**
 * Skips work that Pulumi's SDK does for every resource with no visible effect. With each registration, it sends the engine
 * three debug messages in sequence, the last with all outputs. It formats a call stack for each promise, which only the
 * SDK's authors can print. And it watches each of the four promises behind an output in case it never settles, although
 * watching the promise of the registration is enough.
 */
const log = require("@pulumi/pulumi/log") as { debug: () => Promise<void> };
log.debug = () => Promise.resolve();

const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown>;
};
const { debuggablePromise } = debuggable;
/** How the SDK labels the promises behind outputs (`prepareResource`, `transferProperties`). */
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
