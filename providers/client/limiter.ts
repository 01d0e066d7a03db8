/** p-limit is an ES module, which CommonJS reaches by `import()` on every Node we support. */
const load = async () => (await import("p-limit")).default;

type Limit = ReturnType<Awaited<ReturnType<typeof load>>>;

/** One for the whole process, so that all of its calls together spare the platform. */
let loading: Promise<Limit> | undefined;
let limit: Limit | undefined;

/** Runs the task as soon as fewer than `concurrency` others run. The newest number holds for all. */
export async function limited<T>(concurrency: number, task: () => Promise<T>): Promise<T> {
  limit ??= await (loading ??= load().then((pLimit) => pLimit(concurrency)));
  if (limit.concurrency !== concurrency) limit.concurrency = concurrency;
  return limit(task);
}

/** How many tasks wait for their turn. */
export const waiting = (): number => limit?.pendingCount ?? 0;
