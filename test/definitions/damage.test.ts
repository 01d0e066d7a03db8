import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { frame } from "../../commands/validate/frame";
import { catalog } from "../../providers/catalog";
import { sourceReader } from "../../providers/definitions/source";
import { dataset, domain, job, load, makeRepository } from "./support";

const ROUNDS = 400;
const PIECES = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\n",
  "\r",
  "\\",
  "!",
  "#",
  "null",
  "-",
  "\u0000",
  "\u2028",
  "\ud800",
  "é",
  '"__proto__": ',
];

const good = JSON.stringify(
  {
    rA: domain(
      {},
      { Share: { Owner: { Users: ["ann", { User: "bob", Note: { "!DependsOn": "rB.DatasetId" } }], Tags: ["a#b"] } } },
    ),
    rB: dataset({ Domain: { "!DependsOn": "rA.DomainName" }, Keywords: [{ "!Environ": "X" }] }),
    rC: job({ Script: "x.py" }),
    rS: {
      Type: "Datasource",
      RenamedFrom: ["rOld"],
      Properties: {
        DatasourceName: "s",
        DatasourceType: "jdbc",
        DatasourceConfig: { Password: { "!Secret": "db#x" } },
      },
    },
  },
  null,
  1,
);

/** The same numbers on every run. */
function randomNumbers(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
}

describe("Damaged files", () => {
  it("never crash the tool: every problem has a place that exists and can be shown", () => {
    const repository = makeRepository({ "resources/a.json": "{}", "access/a.json": "{}" });
    const random = randomNumbers(7);
    const read = sourceReader(repository, catalog);
    const damaged = (text: string): Buffer => {
      let result = text;
      for (let i = random(3); i >= 0; i--) {
        const at = random(result.length);
        const piece = PIECES[random(PIECES.length)] ?? "";
        const cut = random(4) === 0 ? random(40) : random(3);
        result = result.slice(0, at) + (random(2) === 0 ? piece : "") + result.slice(at + cut);
      }
      const bytes = Buffer.from(result);
      if (random(20) === 0) bytes[random(bytes.length)] = random(256);
      return bytes;
    };
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = damaged(good);
      writeFileSync(join(repository, "resources/a.json"), bytes);
      writeFileSync(join(repository, "access/a.json"), damaged('{"rA": {}, "rB": {"Editor": {"Users": ["eve"]}}}'));
      const { problems } = load(repository, { access: join(repository, "access") });
      for (const problem of problems) {
        assert.match(problem.message, /^[^\p{Cc}]+$/u);
        const source = read(problem.file);
        const lines = source && frame(source, problem, 80);
        if (!source) assert.deepEqual([problem.line, problem.column], [1, 1]);
        assert.notDeepEqual(lines, [], bytes.toString());
        for (const line of lines ?? []) assert.doesNotMatch(line, /\p{Cc}/u);
      }
    }
  }).timeout(60_000);
});
