import type { Finding, Rule } from "../model";
import { list, parseObject, text } from "../output";
import type { Call, Scanner } from "../scanner";
import { canonical, readRequirements, withoutRepetition } from "./requirements";

const UNPINNED: Rule = {
  id: "unpinned",
  title: "Dependency without a fixed version",
  score: 4,
  subject: "dependency",
  help: "Write name==version, so that every run gets what was tested, and known vulnerabilities can be looked up.",
};

/**
 * Known vulnerabilities of Python packages. pip-audit gets names and versions only: it asks no index URL of the repository,
 * and downloads or runs nothing of a package. It reports no scores, so all count as high.
 */
export const pipAudit: Scanner = {
  name: "pip-audit",
  program: { from: "python", module: "pip_audit", package: "pip-audit" },
  takes: (file) => /(?:^|\/)requirements[^/]*\.txt$/.test(file),
  // To use another service, such as a mirror of OSV.
  variables: ["PIP_AUDIT_VULNERABILITY_SERVICE", "PIP_AUDIT_OSV_URL"],
  calls: ({ files, read, put }) =>
    files.flatMap((file, index): Call[] => {
      const { pins, unpinned } = readRequirements(read(file));
      const findings = unpinned.map(({ what, line }): Finding => ({
        rule: UNPINNED,
        message: `${what} has no fixed version, so it was not audited`,
        file,
        line,
        column: 1,
        subject: what,
      }));
      // pip-audit refuses two versions of a package, and would skip what its own Python does not need.
      return withoutRepetition(pins).map((list, turn): Call => {
        const lines = [...list.values()].map(({ name, version }) => `${name}==${version}\n`);
        const path = put(`requirements-${index}-${turn}.txt`, lines.join(""));
        return {
          files: [file],
          turn,
          ...(turn === 0 && { known: { findings, failures: [] } }),
          args: ["-r", path, "--format", "json", "--progress-spinner", "off", "--disable-pip", "--no-deps"],
        };
      });
    }),
  codes: [0, 1],
  read: ({ stdout }, { files: [file = ""], turn = 0 }, copy) => {
    const pins = new Map(withoutRepetition(readRequirements(copy.read(file)).pins)[turn]);
    const findings: Finding[] = [];
    const failures: string[] = [];
    for (const dependency of list(parseObject(stdout)["dependencies"], "dependencies")) {
      const name = text(dependency["name"], "name");
      const pin = pins.get(canonical(name));
      pins.delete(canonical(name));
      // pip-audit exits with 0 all the same.
      if ("skip_reason" in dependency) {
        failures.push(`${file}: ${text(dependency["skip_reason"], "skip_reason")}`);
        continue;
      }
      const version = text(dependency["version"], "version");
      for (const vulnerability of list(dependency["vulns"], "vulns")) {
        const fixes = vulnerability["fix_versions"];
        const fixed = Array.isArray(fixes) && fixes.length > 0 ? fixes.map(String).join(" or ") : undefined;
        findings.push({
          rule: ruleOf(vulnerability),
          message: `${name} ${version} has a known vulnerability; ${fixed ? `use ${fixed}` : "no version has it fixed yet"}`,
          file,
          line: pin?.line ?? 1,
          column: 1,
          subject: canonical(name),
        });
      }
    }
    const forgotten = [...pins.values()].map((pin) => `${file}: ${pin.name} was skipped`);
    return { findings, failures: [...failures, ...forgotten] };
  },
};

function ruleOf(vulnerability: Readonly<Record<string, unknown>>): Rule {
  const id = text(vulnerability["id"], "id");
  const description = vulnerability["description"];
  return {
    id,
    title: typeof description === "string" && description !== "" ? description : `Known vulnerability ${id}`,
    score: 7.5,
    subject: "dependency",
    helpUri: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
  };
}
