import assert from "node:assert/strict";
import { linesOf, reportText } from "../../../commands/import/report";
import type { Item } from "../../../commands/import/match";
import type { Properties } from "../../../providers/lifecycle/inputs";
import { UNKNOWN } from "../../../providers/pulumi-marks";
import { typeOf } from "../../lifecycle/stage";

const found = (logicalId: string, type: string, wanted: Properties, live: Properties): Item => ({
  ...{ logicalId, type: typeOf(type), wanted },
  finding: { kind: "found", id: `id of ${logicalId}`, inputs: live, outputs: live },
});
const HIDDEN = { "!Hidden": true };
const ENVIRONMENT = { AMORPHIC_TOKEN: "the-token-itself" };
const textOf = (...items: Item[]) => reportText(linesOf(items, ENVIRONMENT));

describe("The report of an import", () => {
  it("has one line for an object that does not differ", () => {
    const tag = { TagKey: "a", TagValue: "b" };
    assert.equal(
      textOf(found("r1", "Tag", tag, tag)),
      '  = import Tag r1, "a.b", id "id of r1"\n\n' +
        "Import: 1 to import (then 0 to update, 0 to replace), 0 not found, 0 unclear, 0 already managed\n",
    );
  });

  it("shows what differs, what a replacement would do, and only the names of secrets", () => {
    const wanted = {
      JobName: "load",
      ETLJobType: "spark",
      DefaultArguments: { "--key": { "!Environ": "KEY", fingerprint: "f1" }, "--other": { "!Secret": "team/x#y" } },
      DatasetAccess: { Owner: [{ DatasetId: UNKNOWN }] },
      Artifacts: { Script: [{ path: "resources/load.py", sha256: "00" }] },
    };
    const live = {
      JobName: "load",
      ETLJobType: "pythonshell",
      DefaultArguments: { "--key": "(changed on the platform)", "--other": wanted.DefaultArguments["--other"] },
      DatasetAccess: { Owner: [] },
    };
    assert.equal(
      textOf(found("rLoad", "Job", wanted, live)),
      `  ~ import Job rLoad, "load", id "id of rLoad"
      ETLJobType: "pythonshell" -> "spark"; cannot be changed in place: a deployment would delete the object and create another
      DefaultArguments.--key: "(changed on the platform)" -> "(secret KEY, f1)"
      DatasetAccess.Owner: [] -> [{"DatasetId":"(known after the run)"}]
      resources/load.py: will be uploaded, as the existing file cannot be read back
      DefaultArguments.--key: secret not compared
      DefaultArguments.--other: secret not compared, and team/x#y is not available here: the first plan that has it will show an update, rotated or not; set it first

Import: 1 to import (then 0 to update, 1 to replace), 0 not found, 0 unclear, 0 already managed
`,
    );
  });

  it("shows no literal that is a credential by its name, the catalog or another field", () => {
    const job = { JobName: "load", DefaultArguments: { "--db-password": "see-vault", "--retries": "2" } };
    const live = { JobName: "load", DefaultArguments: { "--db-password": "Prod-Pa55!", "--retries": null } };
    const parameter = { ParameterKey: "k", ParameterType: "SecureString", ParameterValue: "new-Pa55!" };
    const items = [
      found("rLoad", "Job", job, live),
      found("rKey", "Parameter", parameter, { ...parameter, ParameterType: "String", ParameterValue: "old-Pa55!" }),
    ];
    const text = textOf(...items);
    assert.deepEqual(
      text.split("\n").filter((line) => line.includes("->")),
      [
        '      DefaultArguments.--db-password: "(hidden)" -> "(hidden)", another value',
        '      DefaultArguments.--retries: (not set) -> "2"',
        '      ParameterType: "String" -> "SecureString"; cannot be changed in place: a deployment would delete the object ' +
          "and create another",
        '      ParameterValue: "(hidden)" -> "(hidden)", another value',
      ],
    );
    assert.deepEqual(
      linesOf(items, {}).map(({ differences }) => differences.map(({ replaces: _, ...told }) => told)),
      [
        [
          { field: "DefaultArguments.--db-password", live: HIDDEN, wanted: HIDDEN },
          { field: "DefaultArguments.--retries", live: null, wanted: "2" },
        ],
        [
          { field: "ParameterType", live: "String", wanted: "SecureString" },
          { field: "ParameterValue", live: HIDDEN, wanted: HIDDEN },
        ],
      ],
    );
  });

  it("masks the value of a variable that is a credential by its name, wherever it appears", () => {
    const tag = { TagKey: "a", TagValue: "b", TagDescription: "new" };
    const [there] = linesOf([found("r1", "Tag", tag, { ...tag, TagDescription: "was the-token-itself" })], ENVIRONMENT);
    assert.deepEqual(there?.differences, [
      { field: "TagDescription", live: "was [secret]", wanted: "new", replaces: false },
    ]);
    const refused = textOf({
      ...{ logicalId: "r1", type: typeOf("Tag") },
      finding: { kind: "unclear", reason: "400: the-token-itself is no tag" },
    });
    assert.match(refused, /^ {6}400: \[secret\] is no tag$/m);
  });

  it("shows a reason once for all objects that share it, and escapes control characters", () => {
    const unclear = (logicalId: string): Item => ({
      ...{ logicalId, type: typeOf("Tag") },
      finding: { kind: "unclear", reason: "refused\u001b[2J" },
    });
    assert.equal(
      textOf(unclear("r1"), unclear("r2\u001b[31m"), {
        ...{ logicalId: "r3", type: typeOf("Tag"), wanted: { TagKey: "a", TagValue: UNKNOWN } },
        finding: { kind: "absent" },
      }),
      `  + not found, would be created: Tag r3, "a.(known after the run)"
  ? unclear: Tag r1, Tag r2\\u001b[31m
      refused\\u001b[2J

Import: 0 to import (then 0 to update, 0 to replace), 1 not found, 2 unclear, 0 already managed
`,
    );
  });
});
