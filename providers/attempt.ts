/** Does it now, and tells what came of it when asked: a failure too, which may never matter. */
export function attempt<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
