import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose, type Composed } from "../../../../commands/import/write/compose";
import { directoriesIn, filesOf, variablesIn, writeFiles } from "../../../../commands/import/write/files";
import { live, NOTHING_TAKEN } from "./objects";

const file = (name: string, artifact = "Library") => ({ artifact, name, bytes: Buffer.from(name) });

function library(...packages: string[]): Composed {
  const [only] = compose([live("SharedLibraries", { LibraryName: "f", Packages: packages })], NOTHING_TAKEN).composed;
  return only ?? assert.fail();
}

describe("Files of written definitions", () => {
  let project: string;
  beforeEach(() => (project = mkdtempSync(join(tmpdir(), "amorphic-files-"))));
  afterEach(() => rmSync(project, { recursive: true }));

  it("are beside the definition, which names them and has its functions on one line", () => {
    const { definition, files, reasons } = filesOf(library("b.py", "a.py"), "resources", [file("b.py"), file("a.py")]);
    assert.deepEqual(
      [definition.path, files.map(({ path }) => path), reasons],
      ["resources/libraries/f/f.json", ["resources/libraries/f/b.py", "resources/libraries/f/a.py"], []],
    );
    assert.deepEqual(JSON.parse(String(definition.content)), {
      rSharedLibrariesF: {
        Type: "SharedLibraries",
        Artifacts: { Library: ["resources/libraries/f/a.py", "resources/libraries/f/b.py"] },
        Properties: { LibraryName: "f", Packages: ["a.py", "b.py"] },
      },
    });
    const schedule = live("Schedule", {
      ScheduleName: "s",
      JobType: "x",
      ScheduleType: "on-demand",
      ResourceId: "*****",
    });
    const [made] = compose([schedule], NOTHING_TAKEN).composed;
    assert.match(
      String(filesOf(made ?? assert.fail(), "r", []).definition.content),
      /^ {6}"ResourceId": \{ "!Environ": "SCHEDULE_S_RESOURCE_ID" \}$/m,
    );
  });

  it("are left out together if the name of one is unsafe, or differs from another only in case", () => {
    for (const name of [
      "../x.py",
      ".env",
      "a/b.py",
      "a.JSON",
      "nul.py",
      "x\u0000.py",
      "x.",
      "-x.py",
      "",
      "..",
      "C:x.py",
    ]) {
      const { definition, files, reasons } = filesOf(library(), "resources", [file("good.py"), file(name)]);
      assert.deepEqual(
        [files.length, reasons.length, String(definition.content).includes("Artifacts")],
        [0, 1, false],
        name,
      );
    }
    assert.equal(filesOf(library(), "resources", [file("a.py"), file("A.py")]).files.length, 0);
  });

  it("are written all or none, and never over existing files or through a link out of the project", () => {
    const outside = mkdtempSync(join(tmpdir(), "amorphic-outside-"));
    symlinkSync(outside, join(project, "linked"));
    writeFileSync(join(project, "mine.json"), "mine");
    symlinkSync(join(outside, "nothing"), join(project, "dangling.json"));
    const paths = ["new/a.json", "mine.json", "linked/deep/b.json", "dangling.json"];
    assert.throws(
      () =>
        writeFiles(
          project,
          paths.map((path) => ({ path, content: "x" })),
          [],
        ),
      /so nothing was written:\n {2}"mine.json"\n {2}"linked\/deep\/b.json"\n {2}"dangling.json"$/,
    );
    assert.deepEqual([readFileSync(join(project, "mine.json"), "utf8"), readdirSync(outside)], ["mine", []]);
    assert.equal(existsSync(join(project, "new")), false);
    rmSync(outside, { recursive: true });
  });

  it("say what is in the way of a directory, and which file could not be written", () => {
    const write = (...paths: string[]) =>
      writeFiles(
        project,
        paths.map((path) => ({ path, content: "x" })),
        [],
      );
    writeFileSync(join(project, "jobs"), "a file");
    assert.throws(
      () => write("new/a.json", "jobs/b/b.json"),
      /^UserError: .*nothing was written:\n {2}"jobs\/b\/b\.json"$/s,
    );
    assert.equal(existsSync(join(project, "new")), false);
    assert.throws(
      () => write("a", "a/b"),
      /^UserError: "a\/b" could not be written \(EEXIST\)\. Nothing was imported\. Remove/,
    );
  });

  it("include a list of the variables, to which later ones are added", () => {
    const variable = (name: string) => ({ name, logicalId: "rA", field: "F.x", file: "r/a.json" });
    writeFiles(project, [], [variable("A"), variable("B")]);
    writeFiles(project, [], [variable("C")]);
    assert.deepEqual([...variablesIn(project)], ["A", "B", "C"]);
    assert.match(
      readFileSync(join(project, ".env.example"), "utf8"),
      /^# Secrets [^]*values here\.\n\n# F\.x of rA, in r\/a\.json\nA=\n\n# F\.x of rA, in r\/a\.json\nB=\n\n# F\.x [^\n]*\nC=\n$/,
    );
  });

  it("avoid existing directories, whose names are listed in lower case", () => {
    mkdirSync(join(project, "Tags/Sales_x"), { recursive: true });
    writeFileSync(join(project, "tags.json"), "{}");
    assert.deepEqual([...directoriesIn(project)], ["tags/sales_x"]);
    assert.deepEqual([...directoriesIn(join(project, "none"))], []);
  });
});
