import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { countCalls, leastCalls, total } from "../../bench/calls";
import { generate } from "../../bench/generate";
import { terraformResources } from "../../bench/terraform-resources";
import { catalog } from "../../providers/catalog";
import { loadProject } from "../../providers/definitions";

describe("A generated project", () => {
  it("is always the same for a seed, and differs for another one", () => {
    assert.deepEqual(generate(40, 7), generate(40, 7));
    assert.notDeepEqual(generate(40, 7).files, generate(40, 8).files);
  });

  it("is a mix of types, with columns, scripts, secrets and references", () => {
    const { blocks, files, environment } = generate(20);
    const count = (type: string) => blocks.filter(({ Type }) => Type === type).length;
    assert.deepEqual(["Domain", "Tag", "Datasource", "Dataset", "Job"].map(count), [1, 2, 2, 11, 4]);
    assert.equal(files.size, 24, "a file each, and a script for each job");
    for (const { Type, Properties } of blocks) {
      if (Type === "Dataset") assert.equal((Properties["DatasetSchema"] as unknown[]).length, 30);
    }
    const text = [...files.values()].join("");
    for (const name of Object.keys(environment)) assert.ok(text.includes(`"!Environ": "${name}"`), name);
  });

  it("has no mistakes", () => {
    const directory = mkdtempSync(join(tmpdir(), "generated-"));
    try {
      const { files, environment, blocks } = generate(60, 3);
      for (const [path, text] of files) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      const root = join(directory, "resources");
      const { definitions, problems } = loadProject({
        repository: directory,
        root,
        catalog,
        environment,
        plainEnv: [],
      });
      assert.deepEqual(problems, []);
      assert.deepEqual(definitions.map(({ logicalId }) => logicalId).sort(), blocks.map(({ id }) => id).sort());
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("differs in one description if it is edited", () => {
    const [before, after] = [generate(20).files, generate(20, 1, true).files];
    const changed = [...after].filter(([path, text]) => before.get(path) !== text);
    assert.deepEqual([before.size, changed.length], [after.size, 1]);
    assert.match(changed[0]?.[1] ?? "", / Edited\."/);
  });

  it("is the same for Terraform, with a separate resource for each further call", () => {
    const resources = terraformResources(generate(20));
    const names = Object.keys(resources);
    const ending = (end: string) => names.filter((name) => name.endsWith(end)).length;
    assert.deepEqual([names.length, ending("_schema"), ending("_access"), ending("_share")], [37, 11, 4, 2]);
    const text = JSON.stringify(resources);
    for (const [, name = ""] of text.matchAll(/restapi_object\.(\w+)/g)) assert.ok(name in resources, name);
    assert.equal(text.includes("!DependsOn") || text.includes("!Environ"), false);
  });
});

describe("The calls of an operation", () => {
  it("are counted by kind, whatever the ids", () => {
    const calls = (...paths: string[]) => countCalls(paths.map((path) => ({ method: "GET", path })));
    assert.deepEqual(calls("/jobs", "/jobs/1", "/jobs/2", "/jobs/2/resourceaccess", "/_uploads/x/y", "/tags/a%23b"), {
      "GET jobs": 1,
      "GET jobs/{id}": 2,
      "GET jobs/{id}/resourceaccess": 1,
      "GET tags/{id}": 1,
      "GET upload": 1,
    });
  });

  it("have a minimum, computed from the definitions", () => {
    const { blocks } = generate(20);
    assert.deepEqual(leastCalls("deploy", blocks), {
      "GET datasets": 2,
      "GET datasets/{id}": 11,
      "GET datasets/{id}/share": 2,
      "GET datasources": 1,
      "GET datasources/{id}": 2,
      "GET domains": 1,
      "GET domains/{id}": 1,
      "GET jobs": 1,
      "GET jobs/{id}": 4,
      "GET jobs/{id}/resourceaccess": 4,
      "GET tags": 1,
      "GET tags/{id}": 2,
      "POST datasets": 11,
      "POST datasets/{id}/share": 2,
      "POST datasources": 2,
      "POST domains": 1,
      "POST jobs": 4,
      "POST jobs/{id}/resourceaccess": 4,
      "POST jobs/{id}/script": 4,
      "POST tags": 2,
      "PUT datasets/{id}": 11,
      "PUT upload": 4,
    });
    assert.equal(total(leastCalls("plan", blocks)), 5 + 4 + 2);
    assert.equal(total(leastCalls("destroy", blocks)), 40);
    const many = leastCalls("plan", generate(2_000).blocks);
    assert.equal(many["GET datasets"], 3, "three pages of 500 for 1,100");
  });
});
