import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { AmorphicSettings } from "../../infra/targets/amorphic/settings";
import { runBuild } from "../../tools/rehearse/build";
import { graph } from "./recorded";

/** Notes what it was asked to do and what it saw; `plan` also writes a file, and fails if the definitions are invalid. */
const TOOL = `
const { appendFileSync, readFileSync, existsSync, writeFileSync } = require("node:fs");
const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "none");
const orders = read("resources/orders.json");
const seen = process.argv[2] === "comment" ? read("reports/plan.json") : orders;
appendFileSync(process.env.NOTES, [process.argv[2], seen, read("Pulumi.dev.yaml")].join(" ") + "\\n");
if (process.argv[2] === "plan") {
  const isInvalid = orders.includes("invalid");
  writeFileSync("reports/plan.json", isInvalid ? "mistakes" : "changes");
  process.exit(isInvalid ? 1 : 0);
}
`;

const COMMENT_TOKEN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:amorphic/dev/comment-AbCdEf";

describe("the build of a pull request", function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-pull-request-"));
    write("target/bin/amorphic-cicd", TOOL);
    write("target/Pulumi.dev.yaml", "target's settings");
    write("target/resources/orders.json", "target's orders");
    write("target/resources/removed.json", "target's");
    // Everything that a stranger might try to have run or read.
    write("request/bin/amorphic-cicd", `require("node:fs").writeFileSync(process.env.NOTES, "pwned")`);
    write("request/package.json", `{"scripts": {"preinstall": "touch pwned", "test:resources": "touch pwned"}}`);
    write("request/Pulumi.dev.yaml", "stranger's settings");
    write("request/buildspec.yml", "version: 0.2");
    write("request/resources/orders.json", "stranger's orders");
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  };
  const notes = (): string => (existsSync(join(home, "notes")) ? readFileSync(join(home, "notes"), "utf8") : "");

  async function build(pullRequests: AmorphicSettings["pullRequests"] = { enabled: true, approval: "forks" }) {
    const project = (await graph("dev", "GitHub", { pullRequests })).inputs("Project", "pull-requests");
    return runBuild({
      buildspec: String(project["source"].buildspec),
      artifacts: new Map(["request", "target"].map((name) => [name, join(home, name)])),
      inputs: ["request", "target"],
      outputs: [],
      environment: { PATH: process.env.PATH, STACK: "dev", NOTES: join(home, "notes") },
      home,
      replacements: [{ command: /^npm ci /, what: "npm ci", by: "nothing", unless: "install" }],
      output: () => undefined,
    });
  }

  it("runs the target branch's tool and settings on the request's definitions", async () => {
    assert.equal((await build()).isGood, true);
    assert.deepEqual(notes().trimEnd().split("\n"), [
      "setup target's orders target's settings",
      "plan stranger's orders target's settings",
    ]);
  });

  for (const [definitions, isGood, planned] of [
    ["orders", true, "changes"],
    ["invalid orders", false, "mistakes"],
  ] as const) {
    it(`posts the plan of ${definitions} on the request`, async () => {
      write("request/resources/orders.json", definitions);
      const built = await build({ enabled: true, approval: "forks", commentToken: COMMENT_TOKEN });
      assert.equal(built.isGood, isGood);
      assert.match(built.failed ?? "bin/amorphic-cicd plan ", /bin\/amorphic-cicd plan /);
      assert.deepEqual(notes().trimEnd().split("\n"), [
        "setup target's orders target's settings",
        `plan ${definitions} target's settings`,
        `comment ${planned} target's settings`,
      ]);
    });
  }

  it("works without a directory that the request has removed", async () => {
    rmSync(join(home, "request/resources"), { recursive: true });
    assert.equal((await build()).isGood, true);
    assert.match(notes(), /^plan none target's settings$/m);
  });

  for (const [what, link] of [
    ["in a directory", "request/resources/passwd"],
    ["instead of a directory", "request/access-management"],
  ] as const) {
    it(`reads nothing through a link ${what}`, async () => {
      symlinkSync("/etc", join(home, link));
      const { isGood, failed } = await build();
      assert.equal(isGood, false);
      assert.match(
        failed ?? "",
        /^if ! test -z "\$\(find resources access-management .* replace it with the file itself/,
      );
      assert.doesNotMatch(notes(), /plan|comment/);
    });
  }

  it("has the token of the read-only service user, and no other secret", async () => {
    const { environmentVariables } = (await graph("dev")).inputs("Project", "pull-requests")["environment"] as {
      environmentVariables: { name: string; value: string; type: string }[];
    };
    assert.deepEqual(
      environmentVariables.filter(({ type }) => type === "SECRETS_MANAGER"),
      [
        {
          name: "AMORPHIC_AUTHORIZATION_TOKEN",
          value: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:amorphic/dev/read-AbCdEf",
          type: "SECRETS_MANAGER",
        },
      ],
    );
  });
});
