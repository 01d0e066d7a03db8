import { posix } from "node:path";
import type { Finding } from "../model";
import { object, parseObject, text, UnreadableOutput, type Json } from "../output";
import type { Scanner } from "../scanner";

const SCORES: Readonly<Record<string, number>> = { critical: 9.5, high: 8, moderate: 5.5, low: 2.5, info: 0.1 };

/** Known vulnerabilities of npm packages. */
export const npmAudit: Scanner = {
  name: "npm-audit",
  program: { from: "PATH", name: "npm" },
  takes: (file) => posix.basename(file) === "package-lock.json",
  // The user's registry and access to it; the copy holds no `.npmrc` of the repository.
  variables: ["HOME", "npm_config_*", "NPM_CONFIG_*"],
  calls: ({ files }) =>
    files.map((file) => ({
      files: [file],
      directory: posix.dirname(file),
      args: ["audit", "--json", "--package-lock-only", "--ignore-scripts"],
    })),
  // 1 means findings or a registry that does not answer; only the output tells which.
  codes: [0, 1],
  read: ({ stdout }, { files: [file = ""] }, copy) => {
    const output = parseObject(stdout);
    if (!("auditReportVersion" in output)) throw new UnreadableOutput(reasonOf(output));
    const lock = copy.read(file);
    const findings = new Map<string, Finding>();
    for (const entry of Object.values(object(output["vulnerabilities"], "vulnerabilities"))) {
      const vulnerability = object(entry, "vulnerability");
      const via = vulnerability["via"];
      if (!Array.isArray(via)) throw new UnreadableOutput("its result has an unknown format: via is not a list");
      // A string names another entry, which has the advisory.
      for (const advisory of via.filter((cause): cause is Json => typeof cause === "object" && cause !== null)) {
        const finding = findingOf(advisory, file, lock);
        findings.set(`${finding.rule.id} ${finding.subject ?? ""}`, finding);
      }
    }
    return { findings: [...findings.values()], failures: [] };
  },
};

function findingOf(advisory: Json, file: string, lock: string): Finding {
  const url = text(advisory["url"], "url");
  const name = text(advisory["name"], "name");
  const native = text(advisory["severity"], "severity");
  const cvss = (advisory["cvss"] as { score?: unknown } | undefined)?.score;
  const at = lock.indexOf(JSON.stringify(`node_modules/${name}`));
  return {
    rule: {
      id: url.split("/").at(-1) ?? url,
      title: text(advisory["title"], "title"),
      score: typeof cvss === "number" && cvss > 0 ? cvss : (SCORES[native] ?? 8),
      subject: "dependency",
      helpUri: url,
    },
    message: `${name} ${text(advisory["range"], "range")}: ${text(advisory["title"], "title")}`,
    file,
    line: at < 0 ? 1 : lock.slice(0, at).split("\n").length,
    column: 1,
    native,
    subject: name,
  };
}

function reasonOf(output: Json): string {
  const { message, error } = output;
  const summary = typeof error === "object" && error !== null ? (error as Json)["summary"] : undefined;
  const said = [message, summary].find((value) => typeof value === "string" && value !== "");
  return typeof said === "string" ? said : "the registry returned no audit report";
}
