import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBackend, type Backend } from "../../../commands/shared/backend";
import { setEnvironment } from "../../client/environment";
import { startMoto, type Moto } from "../../support/moto";

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const bytes = (content: string) => Buffer.from(content);
const open = (url: string | undefined, project = tmpdir()): Backend =>
  openBackend({ name: "dev", project, pulumi: "pulumi", environment: { PULUMI_BACKEND_URL: url } });

/** What every backend does. */
function keepsFiles(backend: () => Backend) {
  it("has no files at first, and removing a file that does not exist is not an error", async () => {
    assert.deepEqual(await backend().list("a/b"), []);
    assert.equal(await backend().read("a/b/c.json"), undefined);
    await backend().remove("a/b/c.json");
  });

  it("reads what was written, and lists a directory without its siblings and subdirectories", async () => {
    for (const path of ["a/b/one", "a/b/six", "a/b/two", "a/b2/three", "a/b/c/four"])
      await backend().write(path, bytes(path));
    assert.equal(text((await backend().read("a/b/one"))?.bytes), "a/b/one");
    const entries = await backend().list("a/b");
    assert.deepEqual(
      entries.map(({ name, size }) => [name, size]),
      [
        ["one", 7],
        ["six", 7],
        ["two", 7],
      ],
    );
    assert.ok(entries.every(({ modified }) => modified.getTime() > 0));
  });

  it("creates a file only if none exists, and overwrites it only if it is unchanged since it was read", async () => {
    await backend().write("a", bytes("first"));
    await assert.rejects(backend().write("a", bytes("other")), CHANGED);
    const read = await backend().read("a");
    await backend().write("a", bytes("second"), read?.tag);
    await assert.rejects(backend().write("a", bytes("third"), read?.tag), CHANGED);
    assert.equal(text((await backend().read("a"))?.bytes), "second");
    await backend().remove("a");
    await assert.rejects(backend().write("a", bytes("third"), read?.tag));
    assert.equal(await backend().read("a"), undefined);
  });
}

const CHANGED = {
  name: "UserError",
  message: /was changed by somebody else in the meantime\. Nothing was written; run the command again\.$/,
};

describe("A file backend", () => {
  let root = "";
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "backend "))));
  afterEach(() => rmSync(root, { recursive: true }));

  it("removes attributes that a killed run left half-written, and keeps intact ones", async () => {
    const backend = open(pathToFileURL(root).href);
    for (const [name, attributes] of [
      ["empty", ""],
      ["cut", '{"user.cache'],
      ["sound", '{"user.cache_control":""}'],
    ] as const) {
      await backend.write(name, bytes(name));
      writeFileSync(join(root, `${name}.attrs`), attributes);
      await backend.mend(name);
    }
    await backend.mend("nothing");
    assert.deepEqual(readdirSync(root).sort(), ["cut", "empty", "sound", "sound.attrs"]);
  });
  keepsFiles(() => open(pathToFileURL(root).href));

  it("removes the attributes of a file that it overwrites or removes, and leaves no temporary files", async () => {
    const backend = open(pathToFileURL(root).href);
    writeFileSync(join(root, "a"), "by Pulumi");
    writeFileSync(join(root, "a.attrs"), "{}");
    await backend.write("a", bytes("by us"), (await backend.read("a"))?.tag);
    assert.deepEqual(readdirSync(root), ["a"]);
    writeFileSync(join(root, "a.attrs"), "{}");
    assert.deepEqual(
      (await backend.list("")).map(({ name }) => name),
      ["a"],
    );
    await backend.remove("a");
    assert.deepEqual(readdirSync(root), []);
  });

  it("skips files that disappear while it lists a directory", async () => {
    symlinkSync("nowhere", join(root, "gone"));
    assert.deepEqual(await open(pathToFileURL(root).href).list(""), []);
  });

  it("accepts URLs that are absolute, or relative to the project", async () => {
    mkdirSync(join(root, "state"));
    writeFileSync(join(root, "state", "a"), "");
    for (const url of [pathToFileURL(join(root, "state")).href, "file://./state", "file://state"]) {
      assert.equal((await open(url, root).list("")).length, 1, url);
    }
    assert.deepEqual(await open("file://../no such directory", root).list(""), []);
    assert.deepEqual(await open(`file://~/no-such-directory-${String(process.pid)}`, root).list(""), []);
  });

  it("says in one line why a file cannot be read", async () => {
    mkdirSync(join(root, "a"));
    await assert.rejects(open(pathToFileURL(root).href).read("a"), {
      name: "UserError",
      message: `${join(root, "a")} could not be read (EISDIR). Check the backend's URL, its permissions and the free space.`,
    });
  });

  it("has no versions", async () => {
    const backend = open(pathToFileURL(root).href);
    assert.deepEqual(await backend.versions("a", new Date(0)), []);
    assert.equal(await backend.readVersion("a", "1"), undefined);
  });
});

describe("An S3 backend", function () {
  this.timeout(60_000);
  let moto: Moto;
  let restore: () => void;
  before(async () => {
    // Two keys per page, so that every listing takes several pages.
    const unpaged = setEnvironment({ MOTO_S3_DEFAULT_MAX_KEYS: "2" });
    moto = await startMoto();
    unpaged();
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
  keepsFiles(() => open(url()));

  it("keeps everything below its prefix", async () => {
    await open(url("state/team/a")).write("x/y", bytes("text"));
    assert.equal(text((await open(url()).read("team/a/x/y"))?.bytes), "text");
    assert.equal(open(url("state/team/a")).where("x/y"), "s3://state/team/a/x/y");
  });

  it("lists an object's versions back to the one of a given time, without those of similarly named objects", async () => {
    const backend = open(url());
    await fetch(`${moto.url}/state?versioning`, {
      method: "PUT",
      body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    });
    for (const content of ["1", "22", "333"]) {
      await backend.write("a.json", bytes(content), (await backend.read("a.json"))?.tag);
      await backend.write(`a.json.bak${content}`, bytes(content));
    }
    const versions = await backend.versions("a.json", new Date(0));
    assert.deepEqual(
      versions.map(({ size }) => size),
      [3, 2, 1],
    );
    assert.equal(text((await backend.readVersion("a.json", versions[2]!.id))?.bytes), "1");
    assert.equal(await backend.readVersion("a.json", "no-such-version"), undefined);
    assert.equal((await backend.versions("a.json", new Date(Date.now() + 60_000))).length, 1);
    await backend.remove("a.json");
    assert.equal((await backend.versions("a.json", new Date(0))).length, 3, "also once it is deleted");
  });

  it("says in one line what is wrong with the bucket", async () => {
    await assert.rejects(open(url("none")).list("a"), {
      name: "UserError",
      message:
        /^s3:\/\/none\/a could not be read: NoSuchBucket: .* Check the bucket's name and region, or create it with amorphic-cicd bootstrap\.$/,
    });
  });
});

describe("Other backends", () => {
  it("cannot be read", () => {
    for (const url of ["https://api.pulumi.com", "azblob://x", undefined]) {
      assert.throws(() => open(url), {
        name: "UserError",
        message: `Locks and state can be read only from file:// and s3:// backends, not from ${url ?? ""}.`,
      });
    }
  });
});
