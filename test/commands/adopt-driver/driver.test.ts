import assert from "node:assert/strict";
import { readDriver, type Value } from "../../../commands/adopt-driver/driver";
import { setEnvironment } from "../../client/environment";

/** The arguments as plain values; an unknown one as `<what the driver has there>`, a variable as `$NAME`. */
async function argumentsOf(source: string | Buffer): Promise<Record<string, unknown>> {
  const call = await readDriver("cicd.py", Buffer.from(source));
  return Object.fromEntries(
    call.arguments.map((each) => ["name" in each ? each.name : String(each.place), plain(each.value)]),
  );
}

function plain(value: Value): unknown {
  if ("literal" in value) return value.literal;
  if ("env" in value) return `$${value.env}`;
  if ("unknown" in value) return `<${value.unknown}>`;
  if ("list" in value) return value.list.map(plain);
  return Object.fromEntries(value.dict.map(([key, inner]) => [plain(key), plain(inner)]));
}

const refused = (source: string | Buffer, message: string) =>
  assert.rejects(readDriver("cicd.py", Buffer.from(source)), { name: "UserError", message });

/** One argument, after some lines. */
const given = async (value: string, before = "") => (await argumentsOf(`${before}\nResourceManager(${value})\n`))["0"];

const SEVERAL = "<the variable a, which is not set in exactly one place>";

