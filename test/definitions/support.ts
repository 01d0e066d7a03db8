import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { catalog } from "../../providers/catalog";
import { loadProject, type LoadOptions, type Problem, type Project } from "../../providers/definitions";

const directories: string[] = [];

/** Runs after each test file: removing a thousand directories at once would take too long when the process exits. */
export function removeRepositories(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export type Files = Readonly<Record<string, unknown>>;

/** A directory that is removed after the file's tests. Text and bytes are written as is, anything else as JSON. */
export function makeRepository(files: Files = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "amorphic-test-")));
  directories.push(directory);
  mkdirSync(join(directory, "resources"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    const plain = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(directory, path), plain ? content : JSON.stringify(content, null, 2));
  }
  return directory;
}

export type Options = Partial<LoadOptions>;

/** Loads `resources/` of a repository, with the real catalog and no environment variable. */
export function load(files: Files | string, options: Options = {}): Project {
  const repository = typeof files === "string" ? files : makeRepository(files);
  return loadProject({ repository, root: join(repository, "resources"), catalog, environment: {}, ...options });
}

export function lineOf({ file, line, column, severity, code, message }: Problem): string {
  return `${file}:${line}:${column}: ${severity} ${code} ${message}`;
}

/** The problems of one file `resources/a.json`, without the path. */
export function problemsOf(content: unknown, options: Options = {}): string[] {
  const { problems } = load({ "resources/a.json": content }, options);
  return problems.map((problem) => lineOf(problem).replace(/^resources\/a\.json:/, ""));
}

/** Line, column and code only. */
export function codesOf(content: unknown, options: Options = {}): string[] {
  return problemsOf(content, options).map((line) => line.split(" ").slice(0, 3).join(" "));
}

export const domain = (properties: Files = {}, more: Files = {}): Files => ({
  Type: "Domain",
  Properties: { DomainName: "states", DisplayName: "States", ...properties },
  ...more,
});

export const dataset = (properties: Files = {}): Files => ({
  Type: "Dataset",
  Properties: {
    DatasetName: "orders",
    Domain: "states",
    DatasourceType: "api",
    FileType: "csv",
    TargetLocation: "s3athena",
    TableUpdate: "append",
    ...properties,
  },
});

export const job = (artifacts: unknown): Files => ({
  Type: "Job",
  Properties: { JobName: "load", ETLJobType: "pythonshell" },
  Artifacts: artifacts,
});
