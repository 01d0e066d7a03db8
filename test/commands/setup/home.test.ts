import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeWithoutLogs } from "../../../commands/setup/home";
import { Machine } from "./machine";

describe("homeWithoutLogs", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
    mkdirSync(machine.cache, { recursive: true });
  });
  afterEach(() => {
    machine.remove();
  });

  const homeOf = async (given: NodeJS.ProcessEnv = {}) => {
    const environment = { ...machine.options.environment, ...given };
    const variables = await homeWithoutLogs({ ...machine.options, environment });
    return { home: variables["PULUMI_HOME"] ?? "", credentials: variables["PULUMI_CREDENTIALS_PATH"] };
  };

  it("shares plugins, workspaces and credentials with the user's own, and has no place for logs", async () => {
    const { home, credentials } = await homeOf();
    const real = machine.path("home", ".pulumi");
    assert.equal(credentials, real);
    mkdirSync(join(home, "plugins", "resource-aws-v7.0.0"));
    assert.equal(readlinkSync(join(home, "workspaces")), join(real, "workspaces"));
    assert.throws(() => mkdirSync(join(home, "logs"), { recursive: true }), { code: "EEXIST" });
    mkdirSync(join(real, "plugins", "resource-aws-v7.0.0", "seen through the link"));
  });

  it("is different for each PULUMI_HOME, and leaves given credentials where they are", async () => {
    const own = machine.path("own");
    const first = await homeOf({ PULUMI_HOME: own, PULUMI_CREDENTIALS_PATH: "/secret" });
    assert.equal(first.credentials, "/secret");
    assert.equal(readlinkSync(join(first.home, "plugins")), join(own, "plugins"));
    assert.notEqual(first.home, (await homeOf()).home);
  });

  it("is removed when another one is created, if the user's own no longer exists", async () => {
    const own = machine.path("own");
    const { home } = await homeOf({ PULUMI_HOME: own });
    rmSync(own, { recursive: true });
    const other = await homeOf();
    assert.equal(existsSync(home), false);
    assert.equal(existsSync(other.home), true);
  });

  it("is used as it is by a command that another command has started", async () => {
    const { home } = await homeOf();
    assert.deepEqual(await homeOf({ PULUMI_HOME: home }), { home: "", credentials: undefined });
  });

  it("is repaired if somebody has changed it", async () => {
    const { home } = await homeOf();
    rmSync(join(home, "plugins"));
    symlinkSync("/nowhere", join(home, "plugins"));
    rmSync(join(home, "logs"));
    mkdirSync(join(home, "logs"));
    writeFileSync(join(home, "logs", "pulumi.log.gz"), "");
    assert.equal((await homeOf()).home, home);
    assert.equal(readlinkSync(join(home, "plugins")), machine.path("home", ".pulumi", "plugins"));
    assert.match(readFileSync(join(home, "logs"), "utf8"), /^No directory/);
  });
});
