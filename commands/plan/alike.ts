/** The client's message for a failed call; `why` follows its subject; see providers/client/failure.ts. */
const FAILED = /^.+?: [A-Z]+ \S+ (?:was refused|failed|got no answer): (?<why>.+)$/s;
/** The same for a call not even tried, as another had failed; see providers/client/gate.ts. */
const UNSENT = /^.+?: nothing was sent\. (?<why>.+)$/s;

/** A sentence that is true of a deployment but not of a plan. */
const GOES_ON = / The next run continues where this one stopped\./;

/**
 * What went wrong while planning, each reason once: a rejected token fails a call for every type. Which call fails first is
 * chance, so the first by name is reported.
 */
export function onceEach(messages: readonly string[]): string[] {
  const said = messages.map((message) => message.replace(/^Preview failed: /, "").replace(GOES_ON, ""));
  const known = [...new Set(said.flatMap((message) => whyBy(FAILED, message) ?? []))];
  const groups = new Map<string, string[]>();
  for (const message of [...new Set(said)]) {
    const why = whyBy(UNSENT, message) ?? whyBy(FAILED, message) ?? message;
    const key = known.find((other) => other.endsWith(why)) ?? why;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()].map((all) => {
    const [first = ""] = [...all.filter((message) => FAILED.test(message)).sort(), ...all.sort()];
    return all.length === 1 ? first : `${first} The same is true of ${others(all.length - 1)}.`;
  });
}

const whyBy = (pattern: RegExp, message: string): string | undefined => pattern.exec(message)?.groups?.["why"];

const others = (count: number): string => (count === 1 ? "one other call" : `${String(count)} other calls`);
