import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Facts } from "../../simulator";
import { Project } from "./project";

const OTHER = join(__dirname, "../invariants/other");
const CORRECTIONS = readFileSync(join(OTHER, "amorphic.catalog.json"), "utf8");

interface Report {
  readonly checks: readonly { area: string; what: string; verdict: string; detail?: string }[];
  readonly corrections: Record<string, unknown>;
}

describe("A platform with other facts", function () {
  this.timeout(240_000);
  let project: Project;
  afterEach(() => project.remove());

  /** What doctor finds, after checking that it only read. */
  const doctor = async (code: number): Promise<Report> => {
    project.simulator.clearLog();
    const told = await project.cli("doctor", "--stack", "local", "--json");
    assert.equal(told.code, code, told.stdout + told.stderr);
    assert.deepEqual([...new Set(project.simulator.log.map(({ method }) => method))], ["GET"]);
    return JSON.parse(told.stdout) as Report;
  };
  const failed = ({ checks }: Report) =>
    checks.filter(({ verdict }) => verdict === "failed").map(({ area, what }) => `${area}: ${what}`);

  it("works like any other with one file of corrections, and doctor finds nothing wrong", async () => {
    const facts = JSON.parse(readFileSync(join(OTHER, "facts.json"), "utf8")) as Facts;
    project = await Project.make({ simulator: { facts } });
    project.useSample();
    project.write("amorphic.catalog.json", CORRECTIONS);
    await project.deploy();
    assert.match(
      (await project.plan()).stdout,
      /^Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 7 unchanged$/m,
    );
    const found = await doctor(0);
    assert.deepEqual(failed(found), []);
    const reading = found.checks.filter(({ what }) => what.startsWith("Script "));
    assert.deepEqual(
      reading.map(({ area, what, verdict, detail }) => [area, what, verdict, detail]),
      [
        ["Job", "Script read", "held", "/v2/jobs/{id}/source"],
        ["Job", 'Script link "from"', "held", undefined],
      ],
    );
    const drift = await project.cli("drift", "--stack", "local", "--files");
    assert.equal(drift.stdout, "Drift: 0 changed, 0 deleted, 7 as they were\n");

    const [domain] = project.checkpoint().resources.filter(({ type }) => type.endsWith(":Domain"));
    assert.equal(
      domain?.inputs?.["__provider"],
      `exports.handler=()=>require("@amorphic-cicd/providers/handler").Domain`,
    );

    project.edit("amorphic.catalog.json", "/v2/domains/all", "/v2/domains");
    const wrong = await doctor(1);
    assert.deepEqual(failed(wrong), ["Domain: list path"]);
    assert.deepEqual(wrong.corrections, { Domain: { list: { path: "/…" } } });

    project.edit("amorphic.catalog.json", '"path": "/v2/domains"', '"pth": "/v2/domains"');
    for (const command of ["plan", "doctor", "validate"]) {
      const told = await project.cli(command, ...(command === "validate" ? [] : ["--stack", "local"]));
      assert.equal(told.code, command === "doctor" ? 2 : 1);
      const place =
        /amorphic\.catalog\.json:\d+:\d+: error UNKNOWN_KEY "pth" is not among the keys of a call \(did you mean "path"\?\)/;
      assert.match(told.stdout + told.stderr, place);
    }
  });

  it("gets corrections from doctor, which then finds nothing wrong", async () => {
    const facts: Facts = {
      Domain: { listKey: "Items", idKey: "DomainId", keys: { DisplayName: "display_name", Grants: "Shares" } },
      Dataset: { idKey: "dataset_id", keys: { DatasetName: "name", CreatedBy: "created_by" } },
      Datasource: { idKey: "SourceId", listKey: "sources" },
      Dataflow: { listKey: "flows", idKey: "FlowId" },
      Job: { keys: { Status: "State" }, values: { Status: { updated: "set" } } },
    };
    project = await Project.make({ simulator: { facts } });
    const make = async (collection: string, object: object): Promise<void> => {
      const body = JSON.stringify(object);
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(`${project.simulator.url}/_simulator/objects/${collection}`, {
        method: "POST",
        headers,
        body,
      });
      assert.ok(answer.ok, await answer.text());
    };
    await make("domains", { DomainName: "sales", DisplayName: "Sales" });
    await make("datasets", {
      ...{ Domain: "sales", DatasetName: "orders", DatasourceType: "api", FileType: "csv" },
      ...{ TargetLocation: "s3athena", TableUpdate: "append" },
    });

    const before = await doctor(1);
    assert.deepEqual(before.corrections, {
      Domain: {
        list: { items: "Items" },
        keys: { DisplayName: "display_name" },
        id: ["DomainId"],
        share: { grants: "Shares" },
      },
      Dataset: { keys: { DatasetId: "dataset_id", DatasetName: "name", CreatedBy: "created_by" } },
      Datasource: { list: { items: "sources" } },
    });
    project.write("amorphic.catalog.json", before.corrections);
    const after = await doctor(0);
    assert.deepEqual([failed(after), after.corrections], [[], {}]);
  });
});
