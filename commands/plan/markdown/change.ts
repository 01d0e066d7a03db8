import type { Change, ColumnDifference, Difference } from "../model";
import { columnSides, followed, lossText, shortly, sides, SIGNS, why } from "../words";
import { code } from "./escape";
import type { Section } from "./fit";

const LONGEST_VALUE = 200;

const NONE = "(not set)";

const NO_LONGER_MANAGED = "no longer managed; Amorphic keeps it";

/** One change as a heading, key facts, and tables of its fields; the short form omits the tables. */
export function changeSection(change: Change): Section {
  const { operation, type, logicalId, name, fields, replaceReasons, pendingSteps, lost } = change;
  const called = name === "" || name === logicalId ? "" : ` (${code(name)})`;
  const facts = [
    ...(change.blocked
      ? [`**Blocked**: ${code(type)} is protected, and ${code(change.allowedAs)} is not in ${code("amorphic:allow")}.`]
      : []),
    ...(lost ? [`**Lost with it**: ${code(lossText(lost))}`] : []),
    ...replaceReasons.map((reason) => {
      const above = reason.follows ? `follows ${reason.follows.map(code).join(" and ")}, which is replaced, and ` : "";
      return `${code(reason.field)} ${above}cannot be changed in place: ${code(why(reason))}`;
    }),
    ...followed(change).map((other) => `Follows ${code(other)}, which the same run creates or replaces.`),
    ...(change.takesOver === undefined ? [] : [`Exists already, and is taken over: id ${code(change.takesOver)}.`]),
    ...(change.nameTaken === undefined ? [] : [`The name is taken by another object: id ${code(change.nameTaken)}.`]),
    ...(change.goneFromPlatform ? ["Somebody deleted it on the platform."] : []),
    ...(change.isDeleted ? ["An earlier run deleted it, and failed to recreate it."] : []),
    ...pendingSteps.map((step) => `${code(step)} is still pending from an earlier run.`),
  ];
  const heading = [
    `**${SIGNS[operation]} ${operation}** ${code(type)} ${code(logicalId)}${called}`,
    ...(facts.length > 0 ? [facts.map((fact) => `- ${fact}`).join("\n")] : []),
  ];
  const tables = [
    ...(operation === "create"
      ? table(
          ["field", "value"],
          fields.map(({ path, to = null }) => [code(path), code(shortly(to, LONGEST_VALUE))]),
        )
      : table(["field", "now", "wanted"], fields.filter(({ columns }) => !columns).map(fieldRow))),
    ...fields.flatMap(({ path, columns }) =>
      columns ? table([`column of ${code(path)}`, "now", "wanted"], columns.map(columnRow)) : [],
    ),
  ];
  return { whole: [...heading, ...tables].join("\n\n"), short: heading.join("\n\n") };
}

function fieldRow(field: Difference): string[] {
  const { path, from, kept, origin, list } = field;
  const label = code(path) + (origin === "platform" ? " changed on the platform" : "");
  if (kept && from !== undefined) return [label, code(shortly(from, LONGEST_VALUE)), NO_LONGER_MANAGED];
  if (!list) return [label, ...sides(field, LONGEST_VALUE, NONE).map(code)];
  const signed = (sign: string, elements: readonly Parameters<typeof shortly>[0][]) =>
    elements.map((element) => `${sign} ${code(shortly(element, LONGEST_VALUE))}`).join(", ");
  return [
    label,
    signed("−", list.removed),
    [signed("+", list.added), list.reordered ? "in another order" : ""].filter(Boolean).join(", "),
  ];
}

function columnRow(difference: ColumnDifference): string[] {
  const { name, from, to, moved } = difference;
  if (from === undefined && to === undefined) return [code(name), "", "moved"];
  const [before, after] = columnSides(difference, NONE).map(code) as [string, string];
  return [code(name), before, moved ? `${after}, moved` : after];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")];
}
