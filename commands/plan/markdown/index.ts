import { destroys, planLine, type Operation, type Plan } from "../model";
import { problemLine } from "../problem";
import { cut } from "../cut";
import { changeSection } from "./change";
import { block, code } from "./escape";
import { graph } from "./graph";

/** What a host makes of Markdown. */
export interface Dialect {
  /** Bytes that a comment may have. Hosts count characters; that is never more. */
  readonly limit: number;
  /** Whether `<details>` and HTML comments are understood. */
  readonly html: boolean;
  /** Whether Mermaid is drawn. */
  readonly mermaid: boolean;
}

/** Limits: the hosts' own documents and answers, see docs/plans.md. */
export const dialects = {
  github: { limit: 65_536, html: true, mermaid: true },
  gitlab: { limit: 1_000_000, html: true, mermaid: true },
  bitbucket: { limit: 32_768, html: false, mermaid: false },
  codecommit: { limit: 10_240, html: false, mermaid: false },
} as const satisfies Record<string, Dialect>;

export interface Subject {
  readonly project: string;
  readonly stack: string;
  /** Where the whole report is, if the Markdown has to be cut. */
  readonly url?: string;
}

/** What destroys comes first, as what is cut is cut at the end. */
const URGENCY: readonly Operation[] = ["delete", "replace", "update", "create"];

/** Of each list in the summary; the changes below it tell the rest. */
const MOST_NAMED = 20;

const LONGEST_ALLOW = 1_000;

const LONGEST_PROBLEM = 1_000;

/** The plan for a pull request. Its first line is hidden, and tells whose it is. */
export function planMarkdown(plan: Plan, subject: Subject, dialect: Dialect): string {
  const order = (operation: Operation) => URGENCY.indexOf(operation);
  const changes = [...plan.changes].sort((a, b) => order(a.operation) - order(b.operation));
  const drawing = dialect.mermaid ? graph(changes) : undefined;
  const head = [marker(subject, dialect), ...summary(plan, subject, dialect.limit)];
  return assemble(head, changes.map(changeSection), drawing, subject, dialect);
}

/** How a comment is known again: one for each stack of each project. */
export function marker({ project, stack }: Subject, { html }: Pick<Dialect, "html">): string {
  const name = `amorphic-cicd plan of ${[project, stack].map((part) => part.replace(/[^\w.-]/g, "_")).join("/")}`;
  return html ? `<!-- ${name} -->` : `[//]: # (${name})`;
}

function summary(plan: Plan, { stack }: Subject, limit: number): string[] {
  const { errors, warnings, notCompared, changes } = plan;
  const failed = errors.length > 0;
  const lost = changes.filter((change) => destroys(change) && change.lost);
  return [
    `### ${failed ? "The plan failed" : "Plan"} for ${code(stack)}`,
    ...(failed ? [problems(errors, limit / 2)] : [`**${planLine(plan)}**`]),
    ...blocked(plan, stack),
    ...(lost.length > 0 ? [`**Data goes with:** ${few(lost.map(({ name }) => code(name))).join(", ")}`] : []),
    ...(notCompared.length > 0
      ? [
          few(
            notCompared.map(({ what, why }) => `- Not compared: ${code(what)} (${code(why)})`),
            "- ",
          ).join("\n"),
        ]
      : []),
    ...(warnings.length > 0 ? ["Warnings:", problems(warnings, limit / 8)] : []),
  ];
}

function blocked({ changes, allow }: Plan, stack: string): string[] {
  const count = changes.filter((change) => change.blocked).length;
  if (count === 0 || allow === undefined) return [];
  const file = code(`Pulumi.${stack}.yaml`);
  return [
    `**${String(count)} blocked.** If the data may be lost, write this in ${file}; otherwise take the change back.`,
    block([
      allow.length > LONGEST_ALLOW ? "amorphic:allow: the names below, as the text of the plan lists them" : allow,
    ]),
  ];
}

function few(items: readonly string[], bullet = ""): string[] {
  const more = items.length - MOST_NAMED;
  return [...items.slice(0, MOST_NAMED), ...(more > 0 ? [`${bullet}and ${String(more)} more`] : [])];
}

/** As many as fit into so many bytes, and how many do not. */
function problems(all: Plan["errors"], room: number): string {
  const texts = all.map((each) => cut(problemLine(each), LONGEST_PROBLEM));
  let left = room;
  const kept = texts.filter((text) => (left -= Buffer.byteLength(block([text]))) >= 0);
  const more = texts.length - kept.length;
  return block([
    ...kept.flatMap((text) => text.split("\n")),
    ...(more > 0 ? [`and ${String(more)} more, in the build's log`] : []),
  ]);
}

/** As many sections as fit, whole, and a word on those that do not. */
function assemble(
  head: readonly string[],
  sections: readonly string[],
  drawing: string | undefined,
  { url }: Subject,
  { limit, html }: Dialect,
): string {
  const open = html ? ["<details open><summary>Changes</summary>"] : [];
  const close = html ? ["</details>"] : [];
  const where = url === undefined ? "in the build's log and its JSON" : `in ${code(url)}`;
  const rest = (count: number) =>
    `… and ${String(count)} more changes, which do not fit here; the whole plan is ${where}.`;
  const joined = (parts: readonly string[]) => `${parts.join("\n\n")}\n`;
  const size = (parts: readonly string[]) => Buffer.byteLength(joined(parts));

  let top = [...head];
  const spare = size([...open, ...close, rest(sections.length)]) + 2;
  if (size(top) + spare > limit) top = fitted(top, limit - spare, `… cut here; all of it is ${where}.`);
  if (sections.length === 0) return joined(top);
  let left = limit - size(top) - spare;
  let fit = 0;
  for (const section of sections) {
    left -= Buffer.byteLength(section) + 2;
    if (left < 0) break;
    fit++;
  }
  const body = [
    ...open,
    ...sections.slice(0, fit),
    ...(fit < sections.length ? [rest(sections.length - fit)] : []),
    ...close,
  ];
  const all = [...top, ...(fit > 0 ? body : [rest(sections.length)])];
  const drawn = drawing === undefined ? all : [...top, drawing, ...body];
  return joined(size(drawn) <= limit && fit > 0 ? drawn : all);
}

/** The parts that fit; what follows the first that does not is left out. */
function fitted(parts: readonly string[], limit: number, note: string): string[] {
  let left = limit - Buffer.byteLength(note) - 4;
  const kept: string[] = [];
  for (const part of parts) {
    left -= Buffer.byteLength(part) + 2;
    if (left < 0) break;
    kept.push(part);
  }
  return [...kept, note];
}
