import { prepareOurs } from "./ours";
import type { Platform } from "./platform";
import type { Throttled } from "./results";

/** Calls per second, and enough definitions for half a minute at that rate. */
const ALLOWED = 20;
const SIZE = 200;

/** A deployment from nothing to a platform that accepts twenty calls a second and answers others with 429. */
export async function measureThrottled(
  platform: Platform,
  options: { readonly seed: number; readonly retryAfter: boolean },
): Promise<Throttled> {
  const subject = await prepareOurs({ size: SIZE, seed: options.seed, platform });
  try {
    await platform.reset({ rateLimit: ALLOWED, rateRetryAfter: options.retryAfter });
    const { code, seconds, stderr, stdout } = await subject.run("deploy");
    if (code !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
    const log = (await platform.calls()).filter(({ path }) => !path.startsWith("/_uploads/"));
    // On a busy machine there may be no 429.
    const [first] = log.filter(({ status }) => status === 429);
    const taken = log.filter(({ status }) => status !== 429);
    // Before the first 429 the token bucket was not empty, so more than the rate was accepted.
    const after = taken.filter(({ seq }) => seq > (first?.seq ?? 0));
    const span = Date.parse(after.at(-1)?.time ?? "") - Date.parse(first?.time ?? "");
    return {
      allowed: ALLOWED,
      retryAfter: options.retryAfter,
      seconds,
      ...(span > 0 && { rate: after.length / (span / 1_000) }),
      taken: taken.length,
      refused: log.length - taken.length,
      succeeded: code === 0,
    };
  } finally {
    subject.remove();
    await platform.reset();
  }
}
