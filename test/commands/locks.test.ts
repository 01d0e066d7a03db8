import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fileLocks } from "../../commands/locks/file-locks";
import { locksOf, releaseDead } from "../../commands/locks";
import { isRunning, ownerOf, parseLock, type LockStore } from "../../commands/locks/lock";
import { s3Locks } from "../../commands/locks/s3-locks";
import { s3Place } from "../../providers/lifecycle/s3-place";
import type { Stack } from "../../commands/stack";
import { setEnvironment } from "../client/environment";
import { startMoto, type Moto } from "../support/moto";

/** Of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;
const PATH = ".pulumi/locks/organization/amorphic/dev";

/** A lock as the CLI writes it. */
const lock = (pid: number, host = hostname()) =>
  JSON.stringify({ pid, username: "jane", hostname: host, timestamp: "2026-01-01T12:00:00.5Z" });

const notALock = (name: string) => ({
  name: "UserError",
  message:
    `The lock ${name} is not as Pulumi writes it, so whose it is cannot be told. ` +
    "If nobody is at work on the stack, `pulumi cancel` removes it.",
});

describe("A lock", () => {
  it("is read as the CLI writes it", () => {
    assert.deepEqual(parseLock("a.json", lock(7, "host")), {
      name: "a.json",
      pid: 7,
      username: "jane",
      hostname: "host",
      timestamp: "2026-01-01T12:00:00.5Z",
    });
  });

  it("is never taken for a dead one's if it cannot be understood", () => {
    const odd = [
      "",
      "{",
      "null",
      "[]",
      "3",
      "{}",
      lock(0),
      lock(-1),
      lock(1.5),
      '{"pid": "7", "hostname": "x"}',
      '{"pid": 7}',
    ];
    for (const text of odd) assert.throws(() => parseLock("a.json", text), notALock("a.json"), text);
  });

  it("is dead only if its process ran on this host and is gone", () => {
    const owner = (host: string, running: boolean) => ownerOf(parseLock("a", lock(7, host)), "here", () => running);
    assert.deepEqual(
      [owner("here", false), owner("here", true), owner("there", false), owner("there", true), owner("", false)],
      ["dead", "alive", "elsewhere", "elsewhere", "elsewhere"],
    );
  });

  it("belongs to a running process, whoever's that is", () => {
    assert.ok(isRunning(process.pid));
    assert.ok(isRunning(1));
    assert.ok(!isRunning(DEAD));
  });
});

/** What every store does. */
function keepsLocks(store: () => LockStore, put: (name: string, text: string) => Promise<unknown>) {
  const names = async () => (await store().list()).map(({ name }) => name).sort();

  it("has none at first, and releasing one that is gone is no error", async () => {
    assert.deepEqual(await store().list(), []);
    assert.deepEqual(await releaseDead(store()), []);
    await store().release(parseLock("none.json", lock(DEAD)));
  });

  it("has those of its stack alone, and only files that are locks", async () => {
    await put(`${PATH}/a.json`, lock(7));
    await put(`${PATH}/a.json.attrs`, "{}");
    await put(`${PATH}2/b.json`, lock(7));
    await put(`${PATH}/../prod/c.json`.replace("dev/../", ""), lock(7));
    assert.deepEqual(await names(), ["a.json"]);
  });

  it("releases the dead and leaves the living and those elsewhere", async () => {
    await put(`${PATH}/dead.json`, lock(DEAD));
    await put(`${PATH}/alive.json`, lock(process.pid));
    await put(`${PATH}/elsewhere.json`, lock(DEAD, `${hostname()}-2`));
    const told = (await releaseDead(store())).map(({ lock: { name }, released }) => `${name} ${String(released)}`);
    assert.deepEqual(told.sort(), ["alive.json false", "dead.json true", "elsewhere.json false"]);
    assert.deepEqual(await names(), ["alive.json", "elsewhere.json"]);
  });

  it("releases nothing beside a lock that it does not understand, and names it", async () => {
    await put(`${PATH}/dead.json`, lock(DEAD));
    await put(`${PATH}/odd.json`, "");
    await assert.rejects(releaseDead(store()), notALock("odd.json"));
  });
}

