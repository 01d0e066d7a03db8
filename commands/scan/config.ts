import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { UserError } from "../../providers/errors";
import { quote } from "../../providers/visible";

/** The file in the root of the repository that says what does not count, and why. */
const CONFIG_FILE = ".amorphic-scan.json";

/** Files that are not scanned. */
export interface Exclusion {
  /** A file, or a directory with `/` at its end. */
  readonly path: string;
  readonly reason: string;
}

/** Findings that do not count up to a given day. */
export interface Suppression {
  /** `scanner/rule`. */
  readonly rule: string;
  /** A file, or a directory with `/` at its end. */
  readonly path: string;
  /** Only this finding, as the SARIF names it; if absent, every finding of the rule there. */
  readonly fingerprint?: string;
  readonly reason: string;
  /** The last day it applies, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
}

export interface ScanConfig {
  readonly exclude: readonly Exclusion[];
  readonly suppress: readonly Suppression[];
}

const some = { type: "string", minLength: 1 };
const reason = { type: "string", pattern: "\\S{3}" };
const items = (required: string[], properties: object) => ({
  type: "array",
  items: { type: "object", required, additionalProperties: false, properties },
});
const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    exclude: items(["path", "reason"], { path: some, reason }),
    suppress: items(["rule", "path", "reason", "until"], {
      rule: { type: "string", pattern: "^[^/*]+/[^*]+$" },
      path: some,
      fingerprint: some,
      reason,
      until: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    }),
  },
};

/** @throws UserError with every mistake in it */
export function readConfig(repository: string): ScanConfig {
  const file = join(repository, CONFIG_FILE);
  if (!existsSync(file)) return { exclude: [], suppress: [] };
  const value = parse(file);
  const ajv = new Ajv({ allErrors: true });
  if (!ajv.validate(schema, value)) {
    const problems = (ajv.errors ?? []).map(({ instancePath, message, params }) => {
      const extra = "additionalProperty" in params ? ` (${quote(String(params["additionalProperty"]))})` : "";
      return `${CONFIG_FILE}: ${instancePath || "/"} ${message ?? "is wrong"}${extra}`;
    });
    throw new UserError([...problems, `docs/scanning.md says what it may contain.`].join("\n"));
  }
  const config = { exclude: [], suppress: [], ...(value as Partial<ScanConfig>) };
  const bad = config.suppress.filter(({ until }) => !isDay(until));
  if (bad.length > 0) {
    throw new UserError(
      bad.map(({ until }) => `${CONFIG_FILE}: ${quote(until)} is not a date; write YYYY-MM-DD`).join("\n"),
    );
  }
  return config;
}

function parse(file: string): unknown {
  try {
    // Editors of Windows begin a file with a mark, as definitions may too.
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as unknown;
  } catch (error) {
    throw new UserError(`${CONFIG_FILE} is not valid JSON (${(error as Error).message}); correct it.`, {
      cause: error,
    });
  }
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a path of the configuration covers a file. */
export function covers(path: string, file: string): boolean {
  return path.endsWith("/") ? file.startsWith(path) : file === path;
}
