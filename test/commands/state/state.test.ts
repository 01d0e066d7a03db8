import assert from "node:assert/strict";
import { rmSync, utimesSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkState } from "../../../commands/state/guard";
import { findRestoration, restoreState } from "../../../commands/state/restore";
import { Project, STATE } from "./project";
import { find, state, urnOf, type Parts } from "./states";

const FIRST = "1767268800000000001";
const SECOND = "1767268860000000002";
/** A state that the engine wrote at another time than the one of `state()`. */
const later = (edit: (parts: Parts) => unknown = () => undefined) =>
  state((parts) => {
    parts.latest.manifest["time"] = "2026-01-01T12:01:00Z";
    edit(parts);
  });
const without = (name: string) => (parts: Parts) =>
  (parts.latest.resources = parts.latest.resources.filter(({ urn }) => !urn.endsWith(`::${name}`)));

describe("The check of the state before a run", function () {
  this.timeout(30_000);
  let project: Project;
  let said: string;
  const write = process.stderr.write.bind(process.stderr);
  beforeEach(() => {
    project = new Project();
    said = "";
    process.stderr.write = (text) => ((said += String(text)), true);
  });
  afterEach(() => {
    process.stderr.write = write;
    project.remove();
  });

  const fine: readonly [what: string, prepare: () => unknown, told?: RegExp][] = [
    [
      "nothing was ever deployed",
      () =>
        project.put(
          STATE,
          state((parts) => Reflect.deleteProperty(parts, "latest")),
        ),
    ],
    [
      "no run has left a record, or its copy has expired",
      () => (project.put(STATE, state()), project.record(FIRST, undefined)),
    ],
    [
      "it is what the last run left",
      () => (project.record(SECOND, state()), project.record(FIRST, later()), project.put(STATE, state())),
    ],
    [
      "it is in another format beside an older one, and beside another stack's",
      () => {
        project.record(FIRST, state());
        for (const [file, time, content] of [
          ["stacks/amorphic/prod.json", 3, "{"],
          [`${STATE}.gz`, 2, gzipSync(state())],
          [STATE, 1, "{"],
        ] as const) {
          project.put(file, content);
          utimesSync(join(project.directory, "state/.pulumi", file), time, time);
        }
      },
    ],
    ["it is the same, but compressed", () => (project.record(FIRST, state()), project.put(STATE, gzipSync(state())))],
    ["the last record is damaged", () => (project.record(FIRST, Buffer.from("{")), project.put(STATE, state()))],
    [
      "a run was killed before it could leave a record, and says so",
      () => (project.record(FIRST, state()), project.put(STATE, later(without("rOrders")))),
      /^The state of dev is newer than the last recorded run \(2026-01-01 12:00:00 UTC\): a run was interrupted\.\n$/,
    ],
    [
      "a run is in progress",
      () => {
        project.record(FIRST, state());
        project.put(STATE, later(without("rOrders")));
        project.put("locks/organization/amorphic/dev/a.json", "{}");
      },
    ],
  ];
  for (const [what, prepare, told = /^$/] of fine) {
    it(`finds nothing wrong if ${what}`, async () => {
      prepare();
      await checkState(project.stack);
      assert.match(said, told);
    });
  }

  it("removes attributes that a killed run left half-written, on which Pulumi would fail", async () => {
    project.put(STATE, state());
    project.put(`${STATE}.attrs`, "");
    await checkState(project.stack);
    assert.deepEqual(project.names("stacks/amorphic"), ["dev.json"]);
  });

  it("refuses a damaged state with all its problems, and says how to restore it", async () => {
    project.put(STATE, state(without("rSales")));
    await assert.rejects(checkState(project.stack), {
      name: "UserError",
      message:
        `The state of dev cannot be used: ${project.directory}/state/.pulumi/${STATE}\n` +
        "- Dataset rOrders: its dependency Domain rSales is not in the state\n" +
        "Nothing was done. `amorphic-cicd state restore --stack dev` shows the last good one, and restores it with --yes.",
    });
  });

  it("reports at most twenty problems", async () => {
    project.put(
      STATE,
      state(({ latest }) => {
        for (let i = 0; i < 25; i++)
          latest.resources.push({ ...latest.resources[0]!, urn: urnOf("Tag", `r${String(i)}`), type: "" });
      }),
    );
    await assert.rejects(checkState(project.stack), /- Tag r19: it has no type\n- and 5 more\nNothing was done/);
  });

  it("refuses a stack that does not exist, and says how to create it", async () => {
    await assert.rejects(checkState(project.stack), { name: "UserError", message: project.noStack });
  });

  it("refuses a state that is gone although a run recorded it", async () => {
    project.record(FIRST, state());
    await assert.rejects(
      checkState(project.stack),
      /^UserError: The state of dev is gone, though a run recorded one at 2026-01-01 12:00:00 UTC\n/,
    );
  });

  it("refuses a state that was edited, and says what changed and how to keep or undo it", async () => {
    project.record(FIRST, state());
    project.put(
      STATE,
      state((parts) => {
        find(parts, "rSales")["id"] = "other";
        without("rOrders")(parts);
      }),
    );
    await assert.rejects(checkState(project.stack), {
      name: "UserError",
      message:
        "The state of dev was edited since the last run (update, 2026-01-01 12:00:00 UTC): by `pulumi state`, " +
        "`pulumi stack import` or an editor.\n- Dataset rOrders was removed\n- Domain rSales has another id\nNothing was done. " +
        "If that was intended, `pulumi refresh --stack dev` records it. If not, `amorphic-cicd state restore --stack dev` restores the " +
        "recorded state.",
    });
  });

  for (const [what, stored] of [
    ["an earlier one, as by `pulumi stack import` of an earlier export", state(without("rOrders"))],
    ["an empty one", later((parts) => Reflect.deleteProperty(parts, "latest"))],
  ] as const) {
    it(`refuses a state that was replaced by ${what}`, async () => {
      project.record(FIRST, later());
      project.put(STATE, stored);
      await assert.rejects(
        checkState(project.stack),
        /^UserError: The state of dev was edited since the last run \(.*\n(- .*\n)*- Dataset rOrders was removed\n/,
      );
    });
  }
});

describe("The history of a state", function () {
  this.timeout(30_000);
  let project: Project;
  beforeEach(() => (project = new Project()));
  afterEach(() => project.remove());

  it("is an error if the stack does not exist", () => {
    for (const more of [[], ["--json"]]) {
      assert.deepEqual(project.cli("history", ...more), { code: 2, stdout: "", stderr: `${project.noStack}\n` });
    }
  });

  it("lists what runs recorded, newest first, and marks the one with the current state", () => {
    project.put(STATE, state());
    assert.deepEqual(project.cli("history"), { code: 0, stdout: "no runs\n", stderr: "" });
    const message = "Plan: 1 to create\n\nCommit: 1a2b\nBy: codepipeline/shop\nBuild: arn:b1";
    project.record(FIRST, state(), { message, resourceChanges: { create: 2, same: 1, delete: 0 } });
    project.record(SECOND, later(), {
      kind: "refresh",
      result: "failed",
      message: "by\u001b hand",
      environment: { "git.head": "c3" },
    });
    project.put("history/amorphic/dev/dev-2-1.history.json", "{}");
    project.put("history/amorphic/dev/notes.txt", "");
    project.put(STATE, later());
    assert.deepEqual(project.cli("history"), {
      code: 0,
      stdout:
        `* ${SECOND}  2026-01-01 12:01:00 UTC  refresh failed\n    by\\u001b hand; commit c3\n` +
        `  ${FIRST}  2026-01-01 12:00:00 UTC  update succeeded: 2 create, 1 same\n` +
        "    Plan: 1 to create; commit 1a2b; by codepipeline/shop; build arn:b1\n",
      stderr: "",
    });
    assert.equal(project.cli("history", "--limit", "1").stdout.split("\n").length, 3);
    assert.equal(project.cli("history", "--limit", "0").code, 2);
  });

  it("is printed as JSON, including records that cannot be read", () => {
    project.record(FIRST, state(), {
      message: "a\n\nBy: me",
      environment: { "git.head": "c3" },
      resourceChanges: { same: 1 },
    });
    project.put(`history/amorphic/dev/dev-${SECOND}.history.json`, "{");
    project.put(STATE, state());
    const { code, stdout, stderr } = project.cli("history", "--json");
    assert.deepEqual([code, stderr], [0, "the current state is not that of the last run\n"]);
    assert.deepEqual(JSON.parse(stdout), [
      {
        id: SECOND,
        kind: "unknown",
        result: "unknown",
        ended: "2026-01-01T12:01:00.000Z",
        subject: "",
        changes: {},
        current: false,
      },
      {
        id: FIRST,
        kind: "update",
        result: "succeeded",
        ended: "2026-01-01T12:00:00.000Z",
        subject: "a",
        by: "me",
        commit: "c3",
        changes: { same: 1 },
        current: false,
      },
    ]);
  });
});

describe("Restoring a state", function () {
  this.timeout(30_000);
  let project: Project;
  beforeEach(() => (project = new Project()));
  afterEach(() => project.remove());

  it("shows what would change, and changes it only with --yes", () => {
    project.record(FIRST, state());
    const edited = state((parts) => {
      find(parts, "rSales")["id"] = "other";
      parts.latest.resources.push({ ...find(parts, "rSales"), urn: urnOf("Tag", "rTag") });
      without("rOrders")(parts);
    });
    project.put(STATE, edited);
    const shown =
      `The state that the run ${FIRST} left (update, 2026-01-01 12:00:00 UTC)\nCompared with the current state:\n` +
      "- Tag rTag is no longer managed, and stays in Amorphic\n- Dataset rOrders is known again\n- Domain rSales has another id\n";
    const dry = project.cli("restore");
    assert.deepEqual(dry, { code: 0, stdout: `${shown}Nothing was changed; --yes restores it.\n`, stderr: "" });
    assert.ok(project.read(STATE).equals(edited));

    const { code, stdout } = project.cli("restore", "--yes");
    const next =
      "The state was restored. Amorphic itself was not changed: run `amorphic-cicd plan --stack dev` next.\n";
    assert.deepEqual([code, stdout], [0, shown + next]);
    assert.ok(project.read(STATE).equals(state()), "byte by byte");
    const [backup] = project.names("backups/amorphic/dev");
    assert.ok(project.read(`backups/amorphic/dev/${String(backup)}`).equals(edited), "what was there is kept");
    assert.deepEqual(project.names("locks/organization/amorphic/dev"), []);
    const newest = (JSON.parse(project.cli("history", "--json").stdout) as Record<string, unknown>[])[0];
    assert.deepEqual(
      { ...newest, id: "", ended: "" },
      {
        id: "",
        kind: "import",
        result: "succeeded",
        ended: "",
        subject: `state restore: the state that the run ${FIRST} left (update, 2026-01-01 12:00:00 UTC)`,
        by: `${userInfo().username}@${hostname()}`,
        changes: {},
        current: true,
      },
    );
    assert.match(project.cli("restore").stdout, /^The current state is the last good one\./);
  });

  it("chooses the last good state that has a copy", async () => {
    project.settings("encryptionsalt: ours\n");
    const salted = (salt: string) =>
      state(({ latest }) => (latest["secrets_providers"] = { type: "passphrase", state: { salt } }));
    project.record("1767268800000000000", salted("ours"));
    project.record(FIRST, salted("theirs"));
    project.record(SECOND, Buffer.from("{"));
    project.record("1767268870000000000", undefined);
    project.put(STATE, "");
    const found = await findRestoration(project.stack, undefined);
    assert.equal(found?.what, "that the run 1767268800000000000 left (update, 2026-01-01 12:00:00 UTC)");
    assert.equal(found.differences, undefined);
  });

  it("says so if there is no good state", async () => {
    project.put(STATE, "");
    await assert.rejects(
      findRestoration(project.stack, undefined),
      /^UserError: No run of dev has recorded a good state\. /,
    );
  });

  it("chooses the state that is named, if it is sound", async () => {
    project.record(FIRST, state());
    project.record(SECOND, state(without("rSales")));
    project.put(STATE, later());
    assert.ok(Buffer.from((await findRestoration(project.stack, FIRST))!.bytes).equals(state()));
    await assert.rejects(findRestoration(project.stack, SECOND), {
      name: "UserError",
      message:
        `The state "${SECOND}" was not restored, as it could not be used:\n` +
        "- Dataset rOrders: its dependency Domain rSales is not in the state",
    });
    await assert.rejects(findRestoration(project.stack, "../x"), /^UserError: There is no state "\.\.\/x" of dev\. /);
  });

  it("says what is wrong with the stack's file, which names the key of the secrets", () => {
    project.record(FIRST, state());
    project.put(STATE, later());
    project.settings("encryptionsalt: a: b\n");
    assert.deepEqual(project.cli("restore"), {
      code: 2,
      stdout: "",
      stderr:
        `Pulumi.dev.yaml in ${project.directory} is not valid YAML: Nested mappings are not allowed in compact mappings ` +
        "at line 1, column 17. Correct it.\n",
    });
  });

  const keys: readonly [what: string, settings: string, state: object][] = [
    ["encryptionsalt", "encryptionsalt: ours\n", { salt: "theirs" }],
    ["secretsprovider", "secretsprovider: awskms://ours\n", { url: "awskms://theirs" }],
    ["encryptedkey", "encryptedkey: ours\n", { encryptedkey: "theirs" }],
  ];
  for (const [key, settings, secrets] of keys) {
    it(`refuses a state whose secrets could not be decrypted: another ${key}`, async () => {
      project.settings(settings);
      project.record(
        FIRST,
        state(({ latest }) => (latest["secrets_providers"] = { type: "x", state: secrets })),
      );
      await assert.rejects(
        findRestoration(project.stack, FIRST),
        new RegExp(`\\n- its secrets are encrypted with another key: ${key} is not that of Pulumi\\.dev\\.yaml$`),
      );
    });
  }

  it("writes to the file of the current state, compressed or not", async () => {
    project.record(FIRST, state());
    project.put(`${STATE}.gz`, gzipSync(later()));
    await restoreState(project.stack, (await findRestoration(project.stack, FIRST))!);
    assert.deepEqual(project.names("stacks/amorphic"), ["dev.json.gz"]);
    assert.ok(project.read(`${STATE}.gz`).equals(state()), "Pulumi goes by the first bytes");
    assert.match(String(project.names("backups/amorphic/dev")[0]), /^dev\.\d{19}\.json\.gz$/);
  });

  it("is the latest run in the history, even if the clock of the one before was ahead", async () => {
    const ahead = "4000000000000000009";
    project.record(FIRST, state());
    project.record(ahead, later());
    project.put(STATE, later());
    await restoreState(project.stack, (await findRestoration(project.stack, FIRST))!);
    assert.ok(project.names("history/amorphic/dev").includes("dev-4000000000000000010.history.json"));
    await checkState(project.stack);
  });

  it("refuses while the stack is locked", async () => {
    project.record(FIRST, state());
    project.put("locks/organization/amorphic/dev/a.json", "{}");
    await assert.rejects(
      findRestoration(project.stack, FIRST),
      /^UserError: The stack dev is locked:\n- a: it is not in Pulumi's format/,
    );
  });

  it("stops if somebody locked the stack or changed the state in the meantime", async () => {
    project.record(FIRST, state());
    project.put(STATE, later());
    const found = (await findRestoration(project.stack, FIRST))!;
    project.put("locks/organization/amorphic/dev/a.json", "{}");
    await assert.rejects(
      restoreState(project.stack, found),
      /^UserError: Another run has locked the stack dev\. Nothing was changed\.$/,
    );
    assert.deepEqual(project.names("locks/organization/amorphic/dev"), ["a.json"]);

    rmSync(join(project.directory, "state/.pulumi/locks"), { recursive: true });
    project.put(STATE, later(without("rOrders")));
    await assert.rejects(restoreState(project.stack, found), /was changed by somebody else in the meantime/);
    assert.ok(project.read(STATE).equals(later(without("rOrders"))));
    assert.deepEqual(project.names("locks/organization/amorphic/dev"), []);
  });
});
