import assert from "node:assert/strict";
import { problemsOf } from "./support";

describe("JSON of definitions", () => {
  const good: [string, unknown][] = [
    ["an empty object", "{}"],
    ["a schema for editors", '{"$schema": "https://example.test/s.json"}'],
    ["a UTF-8 byte order mark", Buffer.from("\ufeff{}")],
    ["Windows line endings", "{\r\n}\r\n"],
    ["200 levels of brackets", `{"$schema": ${"[".repeat(199)}${"]".repeat(199)}}`],
    [
      "escapes, including those of quotes and lone surrogates",
      '{"$schema": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud800{["}',
    ],
    [
      "numbers that a double does not change",
      '{"$schema": [0, -0, 0.1, 1e5, 1E+2, 9007199254740992, 100000000000000000000]}',
    ],
    ["the same key in two objects", '{"$schema": [{"a": 1}, {"a": 1}]}'],
  ];
  for (const [what, content] of good) {
    it(`accepts ${what}`, () => assert.deepEqual(problemsOf(content), []));
  }

  const syntax: [string, string, string][] = [
    ["{", "1:2", 'the file ends, but the "{" at 1:1 is not closed; close it'],
    ['{\n "a": [', "2:8", 'the file ends, but the "[" at 2:7 is not closed; close it'],
    ['{"a"', "1:5", 'the file ends, but the "{" at 1:1 is not closed; close it'],
    ['{"a": tru', "1:10", 'the file ends, but the "{" at 1:1 is not closed; close it'],
    ['{"a": "x', "1:9", "the file ends, but the string at 1:7 is not closed; close it"],
    ['{"a": "x\\', "1:10", "the file ends, but the string at 1:7 is not closed; close it"],
    ['{"a": "x\\u12', "1:13", "the file ends, but the string at 1:7 is not closed; close it"],
    ['{"a": 1,}', "1:8", 'there is a comma before "}"; remove it'],
    ['{"a": [1,\n]}', "1:9", 'there is a comma before "]"; remove it'],
    ["{'a': 1}", "1:2", "JSON has no single quotes; use double quotes"],
    ['{} // "x"', "1:4", "JSON has no comments; remove it"],
    ["# x\n{}", "1:1", "JSON has no comments; remove it"],
    ['{"a": 1\n "b": 2}', "2:2", 'a comma, a colon or a bracket is missing before "\\""; add it'],
    ['{"a" 1}', "1:6", 'a comma, a colon or a bracket is missing before "1"; add it'],
    ['{"a": {}, "b": [', "1:17", 'the file ends, but the "[" at 1:16 is not closed; close it'],
    ['{"a": 1,, "b": {', "1:9", '"," is not expected here; correct the JSON'],
    ['{"a": [1 "b": {}', "1:10", 'a comma, a colon or a bracket is missing before "\\""; add it'],
    ["{} {}", "1:4", 'a comma, a colon or a bracket is missing before "{"; add it'],
    ["{a: 1}", "1:2", "this word has no quotes; put text and keys in double quotes"],
    ['{"a": nothing-secret}', "1:7", "this word has no quotes; put text and keys in double quotes"],
    ['{"a": NaN}', "1:7", "this word has no quotes; put text and keys in double quotes"],
    ['{"a": +1}', "1:7", '"+" is not expected here; correct the JSON'],
    ['{"a": .5}', "1:7", '"." is not expected here; correct the JSON'],
    ["}", "1:1", '"}" is not expected here; correct the JSON'],
    ['{"a": [1}}', "1:9", '"}" is not expected here; correct the JSON'],
    ["\u00a0{}", "1:1", '"\u00a0" is not expected here; correct the JSON'],
    ["\u0007{}", "1:1", '"\\u0007" is not expected here; correct the JSON'],
    ['{"a": "x\ty"}', "1:9", "a string contains a tab; close the string, or write \\t"],
    ['{"a": "x\r\ny"}', "1:9", "a string contains a line break; close the string, or write \\r"],
    ['{"a": "\u0001"}', "1:8", "a string contains a control character; close the string, or write \\u0001"],
    [
      '{"a": "C:\\x"}',
      "1:10",
      'JSON has no such escape sequence; write \\\\ for a backslash, or one of \\" \\/ \\b \\f \\n \\r \\t \\u0000',
    ],
    [
      '{"a": "\\u12G4"}',
      "1:8",
      'JSON has no such escape sequence; write \\\\ for a backslash, or one of \\" \\/ \\b \\f \\n \\r \\t \\u0000',
    ],
  ];
  for (const [text, place, message] of syntax) {
    it(`rejects ${JSON.stringify(text)}`, () =>
      assert.deepEqual(problemsOf(text), [`${place}: error JSON_SYNTAX ${message}`]));
  }

  it("counts lines that end in CRLF, CR or LF", () =>
    assert.deepEqual(
      problemsOf('{\r\n"a": {},\r"b": {},\n "c"}').map((line) => line.split(" ")[0]),
      ["4:5:"],
    ));

  it("counts lines the same way in valid JSON, with or without a byte order mark", () => {
    const text = '{\r\n "rA": 1,\r "rB": 2,\n\r\n "\u2028": 3}';
    for (const content of [text, `\ufeff${text}`]) {
      assert.deepEqual(
        problemsOf(content).map((line) => line.split(" ")[0]),
        ["2:8:", "3:8:", "5:7:"],
      );
    }
  });

  it("does not count a byte order mark as a column, as in an editor", () =>
    assert.deepEqual(problemsOf(Buffer.from("\ufeff{,}")), [
      '1:2: error JSON_SYNTAX "," is not expected here; correct the JSON',
    ]));

  it("reports a file as empty, also if it has only whitespace or a byte order mark", () => {
    const message = "1:1: error EMPTY_FILE the file is empty; write {} or remove the file";
    for (const text of ["", " \r\n\t", "\ufeff"]) assert.deepEqual(problemsOf(text), [message]);
  });

  it("recognises UTF-16, with or without a byte order mark", () => {
    const little = Buffer.from('{"a": {}}', "utf16le");
    const message = "1:1: error NOT_UTF8 the file is UTF-16, but JSON is UTF-8; save it as UTF-8";
    const marked = [Buffer.from([0xff, 0xfe]), little];
    for (const bytes of [little, Buffer.concat(marked), Buffer.concat(marked).swap16(), Buffer.from(little).swap16()]) {
      assert.deepEqual(problemsOf(bytes), [message]);
    }
  });

  it("shows where invalid UTF-8 begins, even after multibyte characters", () =>
    assert.deepEqual(problemsOf(Buffer.concat([Buffer.from('{\n"é�": "'), Buffer.from([0xe9]), Buffer.from('"}')])), [
      "2:8: error NOT_UTF8 the file is not valid UTF-8 (byte 0xe9 here), perhaps Latin-1; save it as UTF-8",
    ]));

  it("rejects a file that is not an object", () => {
    const message = "a file of definitions must be an object that maps logical ids to definitions; wrap it in { }";
    for (const text of ["[]", '"x"', "1", "null", "true"]) {
      assert.deepEqual(problemsOf(` ${text}`), [`1:2: error NOT_AN_OBJECT ${message}`]);
    }
  });

  it("rejects more than 200 levels of brackets, even a million, closed or not", () => {
    const message = "brackets are nested more than 200 levels deep, which no definition needs; flatten it";
    for (const text of [`${"[".repeat(201)}${"]".repeat(201)}`, "[".repeat(5_000), `{"a":${"[".repeat(1_000_000)}`]) {
      const column = text.startsWith("{") ? 205 : 201;
      assert.deepEqual(problemsOf(text), [`1:${column}: error TOO_DEEP ${message}`]);
    }
  });

  it("limits the levels of brackets, not their number", () => {
    assert.deepEqual(problemsOf(`{"$schema": [${"[[]],".repeat(500)}[]]}`), []);
    assert.match(problemsOf(`{"$schema": [[], ${"[".repeat(200)}`)[0] ?? "", /^1:216: error TOO_DEEP /);
  });

  it("ignores brackets in strings", () => assert.deepEqual(problemsOf(`{"$schema": "${"[".repeat(500)}"}`), []));

  it("rejects more than 1,500,000 values", () =>
    assert.deepEqual(problemsOf(`{"a":[${"0,".repeat(1_500_001)}0]}`), [
      "1:3000004: error TOO_LARGE the file contains more than 1500000 values; split it into several files",
    ]));

  it("reads a file of 30 MB, and knows the place of a mistake at its end", () => {
    const text = `{"$schema": "${"x".repeat(30_000_000)}",\n "rA": 1}`;
    assert.deepEqual(
      problemsOf(text).map((line) => line.split(" ").slice(0, 3).join(" ")),
      ["2:8: error NOT_A_DEFINITION"],
    );
  });

  it("rejects a file of more than 100 MB", () =>
    assert.deepEqual(problemsOf(Buffer.alloc(100 * 1024 * 1024 + 1, " ")), [
      "1:1: error TOO_LARGE the file is larger than 100 MB; split it into several files",
    ]));

  it("rejects a duplicate key in an object, at any depth, and names both places", () =>
    assert.deepEqual(problemsOf('{"$schema": {\n "a": 1,\n "\\u0061": 2, "b": [{"c": 1, "c": 1}]}}'), [
      '3:2: error DUPLICATE_KEY the key "a" is also at 2:2, and only one of the two can take effect; remove one',
      '3:30: error DUPLICATE_KEY the key "c" is also at 3:22, and only one of the two can take effect; remove one',
    ]));

  it("finds duplicate keys in lists, next to strings that look like keys and below other duplicate keys", () => {
    const text = String.raw`{"$schema": [{"a": "\": 1, \"a\": "},
[[{"\"b\":": {"c":1}, "\"b\":" : [{"d":"\":","e":1,"d":1}]}]]]}`;
    assert.deepEqual(
      problemsOf(text).map((line) => line.split(" the key ")[0]),
      ["2:23: error DUPLICATE_KEY", "2:52: error DUPLICATE_KEY"],
    );
  });

  it("rejects a duplicate __proto__", () =>
    assert.deepEqual(problemsOf('{"$schema": {"__proto__": 1, "__proto__": 2}}'), [
      '1:30: error DUPLICATE_KEY the key "__proto__" is also at 1:14, and only one of the two can take effect; remove one',
    ]));

  it("rejects numbers that would silently become others, and says which", () => {
    const becomes = (number: string) =>
      `error INEXACT_NUMBER the number cannot be represented exactly: it would become ${number}; write it in double quotes, as text, or with fewer digits`;
    const text = `{"$schema": [12345678901234567891,
1e400, 9007199254740993, 1.0000000000000000001,
-0.12345678901234567890]}`;
    assert.deepEqual(problemsOf(text), [
      `1:14: ${becomes("12345678901234567000")}`,
      `2:1: ${becomes("Infinity")}`,
      `2:8: ${becomes("9007199254740992")}`,
      `2:26: ${becomes("1")}`,
      `3:1: ${becomes("-0.12345678901234568")}`,
    ]);
  });

  it("accepts every way to write a number that is exact", () => {
    const zeros = "0".repeat(300_000);
    const numbers = [
      "-0.0",
      "0e7",
      "1.50",
      "15E-1",
      "1e22",
      "9007199254740992",
      "0.1000000000000000000",
      "2.0000000000000000e3",
      "1234567890123456.7e-1",
    ];
    assert.deepEqual(problemsOf(`{"$schema": [${numbers.join()}, 0.${zeros}, 1.${zeros}, 0.1234567890123457]}`), []);
    assert.match(problemsOf(`{"$schema": [1.${zeros}1]}`).join(), /it would become 1;/);
  });

  it("reports the first mistake, whatever follows it", () => {
    for (const rest of [' "x"', " {", "{}", ",", " 3", " tru"]) {
      assert.match(problemsOf(`[1 2${rest}`).join(), /^1:4: [^:]+ is missing before "2"; add it$/, rest);
    }
    assert.match(problemsOf("[[1 2]").join(), /^1:5: [^:]+ is missing before "2"; add it$/);
    assert.match(problemsOf('{"a": [}').join(), /^1:8: [^:]+ "}" is not expected here/);
    for (const text of ['["\\n", "\\x"]', '["\\x", "\\']) {
      assert.match(problemsOf(text).join(), /^1:\d+: error JSON_SYNTAX JSON has no such escape/, text);
    }
  });

  it("reports the unclosed bracket if the text ends after a complete or partial value", () => {
    for (const last of ["2 \n ", "2.5E+1", "true", "falsE", "1990"]) {
      assert.match(problemsOf(`[1 ${last}`).join(), /^\d:\d+: [^:]+ "\[" at 1:1 is not closed; close it$/, last);
    }
  });

  it("suggests the right escape for a control character in a string", () => {
    assert.match(problemsOf('{"a": "x\ny"}').join(), /^1:9: .* contains a line break; .* write \\n$/);
    assert.match(problemsOf('{"a": "\u001f"}').join(), /^1:8: .* contains a control character; .* write \\u001f$/);
  });

  it("counts each line once, empty ones too, whichever line ending the file uses", () => {
    for (const end of ["\r\n", "\r", "\n"])
      assert.match(problemsOf(`{${end}${end}"c"}`).join(), /^3:4: /, JSON.stringify(end));
  });
});
