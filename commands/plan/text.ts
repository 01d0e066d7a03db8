import { visible } from "../../providers/visible";
import { planLine, type Change, type ColumnDifference, type Difference, type Plan } from "./model";
import { columnSides, lossText, reasonText, shortly, sides, SIGNS, why } from "./words";

const LONGEST_VALUE = 100;

const NONE = "(not set)";

const NO_LONGER_MANAGED = "no longer managed; Amorphic keeps";

/**
 * The plan for a terminal or a log; it ends with `planLine`.
 * @param stackFile the file in which `amorphic:allow` lifts a block
 */
export function planText(plan: Plan, stackFile: string): string {
  const notes = [
    ...plan.notCompared.map(({ what, why }) => `Not compared: ${visible(what)} (${visible(why)})`),
    ...(plan.allow === undefined
      ? []
      : [`To allow the blocked changes, ${stackFile} must say: ${visible(plan.allow)}`]),
    ...plan.refused.map(({ message }) => `A deployment would be refused: ${visible(message)}`),
  ];
  const parts = [plan.changes.flatMap(changeLines), notes, [planLine(plan)]].filter((part) => part.length > 0);
  return `${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}

function changeLines(change: Change): string[] {
  const { operation, type, logicalId, replaceReasons, fields, lost } = change;
  const because = reasonText(replaceReasons);
  return [
    `${SIGNS[operation].padStart(3)} ${operation} ${visible(type)} ${visible(logicalId)}${because === "" ? "" : ` because ${visible(because)}`}`,
    ...indented(6, [
      ...(change.takesOver === undefined ? [] : [`exists already, and is taken over: id ${visible(change.takesOver)}`]),
      ...(change.nameTaken === undefined
        ? []
        : [`the name is taken by another object: id ${visible(change.nameTaken)}`]),
      ...(change.goneFromPlatform ? ["somebody deleted it on the platform"] : []),
      ...(change.isDeleted ? ["an earlier run deleted it, and failed to recreate it"] : []),
      ...(operation === "create" ? [] : fields.flatMap(fieldLines)),
      ...replaceReasons.map((reason) => `${visible(reason.field)} is fixed: ${why(reason)}`),
      ...change.pendingSteps.map((step) => `${visible(step)}: still pending from an earlier run`),
      ...(lost ? [`lost: ${visible(`${change.name}, ${lossText(lost)}`)}`] : []),
      ...(change.blocked
        ? [
            `blocked: ${type} is protected; add ${visible(JSON.stringify(change.allowedAs))} to amorphic:allow to allow this`,
          ]
        : []),
    ]),
  ];
}

function fieldLines(field: Difference): string[] {
  const { path, from, kept, origin, follows, list, columns } = field;
  if (kept && from !== undefined) return [`${visible(path)}: ${NO_LONGER_MANAGED} ${shortly(from, LONGEST_VALUE)}`];
  const remarks = [
    ...(origin === "platform" ? ["changed on the platform"] : []),
    ...follows.map((other) => `follows ${visible(other)}`),
  ];
  const remark = remarks.length > 0 ? ` (${remarks.join("; ")})` : "";
  if (columns) return [`${visible(path)}:${remark}`, ...indented(2, columns.map(columnLine))];
  if (list) {
    const order = list.reordered ? ["  in another order"] : [];
    return [
      `${visible(path)}:${remark}`,
      ...list.removed.map((element) => `  - ${shortly(element, LONGEST_VALUE)}`),
      ...list.added.map((element) => `  + ${shortly(element, LONGEST_VALUE)}`),
      ...order,
    ];
  }
  const [before, after] = sides(field, LONGEST_VALUE, NONE);
  return [`${visible(path)}: ${before === "" ? "" : `${before} -> `}${after}${remark}`];
}

function columnLine(difference: ColumnDifference): string {
  const { from, to, moved } = difference;
  const [name, [before, after]] = [visible(difference.name), columnSides(difference, NONE)];
  if (from === undefined && to === undefined) return `  ${name}: moved`;
  if (from === undefined) return `+ ${name}: ${after}`;
  if (to === undefined) return `- ${name}: ${before}`;
  return `~ ${name}: ${before} -> ${after}${moved ? ", moved" : ""}`;
}

const indented = (by: number, lines: readonly string[]): string[] => lines.map((line) => " ".repeat(by) + line);
