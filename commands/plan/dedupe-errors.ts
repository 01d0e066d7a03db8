import { readFailure, withoutGoesOn } from "../../providers/client/failure-text";

/**
 * What went wrong while planning, each reason once: a rejected token fails a call for every type. Which call fails first is
 * chance, so the first by name is reported.
 */
export function onceEach(messages: readonly string[]): string[] {
  const said = [...new Set(messages.map((message) => withoutGoesOn(message.replace(/^Preview failed: /, ""))))];
  const errors = said.map((message) => ({ message, ...readFailure(message) }));
  const known = errors.flatMap(({ tried, why }) => (tried ? (why ?? []) : []));
  const groups = new Map<string, typeof errors>();
  for (const error of errors) {
    const why = error.why ?? error.message;
    // The advice for a failed call, at the end of its message, is all that is said of calls not tried after it.
    const key = known.find((other) => other.endsWith(why)) ?? why;
    groups.set(key, [...(groups.get(key) ?? []), error]);
  }
  return [...groups.values()].map((all) => {
    const tried = all.filter((error) => error.tried);
    const [first = ""] = (tried.length > 0 ? tried : all).map(({ message }) => message).sort();
    return all.length === 1 ? first : `${first} The same is true of ${others(all.length - 1)}.`;
  });
}

const others = (count: number): string => (count === 1 ? "one other call" : `${String(count)} other calls`);
