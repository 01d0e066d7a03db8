import assert from "node:assert/strict";
import { frame } from "../../../commands/validate/frame";
import { catalog } from "../../../providers/catalog";
import { sourceReader } from "../../../providers/definitions/source";
import { makeRepository } from "../../definitions/support";

/** The frame of a position in a file with this text. */
function of(text: string | Buffer, line: number, column: number, columns = 80): string {
  const source = sourceReader(makeRepository({ "resources/a.json": text }), catalog)("resources/a.json");
  return source ? frame(source, { line, column }, columns).join("\n") : "no source";
}

describe("A code frame", () => {
  it("shows the line with a caret, and at most two lines before it", () => {
    const text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n';
    assert.equal(of(text, 1, 1), "> 1 | {\n    | ^");
    assert.equal(of(text, 2, 8), '  1 | {\n> 2 |   "a": 1,\n    |        ^');
    assert.equal(of(text, 4, 8), '  2 |   "a": 1,\n  3 |   "b": 2,\n> 4 |   "c": 3\n    |        ^');
  });

  it("aligns line numbers", () =>
    assert.equal(of(`{${"\n".repeat(9)} 1}`, 10, 2), "   8 |\n   9 |\n> 10 |  1}\n     |  ^"));

  it("recognizes every kind of line ending, and shows none", () =>
    assert.equal(of('{\r\n"a":\r1,\n2', 4, 1), '  2 | "a":\n  3 | 1,\n> 4 | 2\n    | ^'));

  it("puts the caret after the last character for the end of the file or of a line", () => {
    assert.equal(of("{", 1, 2), "> 1 | {\n    |  ^");
    assert.equal(of("{\n", 2, 1), "  1 | {\n> 2 |\n    | ^");
    assert.equal(of("{\n}", 1, 99), "> 1 | {\n    |  ^");
  });

  it("counts tabs, wide characters, marks and emoji as the terminal does", () => {
    assert.equal(of('\t"a": x', 1, 7), '> 1 |   "a": x\n    |        ^');
    assert.equal(of('"漢字": x', 1, 7), '> 1 | "漢字": x\n    |         ^');
    assert.equal(of('"e\u0301": x', 1, 7), '> 1 | "e\u0301": x\n    |      ^');
    assert.equal(of('"👍": x', 1, 7), '> 1 | "👍": x\n    |       ^');
    assert.equal(of('"é": x', 1, 6), '> 1 | "é": x\n    |      ^');
  });

  it("escapes control characters, including those that change the direction of text", () => {
    assert.equal(of('"\u001b[31m\u202e": x', 1, 11), '> 1 | "\\u001b[31m\\u202e": x\n    |                     ^');
    assert.doesNotMatch(of(`{"a\u0000\u0007\u009b": "\u{e0041}\u2028"`, 1, 2), /[^\P{Cc}\n]|\p{Cf}|\p{Zl}/u);
  });

  it("cuts long lines around the caret", () => {
    const text = `{"${"a".repeat(500)}": here, "${"b".repeat(500)}": 1}`;
    const [line = "", caret = ""] = of(text, 1, 506).split("\n");
    assert.equal(line.length, 80);
    assert.match(line, /^> 1 \| …a+": here, "b+…$/);
    assert.equal(line[caret.indexOf("^")], "h");
    const [start = ""] = of(text, 1, 1).split("\n");
    assert.match(start, /^> 1 \| \{"a+…$/);
    const [end = "", last = ""] = of(text, 1, text.length).split("\n");
    assert.match(end, /^> 1 \| …b+": 1\}$/);
    assert.equal(end[last.indexOf("^")], "}");
    assert.ok([start, end].every(({ length }) => length <= 80));
  });

  it("cuts lines of wide characters so that they fit", () => {
    const [line = "", caret = ""] = of(`"${"漢".repeat(300)}"`, 1, 200).split("\n");
    // Each takes two of the 80 columns, and the caret is below the first of them.
    assert.equal(line.length, "> 1 | …".length + 36 + 1);
    assert.equal((caret.indexOf("^") - "> 1 | …".length) % 2, 0);
    assert.match(line, /^> 1 \| …漢+…$/);
  });

  it("cuts context lines at their end, and assumes at least 40 columns", () => {
    const [context = "", line = ""] = of(`"${"a".repeat(100)}"\nx`, 2, 1, 5).split("\n");
    assert.equal(context, `  1 | "${"a".repeat(31)}…`);
    assert.equal(line, "> 2 | x");
  });

  it("shows nothing for a position that does not exist", () => assert.equal(of("{}", 7, 1), ""));

  it("is quick in the middle of a line of 20 MB", () => {
    const text = `{"$schema": "${"x".repeat(20_000_000)}", "rA": 1}`;
    assert.match(of(text, 1, 10_000_000), /^> 1 \| …x+…\n {4}\| +\^$/);
  });

  it("has no source if the file is empty, missing, not UTF-8 or outside the repository", () => {
    assert.equal(of(" \n", 1, 1), "no source");
    assert.equal(of(Buffer.from('{"a": 1}', "utf16le"), 1, 1), "no source");
    const read = sourceReader(makeRepository({ "resources/a.json": "{}" }), catalog);
    for (const file of ["resources", "resources/b.json", "../../etc/hostname"]) assert.equal(read(file), undefined);
  });

  it("ends where a file stops being UTF-8", () =>
    assert.equal(of(Buffer.from([0x7b, 0x22, 0xe9, 0x22]), 1, 3), '> 1 | {"\n    |   ^'));
});

describe("Secrets in a code frame", () => {
  const block = (config: string): string =>
    `{"rS": {"Type": "Datasource", "Properties": {"DatasourceConfig": {${config}}}}}`;
  const shown = (config: string): string => of(block(config), 1, 66, 300).split("\n")[0]?.slice(72, -4) ?? "";

  it("are masked, whatever their JSON type", () => {
    assert.equal(shown('"Password": "hunter2", "Url": "u"'), '"Password": ***, "Url": "u"');
    assert.equal(shown('"Password": ["hunter2", {"a": 2}]'), '"Password": ***');
    assert.equal(shown('"Password": {"hunter2": 1}'), '"Password": ***');
    assert.equal(shown('"Password": "a\\"b", "Token": 7'), '"Password": ***, "Token": ***');
    assert.equal(shown('"Password": {"!f": "hunter2", "b": "hunter2"}'), '"Password": {"!f": ***, "b": ***}');
    assert.equal(shown('"X": [{"!Secret": ["hunter2"]}]'), '"X": [{"!Secret": ***}]');
  });

  it("include the values of mistyped keys, and of keys that sound like secrets", () => {
    assert.equal(
      shown('"Pasword": "a", "password": "b", "db_token": "c"'),
      '"Pasword": ***, "password": ***, "db_token": ***',
    );
  });

  it("include fields that may be secrets, and typos of them, but not other known fields with similar names", () => {
    const line = '"ParameterType": "a", "ParameterValue": "b", "ParameterVlaue": "c"';
    assert.equal(shown(line), '"ParameterType": "a", "ParameterValue": ***, "ParameterVlaue": ***');
  });

  it("include URLs with a password, whatever the key", () => {
    assert.equal(shown('"Url": "http://joe:hunter2@x", "X": ["a://b"]'), '"Url": ***, "X": ["a://b"]');
    assert.equal(shown('"Url": "http:\\/\\/joe:hunter2@x"'), '"Url": ***');
    assert.equal(of('{"Url": "http://joe:hunter2@x",,', 1, 1), '> 1 | {"Url"***\n    | ^');
  });

  it("do not include the names in functions such as `!Environ`", () => {
    const functions = '"Password": {"!Environ": "DB"}, "Token": {"!Secret": "db#x"}, "ApiKey": {"!DependsOn": "rA.B"}';
    assert.equal(shown(functions), functions);
  });

  it("do not displace the caret when they are masked", () => {
    const text = block('"Password": "hunter2", "Url": 1');
    const [line = "", caret = ""] = of(text, 1, text.indexOf("1}") + 1, 300).split("\n");
    assert.equal(line[caret.indexOf("^")], "1");
    const [there = "", below = ""] = of(text, 1, text.indexOf('"hunter2"') + 4, 300).split("\n");
    assert.equal(there.slice(below.indexOf("^"), below.indexOf("^") + 3), "***");
  });

  it("are masked in context lines, in cut lines, and over several lines", () => {
    const lines = '{"rS": {\n "Password":\n "hunter2",\n "X": 1}}';
    assert.equal(of(lines, 4, 2), '  2 |  "Password":\n  3 |  ***,\n> 4 |  "X": 1}}\n    |  ^');
    const long = block(`"Password": "${"hunter2 ".repeat(100)}"`);
    assert.doesNotMatch(of(long, 1, 400), /hunter2/);
  });

  it("are masked as far as possible in invalid JSON", () => {
    const broken = [
      '{"Password": "hunter2" "x": 1}',
      '{"Password" "hunter2"}',
      "{Password: 'hunter2'}",
      '{"Password": "hunter2\n hunter2"}',
      '{\n "Password":\n "hunter2"\n "x": 1',
      '{\n "Password": [\n  "hunter2",\n  "hunter2"\n ],,',
      '{\n "Password": {\n  "x": "hunter2"\n },,',
      '{\n "Passwrd": "hunter2",,',
      '{\n "Pass\\word": "hunter2",,',
      '{\n "Pass"wd": "hunter2",,',
      '{\n "To:ken": "hunter2",,',
    ];
    for (const text of broken) {
      for (let line = 1; line <= text.split("\n").length; line++)
        assert.doesNotMatch(of(text, line, 1), /hunter2/, text);
    }
  });

  it("leave the rest of invalid JSON as it is", () =>
    assert.equal(
      of('{\n "Password": "hunter2",\n "Url": "u",\n "x": y\n}', 4, 7),
      '  2 |  "Password***\n  3 |  "Url": "u",\n> 4 |  "x": y\n    |       ^',
    ));

  it("hide in invalid JSON all that may belong to them, up to the next key or end of a list", () => {
    const text = (...lines: string[]) => of(["{", ...lines, '  "y": z,,', "}"].join("\n"), lines.length + 2, 3);
    assert.equal(
      text('  "Password":', "    hunter2,"),
      '  2 |   "Password***\n  3 |     ***\n> 4 |   "y": z,,\n    |   ^',
    );
    assert.equal(text('  "Password": [', "  ]}],"), '  2 |   "Password***\n  3 |   ]}],\n> 4 |   "y": z,,\n    |   ^');
    for (const line of ['hunter2, "x": 1', '"hunter2" "x": 1'])
      assert.equal(
        text('  "Password":', `  ${line}`),
        '  2 |   "Password***\n  3 |   ***\n> 4 |   "y": z,,\n    |   ^',
      );
    assert.equal(
      text('  "Parameter"Value": "hunter2-and-more"', "  1"),
      '  2 |   ***\n  3 |   ***\n> 4 |   "y": z,,\n    |   ^',
    );
  });
});
