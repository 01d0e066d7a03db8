import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { record, settingsOf } from "../../infra/record";
import type { Replacement } from "../../tools/rehearse/replacements";
import { runBuild } from "../../tools/rehearse/build";
import { application, type Application, Graph, PROVIDERS } from "./recorded";

const CREDENTIALS = "/v2/credentials/0f1e2d3c";

/** What a stranger's tests might try; its findings are its report. */
const ATTACK = `
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
const found = [];
const look = (name, read) => { try { found.push(name + ": " + read()); } catch (error) { found.push(name + ": " + error.code); } };
look("variables", () => Object.keys(process.env).filter((name) => !/^(npm_|NODE|COLOR|EDITOR|INIT_CWD|PWD|SHLVL|_$)/i.test(name)).sort().join(" "));
look("user", () => process.getuid());
look("credentials", () => readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).some((process) => {
  try { return readFileSync("/proc/" + process + "/environ", "utf8").includes("${CREDENTIALS}"); } catch { return false; }
}));
look("clone", () => readFileSync("../../.git/config", "utf8"));
look("source", () => { writeFileSync(process.env.SOURCE + "/planted", ""); return "written"; });
writeFileSync("reports/found.xml", found.join("\\n"));
symlinkSync("/etc/passwd", "reports/passwd.xml");
`;

