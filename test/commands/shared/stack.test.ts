import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStack, projectName } from "../../../commands/shared/stack";
import { setEnvironment } from "../../client/environment";

describe("A stack", () => {
  let project: string;
  const write = (name: string, text: string): void => writeFileSync(join(project, name), text);
  const refused = async (message: string, name = "local"): Promise<void> => {
    await assert.rejects(openStack(name, project), { name: "UserError", message });
  };

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "amorphic-stack-"));
    write("Pulumi.local.yaml", "config: {}\n");
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("needs a stack file; without it, the stacks that have one are listed", async () => {
    write("Pulumi.dev.yaml", "");
    await refused(
      `There is no Pulumi.dve.yaml in ${project}. Name a stack that has one: dev, local; or run from the project's directory.`,
      "dve",
    );
    rmSync(project, { recursive: true });
    mkdirSync(project);
    await refused(
      `There is no Pulumi.dve.yaml in ${project}. Name a stack that has one; or run from the project's directory.`,
      "dve",
    );
  });

  it("needs a stack file that is valid YAML", async () => {
    write("Pulumi.yaml", "name: shop\n");
    for (const [text, wrong] of [
      [
        "config:\n  amorphic:userId: a: b\n",
        "Nested mappings are not allowed in compact mappings at line 2, column 20",
      ],
      ["<<<<<<< HEAD\nconfig: {}\n", "Implicit keys need to be on a single line at line 1, column 1"],
      ["config: *mine\n", "Unresolved alias (the anchor must be set before the alias): mine"],
    ] as const) {
      write("Pulumi.local.yaml", text);
      await refused(`Pulumi.local.yaml in ${project} is not valid YAML: ${wrong}. Correct it.`);
    }
    // Pulumi accepts these.
    for (const text of ["", "config: {}\n---\nmore: 1\n", "config: !ours {}\n"]) {
      write("Pulumi.local.yaml", text);
      assert.equal((await openStack("local", project)).name, "local");
    }
  });

  it("must have its own journal, unlike a copy of another stack's file", async () => {
    const journal = (name: string) => `config: { amorphic:journal: "s3://state/journal/${name}" }\n`;
    write("Pulumi.yaml", "name: shop\n");
    write("Pulumi.broken.yaml", "config: [");
    write("Pulumi.dev.yaml", journal("dev"));
    write("Pulumi.local.yaml", journal("local"));
    assert.equal((await openStack("local", project)).name, "local");
    const shared =
      "local and dev have the same amorphic:journal, so each would take the other's objects for its own. In the file that was " +
      "copied, set another, such as journal/local beside the stack's state; or remove Pulumi.dev.yaml if it is not a stack.";
    write("Pulumi.local.yaml", journal("dev"));
    await refused(shared);
    write("Pulumi.yaml", "name: shop\nconfig: { amorphic:journal: 'file://./journal' }\n");
    for (const file of ["Pulumi.dev.yaml", "Pulumi.local.yaml"]) write(file, "config: {}\n");
    await refused(shared);
  });

  it("needs PULUMI_BACKEND_URL to be a URL", async () => {
    write("Pulumi.dev.yaml", "");
    write("Pulumi.yaml", "name: shop\n");
    for (const [value, told] of [
      ["", "not set"],
      ["/srv/state", '"/srv/state", which is not a URL'],
    ] as const) {
      const restore = setEnvironment({ PULUMI_BACKEND_URL: value });
      try {
        await refused(
          `PULUMI_BACKEND_URL is ${told}, so the state of dev cannot be found. ` +
            "Set it to the stack's bucket, as `bin/amorphic-cicd bootstrap --stack dev` prints it.",
          "dev",
        );
      } finally {
        restore();
      }
    }
  });

  it("needs a Pulumi.yaml that is valid YAML and names the project", async () => {
    const way = "Run from the directory of the Pulumi project.";
    await refused(`Pulumi.yaml does not exist in ${project}. ${way}`);
    mkdirSync(join(project, "Pulumi.yaml"));
    await refused(`Pulumi.yaml cannot be read (EISDIR: illegal operation on a directory, read) in ${project}. ${way}`);
    rmSync(join(project, "Pulumi.yaml"), { recursive: true });

    write("Pulumi.yaml", "name: shop\nruntime: name: nodejs\n");
    await refused(
      `Pulumi.yaml in ${project} is not valid YAML: Nested mappings are not allowed in compact mappings ` +
        "at line 2, column 10. Correct it.",
    );
    for (const text of ["", "runtime: nodejs\n", "name: 7\n", "- name: shop\n"]) {
      write("Pulumi.yaml", text);
      await refused(`Pulumi.yaml in ${project} has no project name. Add a line such as \`name: data-platform\`.`);
    }
    write("Pulumi.yaml", "name: shop\nruntime:\n");
    assert.equal(projectName(project), "shop");
  });
});
