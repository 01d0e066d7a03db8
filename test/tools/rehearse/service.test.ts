import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspectDockerfile, planOf } from "../../../tools/rehearse/dockerfile";
import { tryService } from "../../../tools/rehearse/service";

const DIGEST = `sha256:${"0".repeat(64)}`;
const GOOD = `FROM node@${DIGEST}\nWORKDIR /app\nCOPY server.mjs ./\nUSER node\nCMD ["node", "server.mjs"]\n`;

describe("a Dockerfile that is checked", () => {
  const look = (text: string) => inspectDockerfile("Dockerfile", text);

  it("is good with a digest, a user and a command as a list", () =>
    assert.deepEqual(look(GOOD), { problems: [], notes: [] }));

  for (const [what, text, problems, notes = []] of [
    ["has no user", `FROM a@${DIGEST}`, ["Dockerfile: no USER: the service would run as root"]],
    ["becomes root again", `FROM a@${DIGEST}\nUSER node\nUSER 0:0`, ["Dockerfile:3: USER is root: name another"]],
    [
      "starts a shell",
      `FROM a@${DIGEST}\nUSER node\nENTRYPOINT ["node"]\nCMD node server.mjs`,
      [
        'Dockerfile:4: CMD starts a shell, which does not pass on SIGTERM: write it as a list, such as ["node", "server.mjs"]',
      ],
    ],
    [
      "downloads, or contains a secret, in any stage",
      `FROM a@${DIGEST} AS b\nADD https://example.com/x.tgz /x\nARG NPM_TOKEN\nFROM scratch\nENV DB_PASSWORD=hunter2 TOKENS=3\nUSER 1000`,
      [
        "Dockerfile:2: ADD downloads unchecked content from the Internet: download it in the build, with a digest",
        "Dockerfile:3: a secret stays in the image for everybody who may pull it: pass it to the task instead",
        "Dockerfile:5: a secret stays in the image for everybody who may pull it: pass it to the task instead",
      ],
    ],
    [
      "takes its user from an earlier stage, which is not pinned",
      "FROM node:22 AS base\nUSER node\nFROM base\nCOPY a b",
      [],
      ["Dockerfile:1: node:22 is not pinned by digest: tomorrow it may be another image"],
    ],
    [
      "sets a user only in another stage",
      `FROM a@${DIGEST} AS b\nUSER node\nFROM a@${DIGEST}`,
      ["Dockerfile: no USER: the service would run as root"],
    ],
    ["is empty", "# nothing", ["Dockerfile: there is no FROM"]],
  ] as [string, string, string[], string[]?][]) {
    it(`is reported if it ${what}`, () => assert.deepEqual(look(text), { problems, notes }));
  }

  for (const [why, change] of [
    ["it has RUN", "RUN npm ci"],
    ["it has several stages", "FROM b"],
    ["COPY *.mjs . is more than files", "COPY *.mjs ."],
    ["COPY copies from another image", "COPY --from=other /built ./"],
    ["COPY ../x . is more than files", "COPY ../x ."],
    ["WORKDIR /../../etc is more than a directory", "WORKDIR /../../etc"],
    ["WORKDIR a b is more than a directory", "WORKDIR a b"],
    ["ENV has variables", "ENV A=$B"],
    ["it has no CMD as a list", "CMD node server.mjs"],
    ["CMD names a file of the image", 'CMD ["/app/start"]'],
  ] as const) {
    it(`needs Docker to run if ${why}`, () => assert.equal(planOf(`${GOOD}${change}\n`), why));
  }
});

