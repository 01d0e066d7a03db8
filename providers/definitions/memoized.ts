/** Enough for the keys of a project, and few enough to limit memory for a file of nothing but keys. */
const MOST_ANSWERS = 10_000;

/** Caches the answers of a predicate on keys, as a project has many values but few distinct keys. */
export function memoized(ask: (key: string) => boolean): (key: string) => boolean {
  const answers = new Map<string, boolean>();
  return (key) => {
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = ask(key);
      if (answers.size < MOST_ANSWERS) answers.set(key, answer);
    }
    return answer;
  };
}
