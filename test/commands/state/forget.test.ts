import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { catalog } from "../../../providers/catalog";
import { openJournal } from "../../../providers/lifecycle/journal/open";
import { findForgetting, forget, subjectIn } from "../../../commands/state/forget";
import { Project, STATE } from "./project";
import { find, state, urnOf, type Parts } from "./states";

describe("Forgetting an object", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
    project.settings(`config:\n  amorphic:journal: file://${project.directory}/journal\n`);
    project.put(STATE, withNames());
  });
  afterEach(() => project.remove());

  const withNames = (edit: (parts: Parts) => unknown = () => undefined) =>
    state((parts) => {
      find(parts, "rSales")["outputs"] = { DomainName: "sales" };
      find(parts, "rOrders")["outputs"] = { Domain: "sales", DatasetName: "orders" };
      edit(parts);
    });
  const names = (bytes: Uint8Array) => {
    const { checkpoint } = JSON.parse(Buffer.from(bytes).toString()) as { checkpoint: { latest: Parts["latest"] } };
    return checkpoint.latest.resources.map(({ urn }) => urn.split("::").at(-1));
  };
  const forgetOrders = async () => forget(project.stack, catalog, await findForgetting(project.stack, ["rOrders"]));

  it("leaves the rest of the state as it was, and keeps the previous state among the backups", async () => {
    const before = withNames((parts) => (find(parts, "rSales")["inputs"] = { DisplayName: "S\u00e4les \u2028 1e400" }));
    project.put(STATE, before);
    await forgetOrders();
    const expected = JSON.parse(before.toString()) as { checkpoint: { latest: { resources: unknown[] } } };
    expected.checkpoint.latest.resources.pop();
    assert.deepEqual(JSON.parse(project.read(STATE).toString()), expected);
    const [backup] = project.names("backups/amorphic/dev");
    assert.ok(project.read(`backups/amorphic/dev/${String(backup)}`).equals(before));
    assert.deepEqual(project.names("locks/organization/amorphic/dev"), []);
  });

  it("writes a compressed state as plain text in its place, since Pulumi goes by the first bytes", async () => {
    rmSync(join(project.directory, "state/.pulumi", STATE));
    project.put(`${STATE}.gz`, gzipSync(withNames()));
    await forgetOrders();
    assert.deepEqual(names(project.read(`${STATE}.gz`)), ["amorphic-dev", "default", "rSales"]);
    const [backup] = project.names("backups/amorphic/dev");
    assert.ok(gunzipSync(project.read(`backups/amorphic/dev/${String(backup)}`)).equals(withNames()));
  });

  it("may include everything that depends on it, in any order", async () => {
    const { objects, bytes } = await findForgetting(project.stack, ["rSales", "rOrders", "rSales"]);
    const subjects = objects.map((object) => subjectIn(catalog, object));
    assert.deepEqual(subjects, ['Domain "sales" (rSales)', 'Dataset "sales.orders" (rOrders)']);
    assert.deepEqual(names(bytes), ["amorphic-dev", "default"]);
  });

  it("needs the URN where several resources have one name", async () => {
    const namesake = urnOf("Tag", "rOrders");
    project.put(
      STATE,
      withNames((parts) => parts.latest.resources.push({ ...find(parts, "rSales"), urn: namesake })),
    );
    await assert.rejects(findForgetting(project.stack, ["rOrders", "rNone"]), {
      name: "UserError",
      message:
        `"rOrders" is the name of several resources; give the URN of the one meant: ${urnOf("Dataset", "rOrders")}, ${namesake}.\n` +
        'dev manages nothing with the logical id "rNone".\nNothing was done.',
    });
    const { objects } = await findForgetting(project.stack, [namesake]);
    assert.deepEqual(
      objects.map(({ urn }) => urn),
      [namesake],
    );
  });

  const unfinished: readonly [what: string, edit: (parts: Parts) => unknown][] = [
    [
      "was killed",
      ({ latest }) => (latest["pending_operations"] = [{ type: "updating", resource: latest.resources[2] }]),
    ],
    [
      "has left a replaced object to delete",
      (parts) => parts.latest.resources.push({ ...find(parts, "rOrders"), id: "old", delete: true }),
    ],
    ["has deleted an object that it replaces", (parts) => (find(parts, "rOrders")["pendingReplacement"] = true)],
  ];
  for (const [what, edit] of unfinished) {
    it(`waits until a run that ${what} has been completed`, async () => {
      project.put(STATE, withNames(edit));
      await assert.rejects(findForgetting(project.stack, ["rOrders"]), {
        name: "UserError",
        message:
          "A run of dev was killed or has failed half-way. Deploy first, so that the state is complete. Nothing was done.",
      });
    });
  }

  it("refuses a locked stack, a state that cannot be used, and a stack that does not exist", async () => {
    project.put("locks/organization/amorphic/dev/a.json", "{}");
    await assert.rejects(findForgetting(project.stack, ["rOrders"]), /^UserError: The stack dev is locked:\n- a: /);
    project.remove();
    project = new Project();
    await assert.rejects(findForgetting(project.stack, ["rOrders"]), { message: project.noStack });
    project.put(STATE, "{");
    await assert.rejects(findForgetting(project.stack, ["rOrders"]), /^UserError: The state of dev cannot be used: /);
  });

  describe("in the journal", () => {
    const journal = () => openJournal(`file://${project.directory}/journal`);
    const key = ["sales", "orders"];
    const enter = (id?: string) =>
      journal().write({ type: "Dataset", key, owner: "rOrders", time: 1, ...(id !== undefined && { id }) });

    for (const id of ["rOrders-id", undefined]) {
      it(`removes its entry ${id === undefined ? "without an id" : "with its id"}`, async () => {
        await enter(id);
        await forgetOrders();
        assert.equal(await journal().read("Dataset", key), undefined);
      });
    }

    it("keeps the entry of another object that has its name by now", async () => {
      await enter("another-id");
      await forgetOrders();
      assert.equal((await journal().read("Dataset", key))?.id, "another-id");
    });

    it("removes nothing if the state has changed in the meantime", async () => {
      await enter("rOrders-id");
      const found = await findForgetting(project.stack, ["rOrders"]);
      project.put(
        STATE,
        withNames((parts) => (parts.latest.manifest["time"] = "2026-01-01T12:01:00Z")),
      );
      await assert.rejects(forget(project.stack, catalog, found), /was changed by somebody else in the meantime/);
      assert.equal((await journal().read("Dataset", key))?.id, "rOrders-id");
    });
  });
});
