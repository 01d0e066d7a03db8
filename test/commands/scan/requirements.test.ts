import assert from "node:assert/strict";
import { clean } from "../../../commands/scan/clean";
import { readRequirements, withoutRepetition } from "../../../commands/scan/scanners/requirements";

describe("a requirements file", () => {
  it("yields the packages that name one version, in each of pip's notations", () => {
    const text = [
      "# comment",
      "--index-url https://user:pl4nted@mirror.test/simple",
      "requests==2.19.0",
      "Flask [async] == 2.0.1 ; python_version >= '3.9'  # why",
      "numpy==1.26.0 \\",
      "    --hash=sha256:aaaa \\",
      "    --hash=sha256:bbbb",
      "zope.interface===5.0+local",
      "",
    ].join("\r\n");
    assert.deepEqual(readRequirements(text), {
      pins: [
        { name: "requests", version: "2.19.0", line: 3 },
        { name: "Flask", version: "2.0.1", line: 4 },
        { name: "numpy", version: "1.26.0", line: 5 },
        { name: "zope.interface", version: "5.0+local", line: 8 },
      ],
      unpinned: [],
    });
  });

  it("yields everything else as unpinned, without possible passwords", () => {
    const lines = [
      "pandas",
      "boto3>=1.28",
      "django==4.*",
      "git+https://user:pl4nted@git.test/x.git",
      "x @ https://user:pl4nted@files.test/x.whl",
      "-r other.txt",
      "-e .",
      "./local",
      "$(rm -rf /)",
    ];
    assert.deepEqual(readRequirements(lines.join("\n")), {
      pins: [],
      unpinned: [
        "pandas",
        "boto3",
        "django",
        "a package from a URL",
        "a package from a URL",
        "a reference to another file",
        "an option or a local package",
        "an option or a local package",
        "a line that is not a requirement",
      ].map((what, index) => ({ what, line: index + 1 })),
    });
  });

  it("is split if it names several versions of a package, so that each is looked up", () => {
    const lists = (text: string) => {
      const parted = withoutRepetition(readRequirements(text).pins);
      return parted.map((list) => [...list].map(([name, { version, line }]) => `${name} ${version} ${line}`));
    };
    assert.deepEqual(lists("a.b==1 ; x\nc==1\nA_B==2 ; y\na-b==1 ; z\nc==1\na-b==3"), [
      ["a-b 1 1", "c 1 2"],
      ["a-b 2 3"],
      ["a-b 3 6"],
    ]);
    assert.deepEqual(lists("# none\n"), [[]]);
  });
});

describe("a scanner's messages", () => {
  it("are shown on one line, without control characters and known forms of secrets", () => {
    assert.equal(clean(" a\n\u001b[31mb\u202ec "), "a \\u001b[31mb\\u202ec");
    assert.equal(clean("see https://u:p@x.test/a AKIAIOSFODNN7EXAMPLF ok"), "see https://***@x.test/a *** ok");
    assert.equal(clean("Possible hardcoded password: 'hunter2'"), "Possible hardcoded password: ***");
    assert.equal(clean(`token ghp_${"a".repeat(36)}`), "token ***");
    assert.equal(Array.from(clean("🔥".repeat(2_000))).length, 1_000);
  });
});
