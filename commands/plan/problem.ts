import { onceEach } from "./dedupe-errors";
import type { Problem } from "./model";
import type { Diagnostic } from "./preview";

/** A line of `validate`: `resources/tags/tags.json:3:13: error UNKNOWN_TYPE there is no type "Tagg"`. */
const AT = /^(?<file>[^\s:][^:\n]*):(?<line>\d+):(?<column>\d+): (?:error|warning) (?<message>.+)$/;

/** The messages of this severity, without duplicates; mistakes in definitions one by one, with their places. */
export function problemsOf(diagnostics: readonly Diagnostic[], severity: string): Problem[] {
  const said = diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ message }) => message.replace(/^(error|warning): /, "").trim());
  const messages = [...new Set(said)].filter((message) => !isEcho(message));
  return (severity === "error" ? onceEach(messages) : messages).flatMap(problems);
}

/** The engine ends with this after the actual errors. */
export const isEcho = (message: string): boolean => message === "update failed" || message === "preview failed";

/** A message that lists places becomes one problem for each; any other is one problem. */
function problems(message: string): Problem[] {
  const lines = message.split("\n");
  const located = lines.flatMap((line) => {
    const { file, line: number, column, message: text } = AT.exec(line.trim())?.groups ?? {};
    return file && text ? [{ message: text, file, line: Number(number), column: Number(column) }] : [];
  });
  const isList = located.length > 0 && lines.slice(-located.length).every((line) => AT.test(line.trim()));
  return isList ? located : [{ message }];
}

/** In the format of compilers and of `validate`, which editors and logs turn into links. */
export function problemLine({ message, file, line, column }: Problem, severity?: "error" | "warning"): string {
  if (file === undefined) return severity === undefined ? message : `${severity}: ${message}`;
  return `${file}:${String(line)}:${String(column)}: ${severity === undefined ? "" : `${severity} `}${message}`;
}
