import { destroys, planLine, type Operation, type Plan } from "../model";
import { problemLine } from "../problem";
import { cut } from "../cut";
import { changeSection } from "./change";
import { block, code } from "./escape";
import { fitted } from "./fit";
import { graph } from "./graph";

/** What a host supports in Markdown. */
export interface Dialect {
  /** Bytes allowed per comment. Hosts count characters, which are never more. */
  readonly limit: number;
  /** Whether `<details>` and HTML comments are understood. */
  readonly html: boolean;
  /** Whether Mermaid is drawn. */
  readonly mermaid: boolean;
}

/** Limits: the hosts' own documents and responses, see docs/plans.md. */
export const dialects = {
  github: { limit: 65_536, html: true, mermaid: true },
  gitlab: { limit: 1_000_000, html: true, mermaid: true },
  bitbucket: { limit: 32_768, html: false, mermaid: false },
  codecommit: { limit: 10_240, html: false, mermaid: false },
} as const satisfies Record<string, Dialect>;

export interface Subject {
  readonly project: string;
  readonly stack: string;
  /** The commit whose definitions were planned, if known. */
  readonly commit?: string;
  /** Where to find the whole report if the Markdown has to be cut. */
  readonly url?: string;
}

/** Destructive changes come first, as the list is cut at the end. */
const URGENCY: readonly Operation[] = ["delete", "replace", "update", "create"];

/** Maximum per list in the summary; the changes below it show the rest. */
const MOST_NAMED = 20;

const LONGEST_ALLOW = 1_000;

const LONGEST_PROBLEM = 1_000;

export const shortened = (commit: string): string => commit.slice(0, 8);

/** The plan for a pull request. Its first line, hidden, identifies project and stack. */
export function planMarkdown(plan: Plan, subject: Subject, dialect: Dialect): string {
  const order = (operation: Operation) => URGENCY.indexOf(operation);
  const changes = [...plan.changes].sort((a, b) => order(a.operation) - order(b.operation));
  const { limit, html, mermaid } = dialect;
  return fitted(
    {
      head: [marker(subject, dialect), ...summary(plan, subject, limit)],
      drawing: mermaid ? graph(changes) : undefined,
      changes: changes.map(changeSection),
    },
    { limit, html, where: subject.url === undefined ? "in the build's log and its JSON" : `in ${code(subject.url)}` },
  );
}

/** By which a comment is found again: one for each stack of each project. */
export function marker({ project, stack }: Subject, { html }: Pick<Dialect, "html">): string {
  const name = `amorphic-cicd plan of ${[project, stack].map((part) => part.replace(/[^\w.-]/g, "_")).join("/")}`;
  return html ? `<!-- ${name} -->` : `[//]: # (${name})`;
}

function summary(plan: Plan, { stack, commit }: Subject, limit: number): string[] {
  const { errors, warnings, notCompared, changes, refused } = plan;
  const failed = errors.length > 0;
  const lost = changes.filter((change) => destroys(change) && change.lost);
  return [
    `### ${failed ? "The plan failed" : "Plan"} for ${code(stack)}${commit ? ` at ${code(shortened(commit))}` : ""}`,
    ...(failed ? [problems(errors, limit / 2)] : [`**${planLine(plan)}**`]),
    ...blocked(plan, stack),
    ...(refused.length > 0 ? ["**A deployment would be refused:**", problems(refused, limit / 4)] : []),
    ...(lost.length > 0 ? [`**Data would be lost with:** ${few(lost.map(({ name }) => code(name))).join(", ")}`] : []),
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
    `**${String(count)} blocked.** If the data may be lost, add this to ${file}; otherwise revert the change.`,
    block([
      allow.length > LONGEST_ALLOW ? "amorphic:allow: the names below, as the text of the plan lists them" : allow,
    ]),
  ];
}

function few(items: readonly string[], bullet = ""): string[] {
  const more = items.length - MOST_NAMED;
  return [...items.slice(0, MOST_NAMED), ...(more > 0 ? [`${bullet}and ${String(more)} more`] : [])];
}

/** As many as fit, and how many do not. @param room in bytes */
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
