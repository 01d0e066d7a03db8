import { visible } from "../../providers/visible";
import { code } from "../plan/markdown/escape";
import type { ColumnDifference } from "../plan/model";
import { closed, COLUMNS, LIST, listOf, textOf, VALUE } from "../plan/schema";
import { columnSides, shortly, sides } from "../plan/words";
import type { Drift, Drifted, Remedy } from "./drift";

const LONGEST_VALUE = 100;
const NONE = "(not set)";

const REMEDIES: Readonly<Record<Remedy, string>> = {
  fix: "`drift --fix` restores it",
  deploy: "its definition changed as well: a deployment corrects it",
  replace: "it cannot be changed back in place: a deployment deletes and recreates it, see `plan`",
  none: "its definition now agrees with it: a deployment records it",
};

/** For a terminal or a log; its last line is fixed. */
export function driftText(drift: Drift): string {
  const lines = drift.drifted.flatMap((one) => [
    `${one.what === "deleted" ? "  -" : "  ~"} ${one.what} by hand: ${one.type} ${visible(one.logicalId)}${nameOf(one)}${who(one)}`,
    ...[...one.fields.flatMap(fieldLines), REMEDIES[one.remedy]].map((line) => `      ${line}`),
  ]);
  const gaps = drift.notCompared.map((why) => `Not compared: files (${visible(why)})`);
  const parts = [lines, gaps, [driftLine(drift)]].filter((part) => part.length > 0);
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}

/** Always worded like this. */
function driftLine({ drifted, managed }: Drift): string {
  const count = (what: Drifted["what"]) => String(drifted.filter((one) => one.what === what).length);
  return `Drift: ${count("changed")} changed, ${count("deleted")} deleted, ${String(managed - drifted.length)} as they were`;
}

const nameOf = ({ name }: Drifted): string => (name === "" ? "" : ` (${visible(name)})`);

function who({ by, at }: Drifted): string {
  const parts = [...(by === undefined ? [] : [`by ${by}`]), ...(at === undefined ? [] : [`at ${at}`])];
  return parts.length > 0 ? visible(`, last modified ${parts.join(" ")}`) : "";
}

function fieldLines(field: Drifted["fields"][number]): string[] {
  const path = visible(field.path);
  if (field.columns) {
    return [`${path}:`, ...field.columns.map((column) => `  ${visible(column.name)}: ${columnText(column)}`)];
  }
  if (field.list) {
    return [
      `${path}:${field.list.reordered ? " in another order" : ""}`,
      ...field.list.removed.map((element) => `  - ${shortly(element, LONGEST_VALUE)}`),
      ...field.list.added.map((element) => `  + ${shortly(element, LONGEST_VALUE)}`),
    ];
  }
  return [`${path}: ${sides(field, LONGEST_VALUE, NONE).join(" -> ")}`];
}

function columnText(column: ColumnDifference): string {
  if (column.from === undefined && column.to === undefined) return "moved";
  return `${columnSides(column, NONE).join(" -> ")}${column.moved ? ", moved" : ""}`;
}

/** For an issue or a chat: untrusted text goes in code. */
export function driftMarkdown(drift: Drift, stack: string): string {
  const rows = drift.drifted.map((one) => {
    const fields = one.fields.flatMap(fieldLines).map(code).join("<br>");
    const cells = [
      one.what,
      `${code(one.type)} ${code(one.logicalId)}`,
      fields,
      code(one.by ?? ""),
      code(one.at ?? ""),
    ];
    return `| ${[...cells, REMEDIES[one.remedy]].join(" | ")} |`;
  });
  const table = [
    "| what | resource | from -> to | by | at | way out |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
  return [
    `### Drift of ${code(stack)}`,
    "",
    `**${driftLine(drift)}**`,
    "",
    ...(rows.length > 0 ? [...table, ""] : []),
    ...drift.notCompared.flatMap((why) => [`Not compared: files (${code(why)})`, ""]),
  ].join("\n");
}

/** As `drift --json` writes it; schemas/drift.schema.json is the same. */
export const driftReport = (drift: Drift, project: string, stack: string): object => ({
  version: 1,
  project,
  stack,
  line: driftLine(drift),
  drifted: drift.drifted.map(({ urn: _, ...one }) => one),
  notCompared: drift.notCompared,
});

/** Its JSON Schema. */
export const driftSchema = (): object => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Drift",
  description: "What `amorphic-cicd drift --json` writes. A reader must refuse a `version` that it does not know.",
  ...closed({
    version: { const: 1 },
    project: textOf("Name in Pulumi.yaml."),
    stack: textOf("Name of the stack, such as dev."),
    line: textOf("The summary line: `Drift: 1 changed, …`."),
    drifted: listOf(
      closed({
        type: textOf("Type in the catalog."),
        logicalId: textOf("Logical id in the definitions."),
        name: textOf("Natural key, such as `sales.orders`."),
        id: textOf("Amorphic's id."),
        what: { enum: ["changed", "deleted"] },
        fields: listOf(
          closed({
            path: textOf("Keys joined with dots."),
            "from?": VALUE,
            "to?": VALUE,
            "list?": LIST,
            "columns?": COLUMNS,
          }),
        ),
        "by?": textOf("Who last modified it, according to the platform."),
        "at?": textOf("When that was."),
        remedy: {
          enum: Object.keys(REMEDIES),
          description:
            "`fix`: drift --fix; `deploy`: a deployment; `replace`: a deployment, which deletes and recreates it; `none`: nothing to correct.",
        },
      }),
    ),
    notCompared: listOf(textOf("With --files: why some files could not be compared, as a sentence.")),
  }),
});
