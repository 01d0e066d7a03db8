/** Enough for the keys of a project, and little enough for a file of nothing but keys. */
const MOST_ANSWERS = 10_000;

/** A question about keys that remembers its answers, as a project has many values and few keys. */
export function remembered(ask: (key: string) => boolean): (key: string) => boolean {
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
