import assert from "node:assert/strict";
import { compare, isSame } from "../../../commands/state/compare";
import { parseCheckpoint } from "../../../commands/state/checkpoint";
import { inspect } from "../../../commands/state/integrity";
import { deployMessage, parseMessage } from "../../../commands/state/message";
import { DAMAGES, find, SOUND, state, urnOf, type Parts } from "./states";

const NAME = { project: "amorphic", stack: "dev" };

describe("A state", () => {
  for (const { what, bytes, problems } of DAMAGES) {
    it(`is damaged: ${what}`, () => assert.deepEqual(inspect(bytes, NAME).problems, problems));
  }

  for (const { what, bytes } of SOUND) {
    it(`is sound: ${what}`, () => assert.deepEqual(inspect(bytes, NAME).problems, []));
  }

  it("has all its problems reported at once, with control characters escaped", () => {
    const bytes = state((parts) => {
      parts.latest.manifest["magic"] = "";
      find(parts, "rSales")["type"] = 1;
      Object.assign(find(parts, "rOrders"), { urn: `${urnOf("Dataset", "a\u001b")}::b`, dependencies: [] });
      find(parts, "b")["parent"] = "no urn";
    });
    assert.deepEqual(inspect(bytes, NAME).problems, [
      "its manifest is inconsistent: the magic does not match the version",
      "Domain rSales: it has no type",
      "Dataset a\\u001b::b: its parent no urn is not in the state",
    ]);
  });

  it("is damaged wherever it is cut off", () => {
    const bytes = state();
    for (let end = 0; end < bytes.length; end += 7) {
      assert.notDeepEqual(inspect(bytes.subarray(0, end), NAME).problems, [], String(end));
    }
  });
});

describe("Two states", () => {
  const differences = (edit: (parts: Parts) => unknown) =>
    compare(parseCheckpoint(state()), parseCheckpoint(state(edit)));

  it("are compared by what they record, and differences are reported without values", () => {
    const found = differences((parts) => {
      Object.assign(find(parts, "rOrders"), { id: "other", outputs: { DatasetName: "p4ssword" }, dependencies: [] });
      parts.latest.resources.splice(2, 1);
      parts.latest.resources.push({ ...find(parts, "rOrders"), urn: urnOf("Tag", "rNew") });
    });
    assert.deepEqual(found, {
      added: ["Tag rNew"],
      removed: ["Domain rSales"],
      changed: [
        { resource: "Dataset rOrders", fields: ["id", "dependencies", "outputs.DatasetName", "outputs.__provider"] },
      ],
    });
  });

  const same: readonly [what: string, edit: (parts: Parts) => unknown][] = [
    ["times and positions", (parts) => Object.assign(find(parts, "rSales"), { modified: "2026", sourcePosition: "x" })],
    ["what is empty or missing", (parts) => (find(parts, "rSales")["dependencies"] = null)],
    ["the engine's own protection", (parts) => (find(parts, "rSales")["protect"] = true)],
    ["the version of the CLI", ({ latest }) => (latest.manifest["version"] = "v4")],
  ];
  for (const [what, edit] of same) {
    it(`are equal if they differ only in ${what}`, () => assert.ok(isSame(differences(edit))));
  }

  it("are equal if only the encryption of a secret differs, but not if it is no longer a secret", () => {
    const secret = (ciphertext: string) => {
      const value = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext };
      return parseCheckpoint(state((parts) => (find(parts, "rSales")["inputs"] = { list: [value] })));
    };
    const plain = parseCheckpoint(state((parts) => (find(parts, "rSales")["inputs"] = { list: ["a"] })));
    assert.ok(isSame(compare(secret("a"), secret("b"))));
    assert.deepEqual(compare(secret("a"), plain).changed, [{ resource: "Domain rSales", fields: ["inputs.list"] }]);
  });

  it("are equal if one has outputs in full and the other refers to the same inputs", () => {
    const columns = (name: string) => JSON.stringify([{ name: name.repeat(200) }]);
    const dataset = (inputs: string, outputs: string) =>
      parseCheckpoint(
        state((parts) =>
          Object.assign(find(parts, "rOrders"), {
            inputs: { DatasetSchema: inputs },
            outputs: { DatasetSchema: outputs },
          }),
        ),
      );
    const full = dataset(columns("a"), columns("a"));
    assert.ok(isSame(compare(full, dataset(columns("a"), "as in inputs: 0123456789abcdef"))));
    assert.deepEqual(compare(full, dataset(columns("b"), "as in inputs: 0123456789abcdef")).changed, [
      { resource: "Dataset rOrders", fields: ["inputs.DatasetSchema", "outputs.DatasetSchema"] },
    ]);
  });

  it("can be compared if a stack was never deployed", () => {
    const none = parseCheckpoint(state((parts) => Reflect.deleteProperty(parts, "latest")));
    assert.ok(isSame(compare(none, none)));
    assert.equal(compare(none, parseCheckpoint(state())).added.length, 4);
  });
});

describe("The message of a deployment", () => {
  const build = "arn:aws:codebuild:eu-west-1:123456789012:build/deploy:b1";
  const environment = {
    CODEBUILD_BUILD_ARN: build,
    CODEBUILD_INITIATOR: "codepipeline/shop",
    CODEBUILD_RESOLVED_SOURCE_VERSION: "1a2b3c4",
  };

  it("says in CodeBuild what was deployed, and who started which build", () => {
    const text = deployMessage(environment, "Plan: 1 to create");
    assert.equal(text, `Plan: 1 to create\n\nCommit: 1a2b3c4\nBy: codepipeline/shop\nBuild: ${build}`);
    assert.deepEqual(parseMessage(text), {
      subject: "Plan: 1 to create",
      commit: "1a2b3c4",
      by: "codepipeline/shop",
      build,
    });
  });

  it("says outside CodeBuild who ran it", () => {
    const { by, ...rest } = parseMessage(deployMessage({}));
    assert.deepEqual(rest, { subject: "amorphic-cicd deploy" });
    assert.match(String(by), /^.+@.+$/);
  });

  it("cannot get more lines from a variable", () => {
    const text = deployMessage({ ...environment, CODEBUILD_INITIATOR: "me\nBuild: other" }, "a\nBy: you");
    assert.deepEqual(parseMessage(text), { subject: "a By: you", commit: "1a2b3c4", by: "me Build: other", build });
  });

  it("can be read even if somebody else wrote it", () => {
    assert.deepEqual(parseMessage(""), { subject: "" });
    assert.deepEqual(parseMessage("by hand\nmore"), { subject: "by hand" });
  });
});
