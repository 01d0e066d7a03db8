import assert from "node:assert/strict";
import { Project } from "./project";

const LAB = "resources/lab.json";

describe("a dataset that names its domain by a word written out", function () {
  this.timeout(120_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.write(LAB, {
      rLab: { Type: "Domain", Properties: { DomainName: "lab", DisplayName: "Lab" } },
      rData: {
        Type: "Dataset",
        Properties: {
          DatasetName: "data",
          Domain: "lab",
          DatasourceType: "api",
          FileType: "csv",
          TargetLocation: "s3",
          TableUpdate: "append",
        },
      },
    });
    await project.deploy();
  });
  after(() => project.remove());

  it("is not lost with the domain's old name: plan and deployment refuse that", async () => {
    project.edit(LAB, '"DomainName": "lab"', '"DomainName": "labs"');
    const WHY =
      'Domain "lab" would become "labs" (rLab), but Dataset rData (Domain) still names "lab", which is gone then. ' +
      'There, write "labs" or {"!DependsOn": "rLab.DomainName"}.';
    const { code, stdout } = await project.plan();
    assert.deepEqual([code, stdout.includes(`\nA deployment would be refused: ${WHY}\n`)], [1, true], stdout);
    project.simulator.clearLog();
    const deployed = await project.cli("deploy", "--stack", "local");
    assert.deepEqual(
      [deployed.code, deployed.stderr.includes(`\nrefused: ${WHY}\nNothing was deployed.\n`)],
      [1, true],
      deployed.stderr,
    );
    assert.deepEqual(
      project.simulator.log.filter(({ method }) => method !== "GET"),
      [],
    );
    project.edit(LAB, '"Domain": "lab"', '"Domain": "labs"');
    const meant = await project.plan();
    assert.equal(meant.code, 0);
    assert.match(meant.stdout, /^ {6}Domain: "lab" -> "labs" \(follows rLab\)$/m);
  });

  it("is replaced with the domain that keeps its name, for a reason", async () => {
    project.edit(LAB, '"DomainName": "labs"', '"DomainName": "lab", "TenantName": "t"');
    project.edit(LAB, '"Domain": "labs"', '"Domain": "lab"');
    const { code, stdout } = await project.plan();
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^-\/\+ replace Dataset rData because Domain follows rLab, which is replaced\n {6}Domain is fixed: part of /m,
    );
  });
});
