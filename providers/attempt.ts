/** Does the work now; the returned function gives its result or throws its error, which may never matter. */
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
