import { join } from "node:path";
import { list, object, parseObject, place, text, texts } from "../output";
import { isPython, skipped, type Scanner } from "../scanner";

const RULES = join(__dirname, "..", "rules");

/** Our rules for Glue jobs, which general scanners lack. */
export const semgrep: Scanner = {
  name: "semgrep",
  // `python -m semgrep` no longer works.
  program: { from: "python", module: "semgrep.console_scripts.pysemgrep", package: "semgrep" },
  takes: isPython,
  // Without this file semgrep leaves out tests and other directories by name.
  beside: { ".semgrepignore": "" },
  calls: ({ files, directory }) => [
    {
      files,
      args: [
        ...["scan", "--config", RULES, "--metrics=off", "--disable-version-check", "--disable-nosem", "--json"],
        ...["--no-git-ignore", "--max-target-bytes", "0", "--timeout", "60", "--quiet", directory],
      ],
    },
  ],
  codes: [0],
  read: ({ stdout }, { files }, { directory }) => {
    const local = (path: unknown): string => text(path, "path").replace(`${directory}/`, "");
    const output = parseObject(stdout);
    const errors = list(output["errors"], "errors").map((error) => {
      const where = typeof error["path"] === "string" ? `${local(error["path"])}: ` : "";
      return `${where}${text(error["message"], "message").replaceAll(`${directory}/`, "")}`;
    });
    const scanned = texts(object(output["paths"], "paths")["scanned"], "paths.scanned");
    const findings = list(output["results"], "results").map((result) => {
      const start = object(result["start"], "start");
      const extra = object(result["extra"], "extra");
      const metadata = object(extra["metadata"], "metadata");
      return {
        rule: {
          // semgrep puts the path of the rule file before the id.
          id: text(result["check_id"], "check_id").split(".").at(-1) ?? "",
          title: text(metadata["title"], "title"),
          score: Number(text(metadata["security-severity"], "security-severity")),
          subject: metadata["subject"] === "secret" ? ("secret" as const) : ("vulnerability" as const),
          help: text(metadata["help"], "help"),
        },
        message: text(extra["message"], "message"),
        file: local(result["path"]),
        line: place(start["line"], "line"),
        column: place(start["col"], "col"),
        native: text(extra["severity"], "severity"),
      };
    });
    return { findings, failures: [...errors, ...skipped(files, scanned.map(local))] };
  },
};
