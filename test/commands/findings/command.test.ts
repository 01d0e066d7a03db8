import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EnableSecurityHubCommand, GetFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";
import { run, type Outcome } from "../../../commands/shared/run";
import { startMoto, type Moto } from "../../support/moto";
import { writeSarif } from "./sarif";

const BIN = resolve(__dirname, "../../../bin/amorphic-cicd");

// moto checks the wire format, but none of Security Hub's limits; the stand-in of publish.test.ts checks those.
describe("findings publish, as a command, on moto", function () {
  this.timeout(60_000);

  let moto: Moto;
  let directory: string;

  before(async () => {
    moto = await startMoto();
    directory = mkdtempSync(join(tmpdir(), "amorphic-findings-"));
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new SecurityHubClient({ endpoint: moto.url, region: "us-east-1", credentials });
    await client.send(new EnableSecurityHubCommand({}));
  });
  after(async () => {
    await moto.stop();
    rmSync(directory, { recursive: true });
  });

  const command = (...args: string[]): Promise<Outcome> =>
    run(process.execPath, [BIN, "findings", "publish", ...args], {
      cwd: directory,
      env: { PATH: process.env["PATH"], ...moto.environment },
    });
  const publish = (...more: string[]): Promise<Outcome> =>
    command("--sarif", "scan.sarif", "--repo", "acme/data", "--branch", "main", "--commit", "c0ffee", ...more);

  it("publishes, sends nothing the second time, and archives what is fixed", async () => {
    writeSarif(
      join(directory, "scan.sarif"),
      { results: [{}, { fingerprint: "f2" }] },
      { name: "semgrep", ran: false },
    );
    const target = "Security Hub of account 123456789012 in us-east-1";
    const left = "semgrep did not complete: findings it does not name were left as they are\n";
    const told = (numbers: string, stderr = left): Outcome => ({
      code: 0,
      stdout: `Published to ${target}: ${numbers}\n`,
      stderr,
    });
    const dry = await publish("--dry-run");
    assert.equal(dry.stdout, `Not sent to ${target}: 2 new, 0 changed, 0 archived, 0 unchanged\n`);
    assert.deepEqual(await publish(), told("2 new, 0 changed, 0 archived, 0 unchanged"));
    assert.deepEqual(await publish(), told("0 new, 0 changed, 0 archived, 2 unchanged"));
    writeSarif(join(directory, "scan.sarif"), { results: [{}] });
    assert.deepEqual(await publish(), told("0 new, 0 changed, 1 archived, 1 unchanged", ""));
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new SecurityHubClient({ endpoint: moto.url, region: "us-east-1", credentials });
    const { Findings = [] } = await client.send(new GetFindingsCommand({}));
    assert.deepEqual(Findings.map(({ RecordState }) => RecordState).sort(), ["ACTIVE", "ARCHIVED"]);
  });

  it("says what is wrong with its arguments and files", async () => {
    const missing = await command("--sarif", "scan.sarif");
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /required option '--repo <name>' not specified/);
    const none = await command("--sarif", "none.sarif", "--repo", "a", "--branch", "b");
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^none\.sarif cannot be read as SARIF \(ENOENT/);
    const unset = await command("--sarif", "none.sarif", "--repo", "a", "--branch", "");
    assert.deepEqual(
      [unset.code, unset.stderr],
      [2, "--branch must not be empty, as it is part of every finding's identity.\n"],
    );
  });
});
