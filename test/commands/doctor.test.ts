import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkEnvironment } from "../../commands/doctor/environment";

describe("doctor", () => {
  let project: string;
  beforeEach(() => (project = mkdtempSync(join(tmpdir(), "doctor-"))));
  afterEach(() => rmSync(project, { recursive: true }));

  const noStack =
    "There is no stack dev in s3://shop. Create it with `bin/amorphic-cicd bootstrap --stack dev`, or set PULUMI_BACKEND_URL " +
    "to where it is.";
  for (const [said, detail] of [
    ["error: no stack named 'dev' found", noStack],
    ["error: unable to open state directory: stat /none: no such file or directory", noStack],
    ["error: incorrect passphrase", "The configuration of dev could not be read: error: incorrect passphrase"],
  ] as const) {
    it(`reports a stack that cannot be opened in the same words as other commands: ${said}`, async () => {
      const pulumi = join(project, "pulumi");
      writeFileSync(
        pulumi,
        `#!/bin/sh\nif [ "$1" = version ]; then echo v3.300.0; else echo "${said}" >&2; exit 255; fi\n`,
        { mode: 0o755 },
      );
      const stack = { name: "dev", project, pulumi, environment: { PULUMI_BACKEND_URL: "s3://shop" } };
      assert.deepEqual(await checkEnvironment(stack), {
        checks: [
          { area: "stack", what: "Node", verdict: "held", detail: process.version },
          { area: "stack", what: "Pulumi CLI", verdict: "held", detail: "v3.300.0" },
          { area: "stack", what: "backend and key", verdict: "failed", detail },
        ],
      });
    });
  }

  it("reports configuration keys that do not exist", async () => {
    const pulumi = join(project, "pulumi");
    const settings = JSON.stringify({ "amorphic:apiUrl": { value: "simulator" }, "amorphic:protec": { value: "[]" } });
    writeFileSync(pulumi, `#!/bin/sh\necho '${settings}'\n`, { mode: 0o755 });
    const { checks, config } = await checkEnvironment({ name: "dev", project, pulumi, environment: {} });
    assert.equal(config, undefined);
    assert.match(checks.at(-1)?.detail ?? "", /\n {2}amorphic:protec is not a key \(did you mean "protect"\?\)$/);
  });
});
