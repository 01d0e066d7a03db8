import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openHub } from "../../../commands/findings/hub";
import { publish } from "../../../commands/findings/publish";
import { readSarif } from "../../../commands/findings/read-sarif";
import { toSarif } from "../../../commands/scan/sarif";
import { setEnvironment } from "../../client/environment";
import { SecurityHub } from "../../support/security-hub";
import { Repository } from "../scan/repository";

const source = (config: object) => ({ rDb: { Type: "Datasource", Properties: { DatasourceConfig: config } } });

describe("the published findings of a scan", () => {
  it("stay in Security Hub until they are fixed, and contain no secret", async () => {
    const hub = await SecurityHub.start();
    const restore = setEnvironment(hub.environment);
    const repository = new Repository({
      "resources/db.json": source({ Password: "pl4nted", PublicAccessibility: "yes" }),
    });
    const scanAndPublish = async (only = ["definitions"]) => {
      const file = join(repository.root, "scan.sarif");
      writeFileSync(file, JSON.stringify(toSarif(await repository.scan(only))));
      const given = { repository: "acme/data", branch: "main", isDry: false, now: new Date("2026-03-01T10:00:00Z") };
      const { incomplete } = await publish({ ...given, tools: readSarif(file), hub: await openHub(undefined) });
      return incomplete;
    };
    const shown = (state: "ACTIVE" | "ARCHIVED") => hub.titles(state).map((title) => title.split(":")[0]);
    try {
      await scanAndPublish();
      assert.deepEqual(hub.titles("ACTIVE"), [
        "literal-secret: Secret written into a definition",
        "public-database: Database that is reachable from the Internet",
      ]);
      const labels = [...hub.findings.values()].map(
        (finding) => (finding["FindingProviderFields"] as { Severity: { Label: string } }).Severity.Label,
      );
      assert.deepEqual(labels.sort(), ["CRITICAL", "HIGH"]);
      assert.equal(JSON.stringify([...hub.findings.values()]).includes("pl4nted"), false);

      repository.write("resources/db.json", "{");
      assert.deepEqual(await scanAndPublish(), ["definitions"]);
      assert.deepEqual(shown("ARCHIVED"), []);

      repository.write("resources/db.json", source({ Password: { "!Environ": "P" }, PublicAccessibility: "yes" }));
      await scanAndPublish();
      assert.deepEqual([shown("ACTIVE"), shown("ARCHIVED")], [["public-database"], ["literal-secret"]]);
    } finally {
      restore();
      await hub.stop();
      repository.remove();
    }
  });
});
