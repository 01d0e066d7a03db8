import assert from "node:assert/strict";
import { startSimulator, type Simulator } from "../../simulator";
import { lastLine, Project } from "./project";

describe("A stack whose configuration changed since its last run", () => {
  let project: Project;
  let other: Simulator;
  before(async () => {
    [project, other] = await Promise.all([Project.make(), startSimulator()]);
  });
  after(() => Promise.all([project.remove(), other.close()]));

  const configure = ({ url, roleId, userId }: Simulator, tokenEnv: string) =>
    project.write("Pulumi.local.yaml", {
      config: {
        ...{ "amorphic:apiUrl": url, "amorphic:roleId": roleId, "amorphic:userId": userId },
        ...{ "amorphic:tokenEnv": tokenEnv, "amorphic:journal": "file://./.amorphic/journal" },
      },
    });

  it("is compared with the platform that it names now, using its new token", async () => {
    project.write("resources/tags.json", { rTag: { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } } });
    configure(project.simulator, "OLD_TOKEN");
    project.environment = { OLD_TOKEN: project.simulator.token };
    assert.match(lastLine((await project.deploy()).stdout), /^Deployed local: 1 created/);

    project.simulator.clearLog();
    configure(other, "NEW_TOKEN");
    project.environment = { NEW_TOKEN: other.token };
    const { stdout, stderr } = await project.plan();
    assert.match(lastLine(stdout), /^Plan: 1 to create, 0 to update/, stderr);
    assert.match(lastLine((await project.deploy()).stdout), /^Deployed local: 1 created/);
    assert.equal((await project.cli("drift", "--stack", "local")).code, 0);
    assert.deepEqual([project.simulator.log.length, other.store.all("tags").length], [0, 1]);
  });
});
