import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "../../../commands/import/entries";
import { takeOver } from "../../../commands/import/takeover";
import { Lifecycle } from "../../../providers/lifecycle";
import { Stage, typeOf } from "../../lifecycle/stage";

const Tag = typeOf("Tag");

const entry = (logicalId: string, TagKey: string): Entry => {
  const properties = { TagKey, TagValue: "x", logicalId };
  return { type: Tag, logicalId, id: `${TagKey}#x`, inputs: properties, outputs: properties };
};

/** Stands for the CLI: keeps what it was given, says what it is told to say, and has these tags in its state. */
const PULUMI = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "stack") {
  const resources = JSON.parse(process.env.STATE).map(([name, id]) => ({
    urn: "urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:Tag::" + name,
    type: "pulumi-nodejs:dynamic/amorphic:Tag",
    id,
  }));
  console.log(JSON.stringify({ deployment: { resources } }));
} else {
  const file = args[args.indexOf("--file") + 1];
  appendFileSync(process.env.SEEN, JSON.stringify([args.filter((each) => each !== file), file, readFileSync(file, "utf8")]));
  if (process.env.SAYS) console.log(process.env.SAYS), process.exit(255);
}
`;

describe("Taking over", function () {
  this.timeout(30_000);
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "amorphic-takeover-"));
    writeFileSync(join(directory, "pulumi"), PULUMI);
    chmodSync(join(directory, "pulumi"), 0o700);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const taking = async (stage: Stage, entries: Entry[], environment: Record<string, string>) => {
    const env = { ...process.env, SEEN: join(directory, "seen"), ...environment };
    const stack = { name: "dev", project: directory, pulumi: join(directory, "pulumi"), environment: env };
    await takeOver(stack, new Map([["Tag", new Lifecycle(Tag, stage.platform)]]), entries);
  };
  const owners = (stage: Stage) => [...stage.journal.entries.values()].map(({ owner, id }) => [owner, id]);

  it("gives Pulumi a file that is gone afterwards, and records what is ours", async () => {
    const stage = new Stage(Tag);
    await taking(stage, [entry("r1", "a")], { STATE: JSON.stringify([["r1", "a#x"]]) });
    const [args, file, text] = JSON.parse(readFileSync(join(directory, "seen"), "utf8")) as [string[], string, string];
    assert.deepEqual(
      args.join(" "),
      "import --yes --skip-preview --non-interactive --color never --generate-code=false --protect=false " +
        "--suppress-outputs --file --stack dev",
    );
    const properties = { TagKey: "a", TagValue: "x", logicalId: "r1" };
    const type = "pulumi-nodejs:dynamic/amorphic:Tag";
    assert.deepEqual(JSON.parse(text), {
      resources: [{ type, name: "r1", id: "a#x", inputs: properties, outputs: properties }],
    });
    assert.equal(existsSync(file), false);
    assert.deepEqual(
      [...stage.journal.entries.values()],
      [{ type: "Tag", key: ["a", "x"], owner: "r1", time: stage.amorphic.serverNow(), id: "a#x" }],
    );
    assert.deepEqual(stage.amorphic.calls, []);
  });

  it("records what got into the state before Pulumi failed, and says why it did", async () => {
    const stage = new Stage(Tag);
    const STATE = JSON.stringify([
      ["r1", "a#x"],
      ["r2", "other"],
    ]);
    const SAYS = "Diagnostics:\n    error: resource 'r2' already exists\n";
    await assert.rejects(taking(stage, [entry("r1", "a"), entry("r2", "b"), entry("r3", "c")], { STATE, SAYS }), {
      name: "UserError",
      message:
        "Pulumi could not take everything over into dev:\n  error: resource 'r2' already exists\n" +
        "Nothing was sent to Amorphic. Remove the cause and run again: what is in the state already stays there.",
    });
    assert.deepEqual(owners(stage), [["r1", "a#x"]]);
  });
});