describe("The locks of a file backend", () => {
  let root = "";
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "locks-"))));
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (name: string, text: string) => {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), text);
    return Promise.resolve();
  };
  keepsLocks(() => fileLocks(join(root, PATH)), put);

  it("go with the file beside them that holds their attributes", async () => {
    await put(`${PATH}/a.json`, lock(DEAD));
    await put(`${PATH}/a.json.attrs`, "{}");
    await releaseDead(fileLocks(join(root, PATH)));
    assert.deepEqual(readdirSync(join(root, PATH)), []);
  });

  it("may go while they are read", async () => {
    // A link to nothing is listed and cannot be read, as a file that goes in between.
    await put(`${PATH}/a.json`, lock(7));
    rmSync(join(root, PATH, "a.json"));
    spawnSync("ln", ["-s", "nowhere", join(root, PATH, "a.json")]);
    assert.deepEqual(await fileLocks(join(root, PATH)).list(), []);
  });
});

describe("The locks of an S3 backend", function () {
  this.timeout(60_000);
  let moto: Moto;
  let restore: () => void;
  before(async () => {
    moto = await startMoto();
    restore = setEnvironment({ ...moto.environment, AWS_ENDPOINT_URL: undefined });
  });
  after(async () => {
    restore();
    await moto.stop();
  });
  beforeEach(async () => {
    await moto.reset();
    await fetch(`${moto.url}/state`, { method: "PUT" });
  });
  const url = (bucket = "state") => `s3://${bucket}?region=us-east-1&endpoint=${moto.url}&s3ForcePathStyle=true`;
  const put = (name: string, text: string) => fetch(`${moto.url}/state/${name}`, { method: "PUT", body: text });
  keepsLocks(() => s3Locks(s3Place(url()), PATH), put);

  it("lie below the prefix of the backend", async () => {
    await put(`team/a/${PATH}/a.json`, lock(7));
    const [found] = await s3Locks(s3Place(url("state/team/a")), PATH).list();
    assert.equal(found?.name, "a.json");
  });

  it("say in one line what is wrong with the bucket", async () => {
    await assert.rejects(s3Locks(s3Place(url("none")), PATH).list(), (error: Error) => {
      assert.match(
        error.message,
        /^The locks below s3:\/\/none\/\.pulumi\/locks\/organization\/amorphic\/dev could not be read: NoSuchBucket: .* Check the bucket's name and region, or make it with amorphic-cicd bootstrap\.$/,
      );
      return true;
    });
  });
});

describe("The locks of a stack", () => {
  let project = "";
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "stack "));
    writeFileSync(join(project, "Pulumi.yaml"), "name: amorphic\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(project, { recursive: true }));
  const stack = (backend: string | undefined): Stack => ({
    name: "dev",
    project,
    pulumi: "pulumi",
    environment: { PULUMI_BACKEND_URL: backend },
  });

  it("are found below a backend's directory, absolute or relative to the project", async () => {
    mkdirSync(join(project, "state", PATH), { recursive: true });
    writeFileSync(join(project, "state", PATH, "a.json"), lock(7));
    for (const url of [pathToFileURL(join(project, "state")).href, "file://./state", "file://state"]) {
      assert.equal((await locksOf(stack(url)).list()).length, 1, url);
    }
    assert.deepEqual(await locksOf(stack("file://../other")).list(), []);
    assert.deepEqual(await locksOf(stack(`file://~/no-such-directory-${String(process.pid)}`)).list(), []);
    assert.ok(homedir());
  });

  it("cannot be seen on other backends", () => {
    for (const url of ["https://api.pulumi.com", "azblob://x", undefined]) {
      assert.throws(() => locksOf(stack(url)), {
        name: "UserError",
        message: `Locks can be looked at on file:// and s3:// backends, not on ${url ?? ""}.`,
      });
    }
  });
});
