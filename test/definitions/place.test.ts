import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock } from "node:test";
import { parseFile } from "../../providers/definitions/json-file";
import type { JsonNode } from "../../providers/definitions/json-node";
import { Report } from "../../providers/definitions/report";
import { dataset, domain, lineOf, load, makeRepository } from "./support";

/** The copy of the module that the code itself calls. */
const momoa = createRequire(require.resolve("../../providers/definitions/tree"))("@humanwhocodes/momoa") as {
  parse: (text: string) => unknown;
};

/** The texts that were parsed into trees during the work. */
function treesOf(work: () => void): string[] {
  const parse = mock.method(momoa, "parse");
  try {
    work();
    return parse.mock.calls.map(({ arguments: [text] }) => text);
  } finally {
    parse.mock.restore();
  }
}

/** The place of each key and value, in order: `line:column text`. */
function placesIn(text: string): string[] {
  const file = parseFile("a.json", Buffer.from(text), new Report());
  const show = ({ line, column }: { line: number; column: number }, what: unknown) =>
    `${line}:${column} ${JSON.stringify(what)}`;
  const below = (node: JsonNode): (() => string)[] => [
    ...(node.key === "" ? [] : [() => show(node.keyPosition, node.key)]),
    () => show(node.position, node.value),
    ...(node.members() ?? node.elements() ?? []).flatMap(below),
  ];
  assert.ok(file);
  return (file.members ?? [file.root]).flatMap(below).map((place) => place());
}

describe("Places in a file", () => {
  it("are right for keys and values at any depth, with any line endings, a byte order mark and odd names", () => {
    const expected = ['2:2 "rA"', '2:8 {"":[1,{"__proto__":null}]}', '2:13 [1,{"__proto__":null}]', "2:14 1"];
    const rest = ['3:1 {"__proto__":null}', '3:3 "__proto__"', "4:1 null", '4:10 "\\u0000é"', '4:26 "x"'];
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = ["{", ' "rA": {"": [1,', '{ "__proto__":', 'null}]}, "\\u0000\\u00e9": "x"}'].join(end);
      for (const content of [text, `\ufeff${text}`]) assert.deepEqual(placesIn(content), [...expected, ...rest]);
    }
  });

  it("are distinct for two blocks with the same logical id", () =>
    assert.deepEqual(placesIn('{"a": {"b": 1},\n"a": [{"b": 2}],\n"c": 3}'), [
      ...['1:2 "a"', '1:7 {"b":1}', '1:8 "b"', "1:13 1"],
      ...['2:1 "a"', '2:6 [{"b":2}]', '2:7 {"b":2}', '2:8 "b"', "2:13 2"],
      ...['3:1 "c"', "3:6 3"],
    ]));

  it("are not looked up in files without problems, even if strings look like keys", () => {
    const files = {
      "resources/a.json": { rA: domain({ DomainDescription: '{"a": 1, "a":2, "\\":": 12345678901234567890}' }) },
      "resources/b.json": { rB: dataset({ Domain: { "!DependsOn": "rA.DomainName" } }) },
      "access/a.json": { rB: { Owner: { Users: ["ann"] } } },
    };
    const repository = makeRepository(files);
    const trees = treesOf(() => {
      const { definitions, problems } = load(repository, { access: join(repository, "access") });
      assert.deepEqual([definitions.length, problems], [2, []]);
    });
    assert.deepEqual(trees, []);
  });

  it("are looked up once per file, however many problems it has, from whichever checks", () => {
    const bad = JSON.stringify({
      rA: domain({ Nmae: 1, Size: 2 }),
      rB: domain({ DisplayName: { "!DependsOn": "r" } }),
    });
    const repository = makeRepository({ "resources/a.json": bad, "resources/b.json": { rC: dataset() } });
    const trees = treesOf(() => {
      const codes = load(repository).problems.map(({ code }) => code);
      assert.deepEqual(codes, ["UNKNOWN_PROPERTY", "UNKNOWN_PROPERTY", "DUPLICATE_NATURAL_KEY", "REFERENCE_FORMAT"]);
    });
    assert.deepEqual(trees, [bad]);
  });

  it("are looked up once per file, however many keys are duplicates", () => {
    const shares = Array.from("abcde", (id) => `"${id}": {}, "${id}": {}`);
    const repository = makeRepository({ "access/a.json": `{${shares.join()}}` });
    const trees = treesOf(() => {
      const { problems } = load(repository, { access: join(repository, "access") });
      assert.equal(problems.filter(({ code }) => code === "DUPLICATE_SHARE").length, 5);
    });
    assert.equal(trees.length, 1);
  });

  it("are those of the text that was checked, even if the file has changed since", () => {
    const repository = makeRepository({ "resources/a.json": '\n\n{"rA": 1}', "resources/b.json": "{}" });
    const change = (read: number) => read === 1 && writeFileSync(join(repository, "resources/a.json"), "[");
    assert.deepEqual(load(repository, { progress: change }).problems.map(lineOf), [
      'resources/a.json:3:8: error NOT_A_DEFINITION "rA" is not a definition, which must be an object; write {"Type": …, "Properties": {…}}, or remove it',
    ]);
  });
});
