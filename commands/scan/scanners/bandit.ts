import { posix } from "node:path";
import { list, object, parseObject, place, text } from "../output";
import { isPython, skipped, type Scanner } from "../scanner";

/** bandit reports levels instead of scores. Each gets the middle of its CVSS band; none of its own rules is critical. */
const SCORES: Readonly<Record<string, number>> = { HIGH: 8, MEDIUM: 5.5, LOW: 2.5 };

/** Rules whose messages quote the password. */
const PASSWORDS = new Set(["B105", "B106", "B107"]);

/** Vulnerabilities in Python. */
export const bandit: Scanner = {
  name: "bandit",
  program: { from: "python", module: "bandit", package: "bandit" },
  takes: isPython,
  // An empty `--exclude`, since by default bandit leaves out directories by name.
  calls: ({ files }) => [
    { files, args: ["--recursive", ".", "--format", "json", "--ignore-nosec", "--exclude", "", "--quiet"] },
  ],
  codes: [0, 1],
  read: ({ stdout }, { files }) => {
    const output = parseObject(stdout);
    const errors = list(output["errors"], "errors").map(
      (error) => `${posix.normalize(text(error["filename"], "filename"))}: ${text(error["reason"], "reason")}`,
    );
    const scanned = Object.keys(object(output["metrics"], "metrics")).map((file) => posix.normalize(file));
    const findings = list(output["results"], "results").map((result) => {
      const id = text(result["test_id"], "test_id");
      const isPassword = PASSWORDS.has(id);
      const title = text(result["test_name"], "test_name").replace(/_/g, " ");
      const native = text(result["issue_severity"], "issue_severity");
      return {
        rule: {
          id,
          title,
          score: SCORES[native] ?? 8,
          subject: isPassword ? ("secret" as const) : ("vulnerability" as const),
          helpUri: text(result["more_info"], "more_info"),
        },
        message: isPassword
          ? "the code may contain a password; read it from AWS Secrets Manager"
          : text(result["issue_text"], "issue_text"),
        file: posix.normalize(text(result["filename"], "filename")),
        line: place(result["line_number"], "line_number"),
        column: place(Number(result["col_offset"]) + 1, "col_offset"),
        native,
      };
    });
    return { findings, failures: [...errors, ...skipped(files, scanned)] };
  },
};
