import { relative, resolve } from "node:path";
import { object, parseList, place, text } from "../output";
import { isPython, type Scanner } from "../scanner";

/** What stops a script at run time: a syntax error, or a missing name or attribute. */
const FATAL = /^(invalid-syntax|E9\d\d|F82\d|F70\d|F63[34]|PLE\d+)$/;

/** Static analysis of Python: mistakes, not vulnerabilities. */
export const ruff: Scanner = {
  name: "ruff",
  program: { from: "python", module: "ruff", package: "ruff" },
  takes: isPython,
  calls: ({ files }) => [
    {
      files,
      args: [
        ...["check", "--isolated", "--no-cache", "--no-respect-gitignore", "--config", "exclude=[]", "--ignore-noqa"],
        ...["--select", "E9,F,B,PLE", "--output-format", "json", "--exit-zero", "."],
      ],
    },
  ],
  codes: [0],
  read: ({ stdout }, _call, { directory }) => {
    const results = parseList(stdout).map((result) => {
      const start = object(result["location"], "location");
      const id = typeof result["code"] === "string" ? result["code"] : "invalid-syntax";
      const url = result["url"];
      return {
        rule: {
          id,
          title: typeof result["name"] === "string" ? result["name"].replace(/-/g, " ") : "invalid syntax",
          score: FATAL.test(id) ? 7 : 2,
          subject: "code" as const,
          helpUri: typeof url === "string" ? url : undefined,
        },
        message: withoutSource(text(result["message"], "message")),
        file: relative(directory, resolve(directory, text(result["filename"], "filename"))),
        line: place(start["row"], "row"),
        column: place(start["column"], "column"),
        native: "error",
      };
    });
    // E902: the file could not be read.
    const failures = results.filter(({ rule }) => rule.id === "E902").map(({ file }) => `${file} could not be read`);
    return { findings: results.filter(({ rule }) => rule.id !== "E902"), failures };
  },
};

/** Removes source text, which may be a secret, and numbers of other lines, which change. */
function withoutSource(message: string): string {
  return message.replace(/`[^`]*["'][^`]*`/g, "`…`").replace(/ (?:from|on|at|in) line \d+/g, "");
}
