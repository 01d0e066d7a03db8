import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordedOf, writtenSources } from "../../../commands/plan/sources";
import { find, state, urnOf } from "../state/states";

describe("The sources of values", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "sources-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it("are what the program wrote, one resource per line; none, if it wrote nothing", () => {
    const file = join(directory, "sources");
    assert.deepEqual(writtenSources(file), new Map());
    const [orders, customers] = ["rOrders", "rCustomers"].map((name) => urnOf("Dataset", name));
    const from = { Domain: [urnOf("Domain", "rSales")] };
    writeFileSync(
      file,
      [orders, customers].map((urn) => `${JSON.stringify({ urn, from })}\n`).join("") + "no JSON\n3\n[]\n{",
    );
    assert.deepEqual(
      [...writtenSources(file)],
      [orders, customers].map((urn) => [urn, from]),
    );
  });

  it("are what the state has recorded, for what is lost and for what depends on it, also if it is lost already", async () => {
    const stack = {
      name: "dev",
      project: directory,
      pulumi: "",
      environment: { PULUMI_BACKEND_URL: `file://${directory}/state` },
    };
    writeFileSync(join(directory, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
    const orders = urnOf("Dataset", "rOrders");
    assert.deepEqual(await recordedOf(stack, new Set([orders])), { sources: new Map(), deleted: new Set() });
    const stacks = join(directory, "state/.pulumi/stacks/amorphic");
    mkdirSync(stacks, { recursive: true });
    const from = { Domain: [urnOf("Domain", "rSales")], Keywords: [] };
    const bytes = state((parts) => {
      const propertyDependencies = { ...from, DatasetName: null };
      Object.assign(find(parts, "rOrders"), { propertyDependencies, pendingReplacement: true });
    });
    writeFileSync(join(stacks, "dev.json"), bytes);
    const { sources, deleted } = await recordedOf(stack, new Set([orders]));
    assert.deepEqual([[...sources], [...deleted]], [[[orders, from]], [orders]]);
    assert.deepEqual([...(await recordedOf(stack, new Set(from.Domain))).sources].at(-1), [orders, from]);
    assert.deepEqual(await recordedOf(stack, new Set()), { sources: new Map(), deleted: new Set() });
  });
});
