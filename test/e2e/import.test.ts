import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { catalog } from "../../providers/catalog";
import { fillByHand } from "./filled-by-hand";
import { Project, lastLine } from "./project";

const REPOSITORY = resolve(__dirname, "../..");
const COUNT = String(catalog.size);

/** One project through its move: an environment made by hand, and definitions that describe it. */
describe("a live environment taken over by import --match", function () {
  this.timeout(240_000);
  let project: Project;

  before(async () => {
    project = await Project.make();
    project.useSample();
    cpSync(join(REPOSITORY, "docs/types/samples"), project.path("samples"), { recursive: true });
    project.write("access-management/local/all.json", { rOrders: { ReadOnly: { Users: ["jane"] } } });
    project.edit(
      "Pulumi.local.yaml",
      "amorphic:protect: []",
      "amorphic:resources: samples\n  amorphic:access: access-management/local",
    );
    await fillByHand(project.simulator);
    project.simulator.clearLog();
  });
  after(() => project.remove());

  const writes = () => project.simulator.log.filter(({ method }) => method !== "GET");
  const importing = (...args: string[]) => project.cli("import", "--stack", "local", "--match", ...args);

  it("is only shown without a word from anybody", async () => {
    const { code, stdout, stderr } = await importing();
    console.log(stdout, stderr);
    assert.equal(code, 0, stderr);
    assert.equal(project.checkpoint().resources?.length ?? 0, 0);
  });
  it("works", async () => {
    const { code, stdout, stderr } = await importing("--yes");
    console.log(stderr);
    console.log((await project.plan()).stdout);
    console.log(JSON.stringify(project.checkpoint().resources.slice(0,3), null, 1));
    void [code, stdout, existsSync, readFileSync, readdirSync, writes, lastLine, COUNT];
  });
});
