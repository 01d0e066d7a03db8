import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { domain, lineOf, load, makeRepository, type Options } from "./support";

const block = (id: string): object => ({ [id]: domain({ DomainName: id }) });
const idsOf = (repository: string, options?: Options): string[] =>
  load(repository, options).definitions.map(({ logicalId }) => logicalId);
const linesOf = (repository: string): string[] => load(repository).problems.map(lineOf);

describe("Files of definitions", () => {
  it("are all *.json at any depth, in any case, sorted by path, except hidden files and node_modules", () => {
    const repository = makeRepository({
      "resources/b.json": block("b"),
      "resources/a/z.json": block("az"),
      "resources/a.json": block("a"),
      "resources/a/b/c/d.json": block("abcd"),
      "resources/x.json/y.json": block("xy"),
      "resources/é.json": block("é"),
      "resources/Z.json": block("Z"),
      "resources/Y.JSON": block("Y"),
      "resources/.hidden/a.json": "no JSON",
      "resources/.a.json": "no JSON",
      "resources/node_modules/a.json": "no JSON",
      "resources/a/node_modules/a.json": "no JSON",
      "resources/README.md": "no JSON",
      "resources/a.json5": "no JSON",
      "other/a.json": "no JSON",
    });
    const { definitions, problems } = load(repository);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      definitions.map(({ file }) => file),
      ["Y.JSON", "Z.json", "a.json", "a/b/c/d.json", "a/z.json", "b.json", "x.json/y.json", "é.json"].map(
        (file) => `resources/${file}`,
      ),
    );
  });

  it("need not exist", () =>
    assert.deepEqual(load(makeRepository()), { definitions: [], problems: [], files: { all: 0, read: 0 } }));

  it("are all checked, and their problems are sorted by file, line and column", () => {
    const repository = makeRepository({
      "resources/c.json": "",
      "resources/a.json": '{"rA": 1,\n"rB": 2, "rC": 3}',
      "resources/b/b.json": "[1]",
      "resources/B.json": "{",
    });
    assert.deepEqual(
      load(repository).problems.map(({ file, line, column }) => `${file}:${line}:${column}`),
      ["B.json:1:2", "a.json:1:8", "a.json:2:7", "a.json:2:16", "b/b.json:1:1", "c.json:1:1"].map(
        (x) => `resources/${x}`,
      ),
    );
  });

  it("may be reached through links inside the repository, and are read once, even if links form a loop", () => {
    const repository = makeRepository({
      "shared/a.json": block("a"),
      "shared/deep/b.json": block("b"),
      "resources/c.json": block("c"),
      "resources/d/d.json": block("d"),
    });
    symlinkSync("../shared", join(repository, "resources/shared"));
    symlinkSync("../shared/a.json", join(repository, "resources/again.json"));
    symlinkSync("d", join(repository, "resources/before-d"));
    symlinkSync("../../resources", join(repository, "shared/deep/circle"));
    symlinkSync("self", join(repository, "resources/self.txt"));
    assert.deepEqual(linesOf(repository), []);
    assert.deepEqual(idsOf(repository), ["a", "c", "d", "b"]);
  });

  it("are not read from outside the repository: links that lead there are reported, as are broken ones", () => {
    const outside = makeRepository({ "a.json": block("a") });
    const repository = makeRepository();
    symlinkSync(join(outside, "a.json"), join(repository, "resources/a.json"));
    symlinkSync(outside, join(repository, "resources/b"));
    symlinkSync("nowhere.json", join(repository, "resources/c.json"));
    symlinkSync("nowhere", join(repository, "resources/d"));
    symlinkSync(join(outside, "resources"), join(repository, "resources/e.txt"));
    rmSync(join(outside, "resources"), { recursive: true });
    const away =
      "error OUTSIDE_REPOSITORY the symbolic link points outside the repository, where nobody reviews what is deployed; " +
      "copy the files into the repository, or remove the link";
    const broken = "error BROKEN_LINK the target of the symbolic link does not exist; correct or remove the link";
    assert.deepEqual(linesOf(repository), [
      `resources/a.json:1:1: ${away}`,
      `resources/b:1:1: ${away}`,
      `resources/c.json:1:1: ${broken}`,
      `resources/d:1:1: ${broken}`,
    ]);
  });

  it("that cannot be read turn unknown logical ids into one warning, and all other problems are reported", () => {
    const files = (...broken: string[]) => ({
      "resources/a.json": {
        rA: domain({ DisplayName: { "!DependsOn": "rB.DisplayName" } }),
        rC: domain({ DomainName: { "!DependsOn": "rB.DomainName" }, DisplayName: { "!DependsOn": "rA.Nme" } }),
      },
      ...Object.fromEntries(broken.map((text, i) => [`resources/b${i}.json`, text])),
      "access/a.json": { rB: {}, rC: {} },
    });
    const problems = (...broken: string[]) => {
      const repository = makeRepository(files(...broken));
      return load(repository, { access: join(repository, "access") }).problems.map(lineOf);
    };
    const cut = 'error JSON_SYNTAX the file ends, but the "{" at 1:1 is not closed; close it';
    const attribute = problems("{}").filter((line) => line.includes("UNKNOWN_ATTRIBUTE"));
    const uncertain =
      "references lead to a logical id that no other file defines; correct it so that they can be checked";
    assert.equal(attribute.length, 1);
    assert.equal(problems("{}").filter((line) => line.includes("UNKNOWN_LOGICAL_ID")).length, 3);
    assert.deepEqual(problems("{"), [
      ...attribute,
      `resources/b0.json:1:2: ${cut}`,
      `resources/b0.json:1:2: warning REFERENCES_NOT_CHECKED this file could not be read, and 3 ${uncertain}`,
    ]);
    assert.deepEqual(problems("{", "[]").slice(1), [
      `resources/b0.json:1:2: ${cut}`,
      `resources/b0.json:1:2: warning REFERENCES_NOT_CHECKED this file could not be read, nor could 1 other file, and 3 ${uncertain}`,
      "resources/b1.json:1:1: error NOT_AN_OBJECT a file of definitions must be an object that maps logical ids to definitions; wrap it in { }",
    ]);
  });

  it("of central sharing that cannot be read do not hide unknown logical ids", () => {
    const repository = makeRepository({
      "resources/a.json": { rA: domain({ DisplayName: { "!DependsOn": "rB.DisplayName" } }) },
      "access/a.json": "{",
    });
    const { problems } = load(repository, { access: join(repository, "access") });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["JSON_SYNTAX", "UNKNOWN_LOGICAL_ID"],
    );
  });

  it("that cannot be read are reported without their absolute path", function () {
    if (process.platform !== "linux") this.skip();
    const repository = makeRepository();
    // A name that is not UTF-8 is decoded to one that cannot be opened.
    const name = Buffer.concat([
      Buffer.from(join(repository, "resources/")),
      Buffer.from([0xff]),
      Buffer.from(".json"),
    ]);
    writeFileSync(name, "{}");
    assert.deepEqual(linesOf(repository), [
      "resources/\ufffd.json:1:1: error UNREADABLE the file cannot be read (ENOENT); make it readable",
    ]);
    rmSync(name);
  });

  it("come from an existing directory inside the repository", () => {
    const repository = makeRepository({ "x.json": block("x"), "resources/a.json": block("a") });
    assert.deepEqual(idsOf(repository, { root: repository }), ["a", "x"]);
    const refused = (root: string, message: string): void =>
      assert.throws(
        () => load(repository, { root }),
        (error: unknown) => error instanceof UserError && error.message === message,
      );
    const missing = "is not a directory, so there are no definitions to read; correct the path";
    refused(join(repository, "resource"), `"resource" ${missing}`);
    refused(join(repository, "x.json"), `"x.json" ${missing}`);
    refused(join(repository, "x.json/y"), `"x.json/y" ${missing}`);
    const outside = "is outside the repository; name a directory of definitions inside it";
    refused(join(repository, ".."), `".." ${outside}`);
    symlinkSync("..", join(repository, "up"));
    refused(join(repository, "up"), `"up" ${outside}`);
  });

  it("may be in a directory that is itself a link", () => {
    const repository = makeRepository({ "real/a.json": block("a") });
    symlinkSync("real", join(repository, "link"));
    const { definitions } = load(repository, { root: join(repository, "link") });
    assert.deepEqual(definitions[0]?.file, "real/a.json");
  });

  it("may be in a repository that is reached through a link", () => {
    const repository = makeRepository({ "resources/a.json": block("a") });
    const link = join(makeRepository(), "link");
    symlinkSync(repository, link);
    assert.deepEqual(load(link).definitions[0]?.file, "resources/a.json");
    mkdirSync(join(repository, "..resources"));
    assert.deepEqual(load(link, { root: join(link, "..resources") }).problems, []);
  });

  it("are named after the first link to them, in the order of paths", () => {
    const repository = makeRepository({ "shared/a.json": block("a") });
    for (const name of ["m", "b", "z"]) {
      mkdirSync(join(repository, "resources", name));
      symlinkSync("../../shared", join(repository, "resources", name, "link"));
    }
    assert.deepEqual(load(repository).definitions[0]?.file, "resources/b/link/a.json");
  });

  it("are only regular files named *.json; sockets, and links with other names, are ignored", async () => {
    const outside = makeRepository({ "README.md": "text" });
    const repository = makeRepository({ "README.md": "text" });
    const socket = createServer().listen(join(repository, "resources/a.json"));
    await once(socket, "listening");
    symlinkSync("a.json", join(repository, "resources/b.json"));
    symlinkSync("../README.md", join(repository, "resources/inside.md"));
    symlinkSync(join(outside, "README.md"), join(repository, "resources/outside.md"));
    assert.deepEqual(load(repository), { definitions: [], problems: [], files: { all: 0, read: 0 } });
    socket.close();
  });
});
