import { posix } from "node:path";
import { parseList, place, text, UnreadableOutput } from "../output";
import { skipped, type Scanner } from "../scanner";

/** A key recognized only by its surroundings is less certain than one in a known format. */
const UNCERTAIN = new Set(["generic-api-key"]);

/** The data key in a stack's file is encrypted by KMS, but looks like a secret; none that may be one is as long. */
const CONFIG = `[extend]
useDefault = true
[allowlist]
regexTarget = "line"
regexes = ['''(?m)^encryptedkey:\\s+[A-Za-z0-9+/=]{60,}\\s*$''']
`;

/** What its log says about a file: that it is read, or why it is not. */
const TOLD = / (scanning path|skipping (?:empty file|binary file|file|archive|unknown archive)\b.*?) path="?(\d+)\//;

/** Secrets in any file except what gitleaks takes for generated or binary, by its name or its first bytes. */
export const gitleaks: Scanner = {
  name: "gitleaks",
  program: { from: "go", name: "gitleaks" },
  takes: () => true,
  // gitleaks leaves out directories by name, such as lib/python3.9 and vendor/github.com. A number is no such name.
  place: (file, index) => `${index}/${posix.basename(file)}`,
  calls: ({ files, put }) => [
    {
      files,
      args: [
        // gitleaks's own rules, whatever configuration the repository has.
        ...["dir", ".", "--config", put("gitleaks.toml", CONFIG)],
        ...["--gitleaks-ignore-path", put("gitleaksignore", ""), "--ignore-gitleaks-allow", "--redact=100"],
        ...["--report-format", "json", "--report-path", "-", "--exit-code", "0", "--no-banner", "--no-color"],
        // Only the most detailed log names every file.
        ...["--log-level", "trace"],
      ],
    },
  ],
  codes: [0],
  read: ({ stdout, stderr }, { files }) => {
    const findings = parseList(stdout).map((leak) => {
      const id = text(leak["RuleID"], "RuleID");
      const line = place(leak["StartLine"], "StartLine");
      return {
        rule: {
          id,
          title: text(leak["Description"], "Description"),
          score: UNCERTAIN.has(id) ? 7.5 : 9.3,
          subject: "secret" as const,
          help: "Revoke the secret, as it stays in the history, and refer to the new one by !Secret or !Environ.",
        },
        message: text(leak["Description"], "Description"),
        file: fileOf(Number.parseInt(text(leak["File"], "File"), 10), files),
        line,
        // gitleaks counts the preceding line end as a column.
        column: place(leak["StartColumn"], "StartColumn") - (line > 1 ? 1 : 0),
      };
    });
    const told = stderr.split("\n").flatMap((line) => {
      const [, what = "", index] = TOLD.exec(line) ?? [];
      return index === undefined ? [] : [{ file: fileOf(Number(index), files), what }];
    });
    const leftOut = told.filter(({ what }) => /^skipping (?!empty)/.test(what));
    const errors = stderr.split("\n").flatMap((line) => /\b(?:ERR|FTL) (.*)/.exec(line)?.[1] ?? []);
    const reached = told.map(({ file }) => file);
    return {
      findings,
      failures: [...errors, ...skipped(files, reached)],
      unread: leftOut.map(({ file }) => file),
    };
  },
};

function fileOf(index: number, files: readonly string[]): string {
  const file = files[index];
  if (file === undefined) throw new UnreadableOutput("its result names a file that it was not given");
  return file;
}
