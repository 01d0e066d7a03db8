import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { job, lineOf, load, makeRepository, type Files } from "./support";

const scripts = { "resources/jobs/a.py": "1", "scripts/b.py": "2" };

const library = (artifacts: unknown): Files => ({
  Type: "SharedLibraries",
  Properties: { LibraryName: "tools" },
  Artifacts: artifacts,
});

function artifactsOf(block: Files, files: Files = scripts): unknown {
  const { definitions, problems } = load({ ...files, "resources/a.json": { rA: block } });
  assert.deepEqual(problems, []);
  return definitions[0]?.artifacts;
}

/** The problems of one block in a repository, without the file. */
function problemsOf(block: Files, repository = makeRepository(scripts)): string[] {
  writeFileSync(join(repository, "resources/a.json"), JSON.stringify({ rA: block }, null, 2));
  return load(repository).problems.map((problem) => lineOf(problem).replace(/^resources\/a\.json:/, ""));
}

const script = (path: string, repository?: string): string[] => problemsOf(job({ Script: path }), repository);

describe("Artifacts", () => {
  it("are relative to the repository or to the definitions, and are stored relative to the repository", () => {
    for (const path of ["resources/jobs/a.py", "jobs/a.py", "./resources//jobs/../jobs/a.py"]) {
      assert.deepEqual(artifactsOf(job({ Script: path })), { Script: "resources/jobs/a.py" });
    }
    for (const path of ["scripts/b.py", "../scripts/b.py"]) {
      assert.deepEqual(artifactsOf(job({ Script: path })), { Script: "scripts/b.py" });
    }
    assert.deepEqual(artifactsOf(job({})), {});
  });

  it("are taken from the repository if both places have the path, unless it is a directory there", () => {
    const both = { "jobs/a.py": "1", "resources/jobs/a.py": "2" };
    assert.deepEqual(artifactsOf(job({ Script: "jobs/a.py" }), both), { Script: "jobs/a.py" });
    const other = { "jobs/a.py/x": "1", "resources/jobs/a.py": "2" };
    assert.deepEqual(artifactsOf(job({ Script: "jobs/a.py" }), other), { Script: "resources/jobs/a.py" });
  });

  it("may be a single path where a list is expected, and a list of one where a path is expected", () => {
    assert.deepEqual(artifactsOf(library({ Library: "scripts/b.py" })), { Library: ["scripts/b.py"] });
    assert.deepEqual(artifactsOf(library({ Library: ["jobs/a.py", "scripts/b.py"] })), {
      Library: ["resources/jobs/a.py", "scripts/b.py"],
    });
    assert.deepEqual(artifactsOf(library({ Library: [] })), { Library: [] });
    assert.deepEqual(artifactsOf(job({ Script: ["scripts/b.py"] })), { Script: "scripts/b.py" });
  });

  it("have unique file names, because Amorphic identifies files by name", () => {
    const twins = { "a/x.py": "1", "b/x.py": "2", "b/X.py": "3" };
    assert.deepEqual(problemsOf(library({ Library: ["a/x.py", "b/x.py", "b/X.py"] }), makeRepository(twins)), [
      '10:9: error DUPLICATE_ARTIFACT artifact "b/x.py" has the same name as "a/x.py", and Amorphic identifies files by name, so it would overwrite that one; rename one of the two',
    ]);
    assert.deepEqual(problemsOf(library({ Library: ["scripts/b.py", "./scripts/b.py"] })), [
      '10:9: error DUPLICATE_ARTIFACT artifact "scripts/b.py" is already in the list; remove one of the two',
    ]);
  });

  it("are exactly one file where the catalog expects one", () => {
    assert.deepEqual(problemsOf(job({ Script: ["scripts/b.py", "jobs/a.py"] })), [
      '9:17: error ARTIFACT_COUNT artifact "Script" is one file, but 2 paths are written; write one',
    ]);
    assert.deepEqual(problemsOf(job({ Script: [] })), [
      '9:17: error ARTIFACT_COUNT artifact "Script" is one file, but 0 paths are written; write one',
    ]);
  });

  it("are paths, not functions or anything else", () => {
    const message = 'artifact "Script" must be a path; write "path/to/a.file"';
    for (const value of [1, "", null, { "!Environ": "X" }]) {
      assert.deepEqual(problemsOf(job({ Script: value })), [`9:17: error ARTIFACT_NOT_PATH ${message}`]);
    }
    assert.deepEqual(problemsOf(library({ Library: ["scripts/b.py", 1] })), [
      '10:9: error ARTIFACT_NOT_PATH artifact "Library" must be a list of paths; write "path/to/a.file"',
    ]);
    assert.deepEqual(problemsOf(job(["scripts/b.py"])), [
      '8:18: error ARTIFACTS_NOT_OBJECT "Artifacts" must be an object; write {"Name": "path/to/a.file"}',
    ]);
  });

  it("have only names that the catalog knows", () => {
    assert.deepEqual(problemsOf(job({ Scirpt: "scripts/b.py" })), [
      '9:7: error UNKNOWN_ARTIFACT type Job has no artifact "Scirpt" (did you mean "Script"?); use Script',
    ]);
    assert.deepEqual(problemsOf(job(JSON.parse('{"__proto__": "scripts/b.py"}'))), [
      '9:7: error UNKNOWN_ARTIFACT type Job has no artifact "__proto__"; use Script',
    ]);
    const tag = { Type: "Tag", Properties: { TagKey: "a", TagValue: "b" }, Artifacts: { Script: "scripts/b.py" } };
    assert.deepEqual(problemsOf(tag), [
      '9:7: error UNKNOWN_ARTIFACT type Tag has no artifact "Script"; remove it, as this type has none',
    ]);
  });

  it("must exist", () => {
    const rest = 'was not found in the repository or in "resources"';
    assert.deepEqual(script("jobs/c.py"), [
      `9:17: error ARTIFACT_MISSING artifact "jobs/c.py" ${rest} (did you mean "a.py"?); correct the path or add the file`,
    ]);
    assert.deepEqual(script("jobs\\a.py"), [
      String.raw`9:17: error ARTIFACT_MISSING artifact "jobs\\a.py" ${rest} (directories are separated by "/"); correct the path or add the file`,
    ]);
    assert.deepEqual(script("job/a.py"), [
      `9:17: error ARTIFACT_MISSING artifact "job/a.py" ${rest}; correct the path or add the file`,
    ]);
    for (const path of ["jobs/a.py/x", "jobs/\0", "x".repeat(5_000)]) {
      assert.deepEqual(script(path)[0]?.slice(0, 28), "9:17: error ARTIFACT_MISSING");
    }
  });

  it("are looked up in one place if the definitions are in the repository's root", () => {
    const repository = makeRepository({ "a.json": { rA: job({ Script: "x.py" }) } });
    assert.deepEqual(
      load(repository, { root: repository }).problems.map(({ message }) => message),
      ['artifact "x.py" was not found in the repository; correct the path or add the file'],
    );
  });

  it("are not directories", () =>
    assert.deepEqual(script("jobs"), [
      '9:17: error ARTIFACT_NOT_FILE artifact "jobs" is not a file; name a file, or list the files one by one',
    ]));

  it("are not absolute paths of any operating system", () => {
    for (const path of ["/etc/hostname", "C:\\x.py", "\\\\server\\x.py"]) {
      assert.deepEqual(script(path), [
        `9:17: error ARTIFACT_ABSOLUTE artifact ${JSON.stringify(path)} is an absolute path, which differs between machines; write it relative to the repository`,
      ]);
    }
  });

  const OUTSIDE = "is outside the repository, where nobody reviews what is deployed; move it into the repository";

  it("are inside the repository", () => {
    const outside = makeRepository({ "secret.py": "1" });
    for (const path of [`../../${outside.split("/").at(-1)}/secret.py`, "../../x.py", "jobs/../../../x.py", "../.."]) {
      assert.deepEqual(script(path), [`9:17: error ARTIFACT_OUTSIDE artifact "${path}" ${OUTSIDE}`]);
    }
  });

  it("do not leave the repository through symbolic links, to a file or a directory", () => {
    const outside = makeRepository({ "secret.py": "1" });
    const repository = makeRepository(scripts);
    symlinkSync(join(outside, "secret.py"), join(repository, "link.py"));
    symlinkSync(outside, join(repository, "resources/away"));
    assert.deepEqual(
      script("link.py", repository).filter((line) => line.startsWith("9:")),
      [`9:17: error ARTIFACT_OUTSIDE artifact "link.py" ${OUTSIDE}`],
    );
    assert.deepEqual(
      script("away/secret.py", repository).filter((line) => line.startsWith("9:")),
      [`9:17: error ARTIFACT_OUTSIDE artifact "away/secret.py" ${OUTSIDE}`],
    );
  });

  it("may be reached through symbolic links inside the repository", () => {
    const repository = makeRepository(scripts);
    symlinkSync("../scripts", join(repository, "resources/links"));
    assert.deepEqual(script("links/b.py", repository), []);
    assert.deepEqual(load(repository).definitions[0]?.artifacts, { Script: "resources/links/b.py" });
  });
});