describe("the build of an application's pull request", function () {
  this.timeout(120_000);
  const isRoot = process.getuid?.() === 0;
  let home: string;
  let source: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-pull-request-tests-"));
    source = join(home, "Source");
    write("attack.mjs", ATTACK);
    write("package.json", JSON.stringify({ scripts: { "test:ci": "node attack.mjs", build: "node build.mjs" } }));
    write(
      "build.mjs",
      `
      import { mkdirSync, writeFileSync } from "node:fs";
      mkdirSync("dist/assets", { recursive: true });
      writeFileSync("dist/index.html", "");`,
    );
    write(".npmrc", "foreground-scripts=true\n");
    write("../../.git/config", "token");
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (name: string, text: string): void => {
    const file = join(source, "examples", "website", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  /** Only root can become another user; and nothing is installed here. */
  const replacements: readonly Replacement[] = [
    { command: /npm ci /, what: "npm ci", by: "nothing", unless: "install" },
    ...(isRoot
      ? []
      : [
          { command: /^chown /, what: "chown", by: "nothing", unless: "install" } as const,
          { command: /^test .* id -u/, what: "test", by: "nothing", unless: "install" } as const,
          {
            command: /setpriv /,
            what: "setpriv",
            by: "env alone",
            unless: "install",
            text: (command: string) => command.replace(/setpriv .*--no-new-privs /, ""),
          } as const,
        ]),
  ];

  async function build(more: readonly Replacement[] = []): Promise<{
    isGood: boolean;
    failed?: string;
    reports: string[];
    found: string[];
    output: string;
  }> {
    const settings = settingsOf("site-prod");
    const { source: text } = (await application("site-prod")).inputs("Project", "pull-requests");
    let output = "";
    const built = await runBuild({
      buildspec: String(text.buildspec).replace("CI=true", `CI=true SOURCE="$CODEBUILD_SRC_DIR"`),
      artifacts: new Map([["Source", source]]),
      inputs: ["Source"],
      outputs: [],
      environment: {
        ...process.env,
        ...settings.variables,
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: CREDENTIALS,
        CODEBUILD_BUILD_ID: "id",
      },
      home,
      replacements: [...more, ...replacements],
      output: (line) => (output += line),
    });
    const [directory = ""] = readdirSync(home).filter((name) => name.startsWith("build-"));
    const collected = join(home, directory, "Source", "pull-request-reports");
    const reports = existsSync(collected) ? readdirSync(collected) : [];
    const found = reports.includes("found.xml") ? readFileSync(join(collected, "found.xml"), "utf8").split("\n") : [];
    assert.ok(reports.every((name) => lstatSync(join(collected, name)).isFile()));
    return { ...built, reports, found, output };
  }

  it("runs the request's code as nobody, without the role's credentials, and collects no links", async () => {
    const { isGood, found, reports, output } = await build();
    assert.equal(isGood, true, output);
    assert.deepEqual(reports, ["found.xml"]);
    assert.deepEqual([found[0], found[3]], ["variables: CI HOME PATH SOURCE", "clone: ENOENT"]);
    if (isRoot)
      assert.deepEqual([found[1], found[2], found[4]], ["user: 65534", "credentials: false", "source: EACCES"]);
  });

  it("fails if the tests fail, and still collects their reports", async () => {
    write("attack.mjs", `${ATTACK}process.exit(1);`);
    const { isGood, failed, reports } = await build();
    assert.deepEqual([isGood, failed, reports], [false, 'bash -u "$WORK/as-nobody" npm run test:ci', ["found.xml"]]);
  });

  it("fails if the site has no index page", async () => {
    write("build.mjs", `import { mkdirSync } from "node:fs"; mkdirSync("dist/assets", { recursive: true });`);
    assert.match((await build()).failed ?? "", /^if ! bash -u "\$WORK\/as-nobody" test -f "dist\/index\.html"; then /);
  });

  it("runs nothing of the request if the script that switches to nobody is missing", async () => {
    const lost = [/setpriv /, /^test .* id -u/].map(
      (command) => ({ command, what: "", by: "nothing", unless: "install" }) as const,
    );
    const { failed, output } = await build(lost);
    assert.equal(failed, 'bash -u "$WORK/as-nobody" mkdir -p reports');
    assert.match(output, /as-nobody: No such file or directory/);
    const withoutWork = { command: /^WORK=/, what: "", by: "nothing", unless: "install" } as const;
    assert.equal((await build([withoutWork, ...lost])).failed, 'chmod 711 "$WORK"');
  });

  it("reads the reports as nobody too, since processes that still run may change them", async function () {
    if (!isRoot) this.skip();
    write("attack.mjs", `${ATTACK}chmodSync("reports/found.xml", 0);`.replace("import {", "import { chmodSync,"));
    const { failed } = await build();
    assert.equal(failed, 'bash -u "$WORK/as-nobody" tar -cf - reports > "$WORK/reports.tar"');
  });

  const variables = (made: Graph) =>
    made.inputs("Project", "pull-requests")["environment"].environmentVariables as { type: string }[];

  for (const stack of ["site-prod", "service-prod"] as const) {
    it(`has no cache, artifacts, secrets or Docker in ${stack}, and clones the repository itself`, async () => {
      const made = await application(stack);
      const { artifacts, cache, environment, source } = made.inputs("Project", "pull-requests");
      assert.deepEqual(
        [artifacts.type, cache.type, environment.privilegedMode, source.type, source.reportBuildStatus],
        ["NO_ARTIFACTS", "NO_CACHE", false, "GITHUB", true],
      );
      assert.deepEqual(
        variables(made).filter(({ type }) => type !== "PLAINTEXT"),
        [],
      );
    });
  }

  for (const provider of PROVIDERS) {
    it(`is started by ${provider}, for forks only after approval`, async () => {
      const made = await application("site-prod", {}, provider);
      if (provider === "CodeCommit") {
        assert.deepEqual(made.all("Webhook"), []);
        assert.match(String(made.inputs("EventRule", "pull-requests-start")["eventPattern"]), /pullRequestCreated/);
        return;
      }
      const { pullRequestBuildPolicy, filterGroups, projectName } = made.inputs("Webhook", "pull-requests");
      assert.deepEqual(
        [pullRequestBuildPolicy.requiresCommentApproval, filterGroups[0].filters[1], projectName],
        ["FORK_PULL_REQUESTS", { type: "BASE_REF", pattern: "^refs/heads/main$" }, "site-prod-pull-requests"],
      );
    });
  }
});

describe("an application's pull requests, switched off", function () {
  this.timeout(60_000);
  for (const stack of ["site-staging", "service-staging"] satisfies Application[]) {
    it(`get no webhook and no build in ${stack}`, async () => {
      const settings = settingsOf(stack);
      const pullRequests = { enabled: false, approval: "forks" } as const;
      const made = new Graph(await record({ ...settings, pullRequests }));
      assert.deepEqual(made.all("Webhook"), []);
      assert.ok(!made.all("Project").some(({ name }) => name === "pull-requests"));
    });
  }
});