describe("A driver of CICD Utils", function () {
  this.timeout(30_000);

  it("is read in the vendor's own form", async () => {
    const source = `
import os
from amorphic_cicd import ResourceManager

AMORPHIC_AUTH_TOKEN = os.environ["AMORPHIC_AUTHORIZATION_TOKEN"]
AMORPHIC_BASE_URL = "https://abc.execute-api.eu-west-1.amazonaws.com/dev"
AMORPHIC_ROLE_ID: str = "admin-role-1"
RESOURCES_TO_IMPORT = {"rDomain": {"DomainName": "states"}, "rTag": {"TagKey": "a", "TagValue": "b"}}

manager = ResourceManager(
    "./resources",
    access_management_dir="./access-management/dev",
    amorphic_auth_token=AMORPHIC_AUTH_TOKEN,
    amorphic_base_url=AMORPHIC_BASE_URL,
    amorphic_role_id=AMORPHIC_ROLE_ID,
    validate_resource_properties=True,
    resources_to_import=RESOURCES_TO_IMPORT,
)
manager.deploy()
`;
    assert.deepEqual(await argumentsOf(source), {
      0: "./resources",
      access_management_dir: "./access-management/dev",
      amorphic_auth_token: "$AMORPHIC_AUTHORIZATION_TOKEN",
      amorphic_base_url: "https://abc.execute-api.eu-west-1.amazonaws.com/dev",
      amorphic_role_id: "admin-role-1",
      validate_resource_properties: true,
      resources_to_import: { rDomain: { DomainName: "states" }, rTag: { TagKey: "a", TagValue: "b" } },
    });
  });

  it("is read through main(), an aliased import, try, and dictionary unpacking", async () => {
    const source = `
import os
from amorphic_cicd import ResourceManager as Manager
ROOT = "./resources"
def main(verbose):
    settings = {"amorphic_role_id": "r", "amorphic_auth_token": os.getenv("TOKEN", "not shown")}
    try:
        Manager(ROOT, access_management_dir=os.path.join("access-management", "q" + "a"), **settings)
    except Exception as error:
        raise
if __name__ == "__main__":
    main(True)
`;
    assert.deepEqual(await argumentsOf(source), {
      0: "./resources",
      access_management_dir: "access-management/qa",
      amorphic_role_id: "r",
      amorphic_auth_token: "$TOKEN",
    });
    assert.equal((await argumentsOf('import cicd\ncicd.utils.ResourceManager("r")'))["0"], "r");
    const several = [{ literal: "r", line: 3 }];
    assert.deepEqual(
      (await readDriver("x", Buffer.from('a = 1\n\nb = "r"\n\nResourceManager(\n  b)'))).arguments.map(
        ({ value }) => value,
      ),
      several,
      "the line is that of the value",
    );
  });

  it("is not guessed at: values that are known only at run time count as unknown", async () => {
    const cases: [value: string, before: string, known: unknown][] = [
      ['f"./{a}"', 'a = "x"', "<an f-string>"],
      ['"./{}".format(a)', "", "<a call>"],
      ['str(Path("r"))', "", "<a call to str(...)>"],
      ['"a" if x else "b"', "", "<a conditional expression>"],
      ['"a%s" % x', "", "<an expression>"],
      ["CONFIG['root']", "CONFIG = {'root': 'r'}", "<an element of another value>"],
      ["settings.ROOT", "import settings", "<an attribute of another value>"],
      ["a", "from settings import a", SEVERAL],
      ["a", 'if x:\n  a = "1"\nelse:\n  a = "2"', SEVERAL],
      ["a", 'a = "1"\nfor a in x: pass', SEVERAL],
      ["a", 'a = "1"\ndef f():\n  global a\n  a = "2"', SEVERAL],
      ["a", 'a = "1"\na += "2"', SEVERAL],
      ["a", 'a = {}\na["x"] = 1', SEVERAL],
      ["a", "a = {}\ndef f():\n  a.update(x=1)", SEVERAL],
      ["a", "a, b = 1, 2", SEVERAL],
      ["a", "with open('x') as a: pass", SEVERAL],
      ["a", "a = b\nb = a", SEVERAL],
      ["{**a}", "", "<a dictionary merged from others>"],
      ["os.environ[a]", "a = x()", "<an element of another value>"],
      ["*a", "", "<an expression>"],
    ];
    for (const [value, before, known] of cases) {
      const { 0: first, "*": star } = await argumentsOf(`${before}\nResourceManager(${value})\n`);
      assert.deepEqual(first ?? star, known, `${before}; ${value}`);
    }
    assert.equal(await given("a", 'if x:\n  a = "1"'), "1", "bound in one place only");
    assert.equal(
      (await argumentsOf('a = "1"\nclass C:\n  a = "2"\n  def f(self):\n    ResourceManager(a)'))["0"],
      "1",
      "methods do not see the names of their class",
    );
  });

  it("is never executed, whatever it contains", async () => {
    const planted = '__import__("os").system("touch /tmp/amorphic-planted")';
    assert.equal(await given(planted), "<a call>");
    assert.equal(await given(`f'{${planted}}'`), "<an f-string>");
    assert.equal(await given('"r"', `${planted}\nraise SystemExit(3)\nwhile True: pass`), "r");
    const { existsSync } = await import("node:fs");
    assert.equal(existsSync("/tmp/amorphic-planted"), false);
  });

  it("may begin with a byte order mark and have Windows line endings", async () => {
    assert.equal(await given('"r"', "\ufeffimport os\r\n"), "r");
  });

  it("is rejected, with the line, if it is not valid Python or not UTF-8", async () => {
    await refused("import os\ndef (:\n", "cicd.py:2: it cannot be parsed as Python: invalid syntax.");
    await refused(
      Buffer.from('a = 1\nb = "caf\xe9"\n', "latin1"),
      "cicd.py:2: the file is not UTF-8; save it as UTF-8.",
    );
    await refused(
      Buffer.from("\ufeffResourceManager()", "utf16le"),
      "cicd.py:1: the file is not UTF-8; save it as UTF-8.",
    );
    await assert.rejects(
      readDriver("cicd.py", Buffer.from("a = 1\0")),
      /^UserError: cicd\.py:1: it cannot be parsed as Python: .*null byte/,
    );
  });

  it("is rejected if huge or deeply nested, and values that would grow exponentially count as unknown", async () => {
    await refused(
      Buffer.alloc(10_000_000, "a"),
      "cicd.py has 10000000 bytes, so it is not a driver: a driver has only a few lines.",
    );
    for (const hostile of [
      "[".repeat(5_000) + "]".repeat(5_000),
      `${"-".repeat(100_000)}1`,
      "a.".repeat(30_000) + "b",
    ]) {
      await assert.rejects(
        readDriver("cicd.py", Buffer.from(`ResourceManager(${hostile})`)),
        /cannot be parsed as Python/,
      );
    }
    const doubling = Array.from({ length: 60 }, (_, i) => `a${String(i + 1)} = a${String(i)} + a${String(i)}`).join(
      "\n",
    );
    assert.equal(await given("a60", `a0 = "x"\n${doubling}`), "<an expression>");
    const lists = Array.from({ length: 40 }, (_, i) => `a${String(i + 1)} = [a${String(i)}, a${String(i)}]`).join("\n");
    assert.match(JSON.stringify(await given("a40", `a0 = []\n${lists}`)).slice(-300), /<a value with too many parts>/);
  });

  it("must call ResourceManager exactly once", async () => {
    await refused(
      "print(1)\n",
      "cicd.py does not call ResourceManager(...), so it is not a driver of CICD Utils. Name the file that does, usually cicd.py.",
    );
    await refused(
      'if dev:\n  ResourceManager("a")\nelse:\n  ResourceManager("b")\n',
      "cicd.py calls ResourceManager(...) more than once (cicd.py:2, cicd.py:4), so it is not clear which call is for this " +
        "stack. Copy the file, keep only the right call in the copy, and name the copy.",
    );
  });

  it("needs Python on PATH to be read, and the error says so", async () => {
    const restore = setEnvironment({ PATH: "/nonexistent" });
    try {
      await refused(
        'ResourceManager("r")',
        "python3 is not on PATH. It is needed to read the driver (Python 3.9 or newer): install it, or write the stack's " +
          "configuration by hand, see docs/moving-in.md.",
      );
    } finally {
      restore();
    }
  });
});
