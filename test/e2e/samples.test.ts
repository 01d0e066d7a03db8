import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../../commands/shared/run";
import { catalog } from "../../providers/catalog";
import { Project, lastLine } from "./project";
import { TypedProgram } from "./typed-program";

const REPOSITORY = resolve(__dirname, "../..");

describe("what the documentation shows", function () {
  this.timeout(240_000);

  it("can be deployed: the sample of every type, and access from a central file", async () => {
    const project = await Project.make();
    try {
      project.useSample();
      cpSync(join(REPOSITORY, "docs/types/samples"), project.path("samples"), { recursive: true });
      project.write("access-management/local/all.json", {
        rOrders: { ReadOnly: { Tags: ["sales#readers"], Users: ["jane"] } },
      });
      project.edit(
        "Pulumi.local.yaml",
        "amorphic:protect: []",
        "amorphic:protect: []\n  amorphic:resources: samples\n  amorphic:access: access-management/local",
      );
      await project.deploy();
      const unchanged = `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${String(catalog.size)} unchanged`;
      assert.equal(lastLine((await project.plan()).stdout), unchanged);
      const [orders] = project.simulator.store.all("datasets");
      assert.deepEqual(orders?.grants?.map(({ AccessType, Grantee }) => `${AccessType} ${Grantee}`).sort(), [
        "read-only jane",
        "read-only sales#readers",
      ]);
    } finally {
      await project.remove();
    }
  });

  it("can be run: a program in TypeScript, in a project of its own", async () => {
    const project = await TypedProgram.make({ SHOP_DB_USER: "reader", SHOP_DB_PASSWORD: "pl4nted-in-an-example" });
    const { directory, simulator, pulumi, at } = project;
    try {
      assert.match(await project.told("up", "--yes", "--skip-preview", "--stack", "test"), /\+ 5 created/);
      assert.match(await project.told("preview", "--refresh", "--stack", "test"), /5 unchanged/);
      const [datasource] = simulator.store.all("datasources");
      assert.deepEqual(datasource?.properties["DatasourceConfig"], {
        JdbcURL: "jdbc:postgresql://shop.example.test:5432/shop",
        Username: "reader",
        Password: "pl4nted-in-an-example",
      });
      const state = readFileSync(join(directory, "state/.pulumi/stacks/typescript-program/test.json"), "utf8");
      assert.equal(state.includes("pl4nted-in-an-example"), false);

      const program = readFileSync(join(directory, "index.ts"), "utf8");
      writeFileSync(join(directory, "index.ts"), program.replace('DomainName: "shop"', 'DomainName: "store"'));
      const plan = await project.cli("plan");
      assert.match(plan.stdout, /^ +Domain: "shop" -> "store" \(follows shop\)$/m, plan.stderr);
      assert.match(plan.stdout, /^Plan: 0 to create, 1 to update, 2 to replace, 0 to delete, 1 unchanged$/m);

      writeFileSync(join(directory, "index.ts"), program.replace('DisplayName: "Shop"', 'DisplayName: "The shop"'));
      const deploy = await project.cli("deploy");
      assert.equal(deploy.code, 0, deploy.stderr);
      assert.match(deploy.stdout, /^Deployed test: 0 created, 1 updated, 0 replaced, 0 deleted, 3 unchanged, in /m);

      // Pulumi's own handler would name another line, and take half a minute for it on Node 20.20.
      writeFileSync(join(directory, "index.ts"), `${program}throw new Error("on purpose");\n`);
      const failed = await run(pulumi, ["preview", "--non-interactive", "--stack", "test"], at);
      const line = program.split("\n").length;
      assert.ok(failed.stdout.includes(`Object.<anonymous> (${directory}/index.ts:${String(line)}:7)`), failed.stdout);
    } finally {
      await project.remove();
    }
  });
});
