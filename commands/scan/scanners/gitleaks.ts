import { parseList, place, text } from "../output";
import type { Scanner } from "../scanner";

/** A key recognized only by its surroundings is less certain than one in a known format. */
const UNCERTAIN = new Set(["generic-api-key"]);

/** The data key in a stack's file is encrypted by KMS, but looks like a secret. */
const CONFIG = `[extend]
useDefault = true
[allowlist]
regexTarget = "line"
regexes = ['''(?m)^encryptedkey:\\s+[A-Za-z0-9+/=]+\\s*$''']
`;

/** Secrets in any file. */
export const gitleaks: Scanner = {
  name: "gitleaks",
  program: { from: "go", name: "gitleaks" },
  // gitleaks's own files would tell it what to leave out.
  takes: (file) => file !== ".gitleaksignore" && file !== ".gitleaks.toml",
  calls: ({ files, put }) => [
    {
      files,
      args: [
        // gitleaks's own rules, whatever configuration the repository has.
        ...["dir", ".", "--config", put("gitleaks.toml", CONFIG)],
        ...["--gitleaks-ignore-path", put("gitleaksignore", ""), "--ignore-gitleaks-allow", "--redact=100"],
        ...["--report-format", "json", "--report-path", "-", "--exit-code", "0", "--no-banner", "--no-color"],
      ],
    },
  ],
  codes: [0],
  read: ({ stdout, stderr }) => ({
    findings: parseList(stdout).map((leak) => {
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
        file: text(leak["File"], "File"),
        line,
        // gitleaks counts the preceding line end as a column.
        column: place(leak["StartColumn"], "StartColumn") - (line > 1 ? 1 : 0),
      };
    }),
    failures: stderr.split("\n").flatMap((line) => /\b(?:ERR|FTL) (.*)/.exec(line)?.[1] ?? []),
  }),
};
