import { UserError } from "../../providers/errors";

type Results<T extends readonly (() => unknown)[]> = { -readonly [P in keyof T]: Awaited<ReturnType<T[P]>> };

/** Does all of it even if some fails. @throws UserError with all failures */
export async function together<T extends readonly (() => unknown)[] | []>(work: T): Promise<Results<T>> {
  const results = await Promise.allSettled(work.map(async (each) => await each()));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const said = failures.map((failure) => {
    if (failure instanceof UserError) return failure.message;
    throw failure as Error;
  });
  if (said.length > 0) throw new UserError(said.join("\n"));
  return results.map((result) => (result.status === "fulfilled" ? result.value : undefined)) as Results<T>;
}