describe("a service that is tried out", function () {
  this.timeout(60_000);
  let home: string;
  let output: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-service-test-"));
    output = "";
    write("Dockerfile", GOOD);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  };
  const tried = async (service: string, patience = 20_000) => {
    write("server.mjs", service);
    const { isGood, wasRun, said } = await tryService({
      directory: home,
      healthPath: "/health",
      variables: { GREETING: "hello" },
      environment: { PATH: process.env.PATH },
      output: (text) => (output += text),
      patience,
    });
    const outcome = wasRun === false ? "not run" : isGood ? "good" : "bad";
    return [outcome, said.replace(/ \d+\.\d s after/, " soon after").replace(/as the user of.*?,/, "as nobody,")];
  };
  const server = (answer: string, end: string): string => `
    import { createServer } from "node:http";
    import { writeFileSync } from "node:fs";
    const server = createServer((request, response) => { ${answer} }).listen(process.env.PORT);
    process.on("SIGTERM", () => { ${end} });`;

  it("is good if it is healthy and ends on SIGTERM", async () => {
    const said =
      "run as nobody, on files it cannot write, the service answers /health with 200 and ends soon after SIGTERM";
    const answer =
      "response.statusCode = request.url === '/health' && process.env.GREETING === 'hello' ? 200 : 500; response.end();";
    assert.deepEqual(await tried(server(answer, "server.close()")), ["good", said]);
  });

  it("is found where COPY puts it, including its directories", async () => {
    write(
      "Dockerfile",
      GOOD.replace("COPY server.mjs ./", "COPY server.mjs start.mjs\nCOPY lib lib/").replace('"server', '"start'),
    );
    write("lib/status.mjs", "export default 200;");
    const service = server("response.statusCode = status; response.end();", "server.close()");
    assert.equal((await tried(`import status from "./lib/status.mjs";${service}`))[0], "good");
  });

  it("is found through links to files of the application", async () => {
    write("Dockerfile", GOOD.replace("COPY server.mjs ./", "COPY . ."));
    write("lib/real.mjs", "export default 200;");
    symlinkSync("real.mjs", join(home, "lib/status.mjs"));
    const service = server("response.statusCode = status; response.end();", "server.close()");
    assert.equal((await tried(`import status from "./lib/status.mjs";${service}`))[0], "good");
  });

  for (const [what, link] of [
    ["a link out of the application", (outside: string) => join(outside, "secret")],
    ["a link to a directory outside", (outside: string) => outside],
    ["a link to a directory of the application", () => "."],
    ["a link to nothing", () => "gone"],
  ] as const) {
    it(`is not run with ${what}, which stays as it is`, async () => {
      const outside = mkdtempSync(join(tmpdir(), "amorphic-outside-"));
      writeFileSync(join(outside, "secret"), "secret", { mode: 0o600 });
      write("Dockerfile", GOOD.replace("COPY server.mjs ./", "COPY . ."));
      write("lib/real.mjs", "");
      symlinkSync(link(outside), join(home, "lib/link"));
      assert.deepEqual(await tried(server("response.end();", "server.close()")), [
        "not run",
        "not run: running what the Dockerfile describes needs Docker, as lib/link is neither a file nor a link to a file of the application",
      ]);
      assert.equal(statSync(join(outside, "secret")).mode & 0o777, 0o600);
      assert.equal(statSync(outside).mode & 0o777, 0o700);
      rmSync(outside, { recursive: true });
    });
  }

  it("is not run if its program may not be executed", async () => {
    write("server.mjs", "");
    write("bin/node", "#!/bin/sh\n");
    chmodSync(join(home, "bin/node"), 0o755);
    chmodSync(home, 0o700);
    const { wasRun, said } = await tryService({
      directory: home,
      healthPath: "/health",
      variables: {},
      environment: { PATH: join(home, "bin") },
      output: () => undefined,
    }).finally(() => chmodSync(home, 0o755));
    // Only root becomes another user; anybody else may run their own program.
    if (process.getuid?.() === 0)
      assert.deepEqual([wasRun, said], [false, "not run: node does not start here (spawn node EACCES)"]);
  });

  it("cannot write to its directory, and is not root", async () => {
    const answer = `
      let wrote = true;
      try { writeFileSync("x", "x"); } catch { wrote = false; }
      response.statusCode = wrote || process.getuid() === 0 ? 500 : 200; response.end();`;
    assert.equal((await tried(server(answer, "server.close()")))[0], "good");
  });

  for (const [what, service, said, patience] of [
    ["ends at once", "process.exit(3)", "the service ended with code 3 before it answered"],
    [
      "answers with another status",
      server("response.writeHead(404).end()", "server.close()"),
      "the service answers /health with 404",
    ],
    ["never listens", "setInterval(() => {}, 1000)", "the service has not answered within 0.3 s", 300],
    [
      "does not end on SIGTERM",
      server("response.end()", ""),
      "the service still runs 2 s after SIGTERM, when ECS kills it",
      2000,
    ],
  ] as [string, string, string, number?][]) {
    it(`is bad if it ${what}`, async () => assert.deepEqual(await tried(service, patience), ["bad", said]));
  }

  it("is bad if its Dockerfile is bad or missing, and not run if that needs Docker", async () => {
    write("Dockerfile", GOOD.replace("USER node\n", ""));
    assert.deepEqual(await tried(""), ["bad", "Dockerfile: no USER: the service would run as root"]);
    write("Dockerfile", `${GOOD}RUN make\n`);
    assert.deepEqual(await tried(""), [
      "not run",
      "not run: running what the Dockerfile describes needs Docker, as it has RUN",
    ]);
    write("Dockerfile", GOOD.replace('["node"', '["no-such-program"'));
    assert.deepEqual(await tried(""), ["not run", "not run: there is no no-such-program on this machine"]);
    write("Dockerfile", `${GOOD}COPY gone.mjs ./\n`);
    assert.deepEqual(await tried(""), ["bad", "Dockerfile: COPY names gone.mjs, which does not exist"]);
    rmSync(join(home, "Dockerfile"));
    assert.deepEqual(await tried(""), ["bad", "there is no Dockerfile in the application's directory"]);
  });
});
