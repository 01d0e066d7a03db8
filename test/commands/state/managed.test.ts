import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateOf } from "../../../commands/state/managed";
import { state, urnOf } from "../state/states";

describe("The state of a stack", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "managed-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    mkdirSync(join(directory, "state/.pulumi/stacks/amorphic"), { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const backend = () => `file://${directory}/state`;
  const stack = (name = "dev") => ({
    name,
    project: directory,
    pulumi: "",
    environment: { PULUMI_BACKEND_URL: backend() },
  });
  const holds = (bytes: string | Buffer) =>
    writeFileSync(join(directory, "state/.pulumi/stacks/amorphic/dev.json"), bytes);

  it("lists Amorphic's objects that exist, and the operations that a killed run had begun", async () => {
    const urn = urnOf("Dataset", "rNew");
    const inputs = { DatasetSchema: '[{"name":"id"}]' };
    const outputs = { DatasetSchema: "as in inputs: 0123456789abcdef", DatasetId: "1" };
    const begun = { resource: { urn: urnOf("Tag", "rTag") }, type: "creating" };
    holds(
      state(({ latest }) => {
        const made = latest.resources.filter(({ type }) => !String(type).startsWith("pulumi-nodejs:"));
        latest.resources = [...made, { urn, custom: true, id: "1", inputs, outputs }, { urn: urnOf("Job", "rHalf") }];
        latest["pending_operations"] = [begun];
      }),
    );
    assert.deepEqual(await stateOf(stack()), {
      managed: [{ type: "Dataset", name: "rNew", urn, id: "1", outputs: { ...inputs, DatasetId: "1" } }],
      pending: [{ type: "creating", urn: urnOf("Tag", "rTag") }],
    });
  });

  it("is empty before the first deployment", async () => {
    holds('{"version":3,"checkpoint":{"stack":"organization/amorphic/dev"}}');
    assert.deepEqual(await stateOf(stack()), { managed: [], pending: [] });
  });

  it("cannot be read if it does not exist or is damaged, and the error says what to do", async () => {
    await assert.rejects(stateOf(stack()), {
      name: "UserError",
      message:
        `There is no stack dev in ${backend()}. Create it with \`bin/amorphic-cicd bootstrap --stack dev\`, or set ` +
        "PULUMI_BACKEND_URL to where it is.",
    });
    await assert.rejects(stateOf(stack("local")), /There is no stack local in .*\. Create it with `npm start`\.$/);
    holds("{");
    await assert.rejects(stateOf(stack()), {
      name: "UserError",
      message:
        "The state of dev could not be read: it is not valid JSON; its end seems to be missing. " +
        "`amorphic-cicd state restore --stack dev` shows the last good one, and restores it with --yes.",
    });
  });
});
