import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "../../../commands/import/entries";
import { takeOver } from "../../../commands/import/takeover";
import { wholeOutputs } from "../../../providers/engine/stand-in";
import { Lifecycle } from "../../../providers/lifecycle";
import { Stage, typeOf } from "../../lifecycle/stage";
import { state, urnOf } from "../state/states";

interface State {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const STACKS = "state/.pulumi/stacks/amorphic";
const Tag = typeOf("Tag");

const entry = (logicalId: string, TagKey: string): Entry => {
  const properties = { TagKey, TagValue: "x", logicalId };
  return { type: Tag, logicalId, id: `${TagKey}#x`, inputs: properties, outputs: properties };
};

/** Stands in for the CLI: records its input, and prints what the test says. */
const PULUMI = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
const file = args[args.indexOf("--file") + 1];
appendFileSync(process.env.SEEN, JSON.stringify([args.filter((each) => each !== file), file, readFileSync(file, "utf8")]));
if (process.env.SAYS) console.log(process.env.SAYS), process.exit(255);
`;

describe("Importing objects into the state", function () {
  this.timeout(30_000);
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "amorphic-takeover-"));
    writeFileSync(join(directory, "pulumi"), PULUMI);
    chmodSync(join(directory, "pulumi"), 0o700);
    writeFileSync(join(directory, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    mkdirSync(join(directory, STACKS), { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** @param tags in the state afterwards: the name and the id of each */
  const taking = async (stage: Stage, entries: Entry[], tags: [name: string, id: string][], says = "") => {
    const bytes = state(({ latest }) => {
      latest.resources = tags.map(([name, id]) => ({ urn: urnOf("Tag", name), custom: true, id }));
    });
    writeFileSync(join(directory, STACKS, "dev.json"), bytes);
    const PULUMI_BACKEND_URL = `file://${directory}/state`;
    const env = { ...process.env, SEEN: join(directory, "seen"), SAYS: says, PULUMI_BACKEND_URL };
    const stack = { name: "dev", project: directory, pulumi: join(directory, "pulumi"), environment: env };
    await takeOver(stack, new Map([["Tag", new Lifecycle(Tag, stage.platform)]]), entries);
  };
  const owners = (stage: Stage) => [...stage.journal.entries.values()].map(({ owner, id }) => [owner, id]);

  it("passes Pulumi a file, removes it afterwards, and records in the journal what is ours", async () => {
    const stage = new Stage(Tag);
    await taking(stage, [entry("r1", "a")], [["r1", "a#x"]]);
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

  it("passes lists and objects as a deployment stores them: as text, and long ones only once", async () => {
    const [type, urn] = [typeOf("Dataset"), urnOf("Dataset", "rOrders")];
    const columns = Array.from({ length: 9 }, (_, i) => ({ name: `column_${String(i)}`, type: "string" }));
    const inputs = {
      DatasetName: "orders",
      Domain: "sales",
      DatasetSchema: columns,
      Keywords: ["a"],
      logicalId: "rOrders",
    };
    await taking(new Stage(type), [{ type, logicalId: "rOrders", id: "1", inputs, outputs: inputs }], []);
    const [, , text] = JSON.parse(readFileSync(join(directory, "seen"), "utf8")) as [unknown, unknown, string];
    const [resource] = (JSON.parse(text) as { resources: State[] }).resources;
    assert.ok(resource);
    const DatasetSchema = JSON.stringify(columns);
    assert.deepEqual(resource.inputs, { ...inputs, DatasetSchema, Keywords: '["a"]' });
    assert.match(String(resource.outputs["DatasetSchema"]), /^as in inputs: [0-9a-f]{16}$/);
    assert.deepEqual(wholeOutputs(urn, resource), resource.inputs);
  });

  it("records what was imported before Pulumi failed, and says why it failed", async () => {
    const stage = new Stage(Tag);
    const entries = [entry("r1", "a"), entry("r2", "b"), entry("r3", "c")];
    const says = "Diagnostics:\n    error: resource 'r2' already exists\n";
    const inState: [string, string][] = [
      ["r1", "a#x"],
      ["r2", "other"],
    ];
    await assert.rejects(taking(stage, entries, inState, says), {
      name: "UserError",
      message:
        "Pulumi could not import everything into dev:\n  error: resource 'r2' already exists\n" +
        "Nothing was sent to Amorphic. Fix the cause and continue with `bin/amorphic-cicd import --stack dev --match`: what " +
        "is in the state already stays there.",
    });
    assert.deepEqual(owners(stage), [["r1", "a#x"]]);
  });
});
