import { quote, visible } from "../../../providers/visible";
import { counted } from "../../shared/text";
import { VARIABLES_FILE } from "./files";
import type { Note } from "./object";

/** What is to be written; also the format of `--json`. */
export interface Writing {
  readonly definitions: readonly { file: string; type: string; logicalId: string; name: string }[];
  /** Scripts and libraries, relative to the project. */
  readonly files: readonly string[];
  readonly variables: readonly { name: string; logicalId: string; field: string }[];
  readonly notes: readonly Note[];
  /** Number of objects already defined or managed. */
  readonly defined: number;
  /** How many of these are only defined, so that `import --match` takes them over. */
  readonly notTakenOver: number;
}

const KINDS = {
  "left-out": "- left out",
  incomplete: "! incomplete",
  unclear: "? unclear",
} as const satisfies Record<Note["kind"], string>;

/** The report for a terminal or a log; its last line is fixed. */
export function writingText({ definitions, files, variables, notes, defined }: Writing): string {
  const count = (kind: Note["kind"]) => String(notes.filter((note) => note.kind === kind).length);
  const body = [
    ...definitions.map(
      ({ file, type, logicalId, name }) => `  + ${visible(file)}: ${type} ${visible(logicalId)}, ${quote(name)}`,
    ),
    ...files.map((file) => `  + ${visible(file)}`),
    ...variables.map(
      ({ name, logicalId, field }) => `  + ${VARIABLES_FILE}: ${name} for ${visible(field)} of ${visible(logicalId)}`,
    ),
    ...(["left-out", "incomplete", "unclear"] as const).flatMap((kind) =>
      blocks(
        notes.filter((note) => note.kind === kind),
        KINDS[kind],
      ),
    ),
  ];
  const last =
    `Write: ${counted(definitions.length, "definition")}, ${counted(files.length, "file")}, ` +
    `${counted(variables.length, "variable")}; ${String(defined)} already defined, ${count("left-out")} left out, ` +
    `${count("incomplete")} incomplete, ${count("unclear")} unclear`;
  return [...body, ...(body.length > 0 ? [""] : []), last, ""].join("\n");
}

/** Each reason once: one that holds for a whole type would repeat a thousand times. */
function blocks(notes: readonly Note[], mark: string): string[] {
  const byReason = new Map<string, string[]>();
  for (const { type, name, reason } of notes) {
    const subject = name === undefined ? `all of type ${type}` : `${type} ${quote(name)}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), subject]);
  }
  return [...byReason].flatMap(([reason, subjects]) => [
    `  ${mark}: ${subjects.join(", ")}`,
    `      ${visible(reason)}`,
  ]);
}
