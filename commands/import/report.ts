import type { ResourceType } from "../../providers/catalog/type";
import { naturalKey, type Properties } from "../../providers/lifecycle/inputs";
import { referenceOf } from "../../providers/lifecycle/secrets/secret";
import { isUnknown } from "../../providers/lifecycle/values";
import { quote, visible } from "../../providers/visible";
import { difference } from "../plan/difference";
import { redactorFor } from "../plan/redact";
import { mapTexts, type Json } from "../plan/display-value";
import { sides } from "../plan/words";
import { differencesOf, secretsOf, uploadsOf } from "./difference";
import type { Finding, Item } from "./match";

/** The result for one definition; also the format of `--json`. */
export interface Line {
  readonly logicalId: string;
  readonly type: string;
  /** The natural key, its parts joined with dots; absent if not known. */
  readonly name?: string;
  readonly status: Finding["kind"];
  /** Amorphic's id, if found. */
  readonly id?: string;
  readonly differences: readonly Difference[];
  /** Files that the first deployment uploads, as those on the platform are unknown. */
  readonly uploads: readonly string[];
  /** Secrets that cannot be compared. */
  readonly secrets: readonly Secret[];
  /** Why it is unclear, and the way out. */
  readonly reason?: string;
}

/** A difference as it may be displayed; values as in `plan --json`. */
interface Difference {
  /** Dotted path. */
  readonly field: string;
  readonly live?: Json;
  readonly wanted?: Json;
  /** Cannot be changed in place, so a deployment would delete the object and create another. */
  readonly replaces: boolean;
}

interface Secret {
  readonly field: string;
  readonly source: string;
  /** Whether its value is available, so that later changes of it show. */
  readonly recorded: boolean;
}

/** @param environment holds the definitions' variables; secrets among them are redacted */
export function linesOf(items: readonly Item[], environment: NodeJS.ProcessEnv): Line[] {
  const redact = redactorFor(
    items.map(({ wanted }) => wanted),
    environment,
  );
  return items.map((item) => lineOf(item, redact));
}

function lineOf({ logicalId, type, wanted, finding }: Item, redact: (text: string) => string): Line {
  const { kind } = finding;
  const found = wanted && kind === "found";
  const secrets = found ? secretsOf(type, wanted) : [];
  return {
    logicalId,
    type: type.name,
    ...(wanted && kind !== "managed" && { name: redact(naturalKey(type, wanted).map(plain).join(".")) }),
    status: kind,
    ...(kind === "found" && { id: finding.id }),
    differences: found ? mapTexts(differencesFor(type, finding.outputs, wanted), redact) : [],
    uploads: found ? uploadsOf(finding.outputs, wanted) : [],
    secrets: secrets.map(({ field, secret }) => ({
      field,
      source: referenceOf(secret).name,
      recorded: secret.fingerprint !== undefined,
    })),
    ...(kind === "unclear" && { reason: redact(finding.reason) }),
  };
}

const plain = (part: string): string => (isUnknown(part) ? "(known after the run)" : part);

const differencesFor = (type: ResourceType, live: Properties, wanted: Properties): Difference[] =>
  differencesOf(type, live, wanted).map(({ replaces, ...pair }) => {
    const more = { origin: "definition", follows: [], objects: [live, wanted] } as const;
    const { path, from, to } = difference(type, pair, more);
    return {
      field: path,
      ...(from !== undefined && { live: from }),
      ...(to !== undefined && { wanted: to }),
      replaces,
    };
  });

const LONGEST_VALUE = 100;

/** The report for a terminal or a log; its last line is fixed. Resources already managed are only counted. */
export function reportText(lines: readonly Line[]): string {
  const shown = [...lines.filter(({ status }) => status === "found"), ...lines.filter(isAbsent)].flatMap(block);
  const body = [...shown, ...unclearBlocks(lines)];
  return [...body, ...(body.length > 0 ? [""] : []), countLine(lines), ""].join("\n");
}

function countLine(lines: readonly Line[]): string {
  const count = (is: (line: Line) => boolean) => String(lines.filter(is).length);
  const status = (wanted: Line["status"]) => count((line) => line.status === wanted);
  const replaced = count(isReplaced);
  const updated = count((line) => differs(line) && !isReplaced(line));
  return (
    `Import: ${status("found")} to import (then ${updated} to update, ${replaced} to replace), ` +
    `${status("absent")} not found, ${status("unclear")} unclear, ${status("managed")} already managed`
  );
}

const isReplaced = ({ differences }: Line): boolean => differences.some(({ replaces }) => replaces);

const differs = ({ differences, uploads }: Line): boolean => differences.length + uploads.length > 0;

const isAbsent = ({ status }: Line): boolean => status === "absent";

function block(line: Line): string[] {
  const { logicalId, type, name = "", status, id, differences, uploads, secrets } = line;
  const subject = `${type} ${visible(logicalId)}, ${quote(name)}`;
  if (status === "absent") return [`  + not found, would be created: ${subject}`];
  return [
    `  ${differs(line) ? "~" : "="} import ${subject}, id ${quote(id ?? "")}`,
    ...differences.map(differenceLine),
    ...uploads.map((path) => `      ${visible(path)}: will be uploaded, as the existing file cannot be read back`),
    ...secrets.map(secretLine),
  ];
}

function differenceLine({ field, live, wanted, replaces }: Difference): string {
  const isSet = (value: Json | undefined): value is Json => value !== undefined && value !== null;
  const both = { ...(isSet(live) && { from: live }), ...(isSet(wanted) && { to: wanted }) };
  const [from, to] = sides(both, LONGEST_VALUE, "(not set)");
  const why = replaces ? "; cannot be changed in place: a deployment would delete the object and create another" : "";
  return `      ${visible(field)}: ${from} -> ${to}${why}`;
}

function secretLine({ field, source, recorded }: Secret): string {
  const why = recorded
    ? ""
    : `, and ${visible(source)} is not available here: the first plan that has it will show an update, rotated or not; set it first`;
  return `      ${visible(field)}: secret not compared${why}`;
}

/** Each reason once: one that holds for a whole type would repeat a thousand times. */
function unclearBlocks(lines: readonly Line[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { status, reason = "", type, logicalId } of lines) {
    if (status !== "unclear") continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), `${type} ${visible(logicalId)}`]);
  }
  return [...byReason].flatMap(([reason, names]) => [`  ? unclear: ${names.join(", ")}`, `      ${visible(reason)}`]);
}
