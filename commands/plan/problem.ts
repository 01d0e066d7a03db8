import { onceEach } from "./alike";
import type { Problem } from "./model";
import type { Diagnostic } from "./preview";

/** A line of `validate`: `resources/tags/tags.json:3:13: error UNKNOWN_TYPE there is no type "Tagg"`. */
const AT = /^(?<file>[^\s:][^:\n]*):(?<line>\d+):(?<column>\d+): (?:error|warning) (?<message>.+)$/;

/** What was said with this severity, once each; mistakes of definitions one by one, with their places. */
export function problemsOf(diagnostics: readonly Diagnostic[], severity: string): Problem[] {
  const said = diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ message }) => message.replace(/^(error|warning): /, "").trim());
  const messages = [...new Set(said)].filter((message) => !isEcho(message));
  return (severity === "error" ? onceEach(messages) : messages).flatMap(problems);
}

/** The engine ends with this after the errors that say what happened. */
export const isEcho = (message: string): boolean => message === "update failed" || message === "preview failed";

/** A message that lists places is as many problems as it has places; every other is one. */
function problems(message: string): Problem[] {
  const lines = message.split("\n");
  const located = lines.flatMap((line) => {
    const { file, line: number, column, message: text } = AT.exec(line.trim())?.groups ?? {};
    return file && text ? [{ message: text, file, line: Number(number), column: Number(column) }] : [];
  });
  const isList = located.length > 0 && lines.slice(-located.length).every((line) => AT.test(line.trim()));
  return isList ? located : [{ message }];
}

/** As compilers write it, so that editors and logs make links of it, and as `validate` does. */
export function problemLine({ message, file, line, column }: Problem, severity?: "error" | "warning"): string {
  if (file === undefined) return severity === undefined ? message : `${severity}: ${message}`;
  return `${file}:${String(line)}:${String(column)}: ${severity === undefined ? "" : `${severity} `}${message}`;
}
