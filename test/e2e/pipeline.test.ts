import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { Rehearsal } from "../../tools/rehearse/rehearsal";
import type { StageResult } from "../../tools/rehearse/run";

const REPOSITORY = resolve(__dirname, "../..");
/** Made up, and in a form that our own rule calls critical. */
const PLANTED = '\nspark.read.format("jdbc").option("password", "planted-for-a-rehearsal").load()\n';

describe("the pipeline of the sample stack dev, rehearsed", function () {
  this.timeout(600_000);
  let rehearsal: Rehearsal;
  let output = "";

  before(async () => {
    const realism = { install: false, online: false };
    rehearsal = await Rehearsal.open({
      stack: "dev",
      repository: REPOSITORY,
      realism,
      output: (text) => (output += text),
    });
  });
  after(() => (rehearsal as Rehearsal | undefined)?.close());

  const stages = (results: readonly StageResult[]) => results.map(({ stage, isGood }) => `${stage} ${String(isGood)}`);
  const findings = async (): Promise<
    { RecordState: string; FindingProviderFields: { Severity: { Label: string } } }[]
  > => {
    const scope = "test/20260101/us-east-1/securityhub/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const headers = { authorization, "content-type": "application/json" };
    const response = await fetch(`${rehearsal.moto.url}/findings`, { method: "POST", headers, body: "{}" });
    return ((await response.json()) as { Findings: [] }).Findings;
  };
  const objects = async (): Promise<number> => {
    const response = await fetch(`${rehearsal.simulator.url}/_simulator/state`);
    return JSON.stringify(await response.json()).match(/"DatasetName"/g)?.length ?? 0;
  };

  it("stops at a critical finding, which is published, and deploys nothing", async () => {
    const before = await objects();
    const results = await rehearsal.run((directory) => {
      appendFileSync(join(directory, "resources/jobs/daily_revenue/daily_revenue.py"), PLANTED);
    });
    assert.deepEqual(stages(results), ["Validate false"], output);
    assert.match(results[0]?.said ?? "", / scan .*--fail-on critical$/, output);
    const critical = (await findings()).filter((one) => one.FindingProviderFields.Severity.Label === "CRITICAL");
    assert.deepEqual([...new Set(critical.map((one) => one.RecordState))], ["ACTIVE"], output);
    assert.equal(await objects(), before);
  });

  it("deploys once it is fixed, from wherever the stack's file says, and archives the finding", async () => {
    output = "";
    const results = await rehearsal.run((directory) => {
      const file = (path: string): string => join(directory, path);
      cpSync(file("resources"), file("blocks"), { recursive: true });
      writeFileSync(file("resources/unfinished.json"), "{");
      mkdirSync(file("sharing/dev"), { recursive: true });
      writeFileSync(file("sharing/dev/sales.json"), '{ "rOrders": { "ReadOnly": { "Tags": ["sales#readers"] } } }');
      const stack = parseDocument(readFileSync(file("Pulumi.dev.yaml"), "utf8"));
      stack.setIn(["config", "amorphic:resources"], "blocks");
      stack.setIn(["config", "amorphic:access"], "sharing/dev");
      writeFileSync(file("Pulumi.dev.yaml"), stack.toString());
    });
    assert.deepEqual(
      stages(results),
      ["Validate true", "Validate Tool true", "Deploy Plan true", "Deploy true"],
      output,
    );
    assert.equal(results[2]?.said, "Plan: 7 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged");
    assert.ok((await objects()) > 0);
    const critical = (await findings()).filter((one) => one.FindingProviderFields.Severity.Label === "CRITICAL");
    assert.deepEqual([...new Set(critical.map((one) => one.RecordState))], ["ARCHIVED"]);
  });
});
