import { isSecret, referenceOf } from "../../providers/lifecycle/secret";
import { isObject, isUnknown } from "../../providers/lifecycle/values";
import { visible } from "../../providers/nearest";
import { planLine, type Change, type Operation, type Plan } from "./plan";

const SIGNS: Readonly<Record<Operation, string>> = { create: "+", update: "~", replace: "-/+", delete: "-" };

const LONGEST_VALUE = 100;

/** The plan for a terminal or a log; its last line is the fixed one. */
export function planText(plan: Plan): string {
  return [...plan.changes.flatMap(changeLines), ...(plan.changes.length > 0 ? [""] : []), planLine(plan), ""].join(
    "\n",
  );
}

function changeLines(change: Change): string[] {
  const { operation, type, logicalId, allowedAs, fields, replaceReasons, pendingSteps, blocked } = change;
  const why = replaceReasons.length > 0 ? ` because ${replaceReasons.join(" and ")} cannot be changed in place` : "";
  return [
    `${SIGNS[operation].padStart(3)} ${operation} ${type} ${visible(logicalId)}${why}`,
    ...fields.map(({ name, from, to }) => `      ${visible(name)}: ${shown(from)} -> ${shown(to)}`),
    ...pendingSteps.map((step) => `      ${step}: still to be done since an earlier run`),
    ...(blocked
      ? [
          `      blocked: ${type} is protected; add ${visible(JSON.stringify(allowedAs))} to amorphic:allow to let it go`,
        ]
      : []),
  ];
}

function shown(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text = visible(JSON.stringify(value, hideInside));
  // Not in the middle of a character that takes two places.
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE).replace(/\p{Cs}$/u, "")}…` : text;
}

/** Secrets and values that are made by the run, in words. */
function hideInside(_key: string, value: unknown): unknown {
  if (isUnknown(value)) return "(known after the run)";
  if (isSecret(value)) {
    return `(secret ${referenceOf(value).name}, ${value.fingerprint?.slice(0, 8) ?? "secret not compared"})`;
  }
  return isObject(value) && typeof value["sha256"] === "string"
    ? `${String(value["path"])} ${value["sha256"].slice(0, 8)}`
    : value;
}
