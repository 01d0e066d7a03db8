import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { run, type Outcome } from "../../../commands/shared/run";
import { Repository } from "./repository";

const BIN = resolve(__dirname, "../../../bin/amorphic-cicd");

describe("bin/amorphic-cicd scan", () => {
  let repository: Repository;
  beforeEach(() => {
    const Properties = { DatasourceConfig: { Password: "pl4nted" } };
    repository = new Repository({ "resources/a.json": { rDb: { Type: "Datasource", Properties } }, file: "" });
  });
  afterEach(() => repository.remove());

  const command = (...args: string[]): Promise<Outcome> =>
    run(process.execPath, [BIN, "scan", "--only", "definitions", ...args], {
      cwd: repository.directory,
      env: { PATH: "/usr/bin:/bin" },
    });

  for (const [args, message] of [
    [
      ["--sarif", "file/a.sarif"],
      /^"file\/a\.sarif" cannot be written \((ENOTDIR|EEXIST): .*\)\. Name another file\.\n$/,
    ],
    [["--junit", "resources"], /^"resources" cannot be written \(it is a directory\)\. Name another file\.\n$/],
    [["--baseline", "file/b.json", "--write-baseline"], /^file\/b\.json cannot be read \(ENOTDIR: /],
    [["--sarif", ""], /^"" cannot be written \(it is a directory\)\. Name another file\.\n$/],
    [["--baseline", "file"], /^file is not a baseline; remove it, and create it again with --write-baseline\.\n$/],
    [["--resources", "file"], /^There is no directory "file"; name the one with the definitions\.\n$/],
    [["--access", "none"], /^There is no directory "none"; name the one with central sharing\.\n$/],
  ] as const) {
    it(`says before it scans what is wrong with ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await command(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  const inStack = (settings: string): void => {
    repository.write("Pulumi.yaml", "name: shop\n");
    repository.write("Pulumi.dev.yaml", `config: { ${settings} }\n`);
  };
  const everybody = { rDb: { Owner: { Users: ["*"] } } };

  it("scans the directories that the stack's file names", async () => {
    inStack("amorphic:resources: blocks, amorphic:access: sharing/dev");
    repository.write("blocks/b.json", { rUrl: { Type: "View", Properties: { Link: "http://api.test" } } });
    repository.write("sharing/dev/a.json", everybody);
    const { code, stdout } = await command("--stack", "dev", "--fail-on", "medium");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^blocks\/b\.json:5:15: medium definitions\/plain-http .*\nsharing\/dev\/a\.json:5:9: high definitions\/wildcard-share .*\nScan: 0 critical, 1 high, 1 medium, /,
    );
  });

  it("scans the central sharing of other environments beside the stack's own", async () => {
    for (const settings of ["", "amorphic:access: access-management/dev"]) {
      inStack(settings);
      repository.write("access-management/dev/a.json", {});
      repository.write("access-management/prod/a.json", everybody);
      const { stdout } = await command("--stack", "dev");
      assert.match(stdout, /^access-management\/prod\/a\.json:5:9: high definitions\/wildcard-share /m);
      assert.match(stdout, /^resources\/a\.json:6:21: critical definitions\/literal-secret /m);
    }
  });

  it("refuses a stack whose file is wrong, or names a directory that does not exist", async () => {
    const missing = /^There is no directory "access-management\/dev"; name the one with central sharing\.\n$/;
    for (const [settings, message] of [
      ["amorphic:resources: none", /^There is no directory "none"; name the one with the definitions\.\n$/],
      ["amorphic:access: access-management/dev", missing],
      [
        "amorphic:acces: access",
        /^The stack's configuration \(Pulumi\.dev\.yaml\) has mistakes:\n {2}amorphic:acces is/,
      ],
    ] as const) {
      inStack(settings);
      const { code, stdout, stderr } = await command("--stack", "dev");
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    }
  });

  it("creates the directories of its output files, and says whose findings the baseline keeps", async () => {
    const files = ["out/a/a.sarif", "out/b/b.xml", "out/c/c.json"] as const;
    const { code, stderr } = await command(
      ...["--sarif", files[0], "--junit", files[1], "--baseline", files[2], "--write-baseline"],
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      files.map((file) => existsSync(join(repository.directory, file))),
      [true, true, true],
    );
    assert.match(
      stderr,
      /\nbaseline: 1 findings in out\/c\/c\.json; those of bandit, gitleaks, npm-audit, pip-audit, ruff, semgrep were kept, as these scanners did not complete\n$/,
    );
  });
});
