/** A line of a requirements file that names one version; only such a line can be looked up. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  readonly line: number;
}

/** Any other line: what it is, without values, which may hold a password. */
export interface Unpinned {
  readonly what: string;
  readonly line: number;
}

export interface Requirements {
  readonly pins: readonly Pin[];
  readonly unpinned: readonly Unpinned[];
}

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const PIN = new RegExp(`^(${NAME})\\s*(?:\\[[^\\]]*\\])?\\s*===?\\s*([A-Za-z0-9.!+_-]+)\\s*(?:;.*|--hash.*)?$`);
const NAMED = new RegExp(`^(${NAME})`);
/** Options that name no package. */
const HARMLESS =
  /^(?:-i|-f|--(?:index-url|extra-index-url|no-index|find-links|hash|only-binary|no-binary|prefer-binary|require-hashes|pre|trusted-host|use-feature))\b/;

/** Reads pip's format: comments, continued lines, hashes, markers, options. */
export function readRequirements(text: string): Requirements {
  const pins: Pin[] = [];
  const unpinned: Unpinned[] = [];
  for (const { content, line } of logicalLines(text)) {
    const [, name, version] = PIN.exec(content) ?? [];
    if (name !== undefined && version !== undefined) pins.push({ name, version, line });
    else if (!HARMLESS.test(content)) unpinned.push({ what: whatIs(content), line });
  }
  return { pins, unpinned };
}

/**
 * Splits pins into lists that each have a package once; its further versions, by environment markers, go into further lists.
 * Returns at least one list; of a repeated version, the first line counts.
 */
export function withoutRepetition(pins: readonly Pin[]): ReadonlyMap<string, Pin>[] {
  const lists = [new Map<string, Pin>()];
  for (const pin of pins) {
    const name = canonical(pin.name);
    if (lists.some((list) => list.get(name)?.version === pin.version)) continue;
    const free = lists.find((list) => !list.has(name));
    if (free) free.set(name, pin);
    else lists.push(new Map([[name, pin]]));
  }
  return lists;
}

/** PEP 503. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function whatIs(content: string): string {
  if (content.includes("://")) return "a package from a URL";
  if (/^(?:-r|-c|--requirement|--constraint)\b/.test(content)) return "a reference to another file";
  if (content.startsWith("-") || /^\.{0,2}\//.test(content)) return "an option or a local package";
  return NAMED.exec(content)?.[1] ?? "a line that is not a requirement";
}

function* logicalLines(text: string): Iterable<{ content: string; line: number }> {
  let open: { content: string; line: number } | undefined;
  for (const [index, raw] of text.split(/\r\n|[\r\n]/).entries()) {
    const isContinued = /\\\s*$/.test(raw);
    const part = raw.replace(/(^|\s)#.*$/, "").replace(/\\\s*$/, "");
    open = open ? { ...open, content: `${open.content} ${part}` } : { content: part, line: index + 1 };
    if (isContinued) continue;
    if (open.content.trim() !== "") yield { ...open, content: open.content.trim() };
    open = undefined;
  }
  if (open && open.content.trim() !== "") yield { ...open, content: open.content.trim() };
}
