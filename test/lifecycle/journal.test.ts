import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Journal, JournalEntry } from "../../providers/lifecycle/journal/journal";
import { entryPath } from "../../providers/lifecycle/journal/entry";
import { s3Place } from "../../providers/store/s3-place";
import { openJournal } from "../../providers/lifecycle/journal/open";
import { setEnvironment } from "../client/environment";
import { startMoto, type Moto } from "../support/moto";

const KEY = ["sales", "orders"];
const intent: JournalEntry = { type: "Dataset", key: KEY, owner: "rOrders", time: 1_767_225_600_000 };
const made: JournalEntry = { ...intent, id: "ds-1" };
const PATH = `Dataset/${createHash("sha256").update('["sales","orders"]').digest("hex")}.json`;

async function message(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => assert.fail("it succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && error.name === "UserError", String(error));
  return error.message;
}

/** What every store does. */
function remembers(open: () => Journal): void {
  it("stores an intent, then the id and the mark, until the entry is removed", async () => {
    const journal = open();
    await journal.remove("Dataset", KEY);
    assert.equal(await journal.read("Dataset", KEY), undefined);
    assert.deepEqual([await journal.list(), await journal.readAt(PATH)], [[], undefined]);
    assert.equal(await journal.claim(intent), true);
    assert.deepEqual(await journal.read("Dataset", KEY), intent);
    await journal.write(made);
    assert.deepEqual(await open().read("Dataset", KEY), made);
    await journal.write({ ...made, mark: "m" });
    assert.deepEqual(await open().read("Dataset", KEY), { ...made, mark: "m" });
    await journal.remove("Dataset", KEY);
    assert.equal(await journal.read("Dataset", KEY), undefined);
    await journal.remove("Dataset", KEY);
  });

  it("lets exactly one of many concurrent runs claim an entry, and none while it exists", async () => {
    const runs = Array.from({ length: 10 }, (_, time) => ({ ...intent, time }));
    const claimed = await Promise.all(runs.map((entry) => open().claim(entry)));
    const [winner, ...others] = runs.filter((_, index) => claimed[index]);
    assert.deepEqual([await open().read("Dataset", KEY), others], [winner, []]);
    await open().write(made);
    assert.equal(await open().claim(intent), false);
    assert.deepEqual(await open().read("Dataset", KEY), made);
  });

  it("keeps types and keys apart, whatever characters they contain", async () => {
    const journal = open();
    const keys = [["a", "b"], ["a b"], ["a/b"], ["a", "b", ""], ["../../x"], ["ä\u0000\n"], ['a","b']];
    const entries = ["Tag", "Job"].flatMap((type) =>
      keys.map((key, index) => ({ ...made, type, key, id: `${type}${String(index)}` })),
    );
    await Promise.all(entries.map((entry) => journal.write(entry)));
    for (const entry of entries) assert.deepEqual(await journal.read(entry.type, entry.key), entry);
    const paths = await open().list();
    assert.deepEqual(paths.sort(), entries.map(({ type, key }) => entryPath(type, key)).sort());
    for (const { type, key, ...entry } of entries) {
      assert.deepEqual(await journal.readAt(entryPath(type, key)), { type, key, ...entry });
    }
    await journal.remove("Tag", ["a", "b"]);
    assert.deepEqual(await journal.read("Job", ["a", "b"]), entries[7]);
    await assert.rejects(journal.read("../Tag", ["a"]), /cannot be part of a path/);
  });
}

describe("openJournal", () => {
  it("rejects any other URL and says what is allowed", () => {
    const allowed =
      "Allowed are file:///absolute/directory, file://./directory relative to the working directory, or " +
      "s3://bucket/prefix?region=…&endpoint=…&s3ForcePathStyle=true.";
    const cases = {
      "": "",
      journal: "",
      "https://x.test": "",
      "file://": "",
      "file://host/dir": "",
      "file://.hidden": "",
      "file://./%zz": "",
      "file:///a?b=c": ": a directory has no parameters",
    };
    for (const [url, why] of Object.entries(cases)) {
      assert.throws(() => openJournal(url), {
        name: "UserError",
        message: `"${url}" is not the URL of a journal${why}. ${allowed}`,
      });
    }
  });

  it("says what is wrong with the URL of a bucket", () => {
    const credentials = "it must not contain credentials";
    const cases = {
      "s3://": ["s3://", "it names no bucket"],
      "s3://bucket?acl=public": ["s3://bucket", '"acl" is not a known parameter'],
      "s3://bucket?s3ForcePathStyle=1": ["s3://bucket", "s3ForcePathStyle must be true or false"],
      "s3://AKIA:hunter2@bucket/a": ["s3://bucket/a", credentials],
      "s3://:hunter2@bucket": ["s3://bucket", credentials],
      "s3://AKIA@bucket": ["s3://bucket", credentials],
      "s3://bucket/100%": ["s3://bucket/100%", "its path has a % that begins no UTF-8 character"],
      "s3://bucket:9000/a": ["s3://bucket:9000/a", "it names no bucket"],
      "s3://AKIA:hun/ter2@bucket": ["s3://bucket", "it names no bucket"],
    };
    for (const [url, [shown, why]] of Object.entries(cases)) {
      assert.throws(() => openJournal(url), {
        name: "UserError",
        message: `"${shown}" does not name a place in S3: ${why}. Allowed is s3://bucket/prefix?region=…&endpoint=…&s3ForcePathStyle=true.`,
      });
    }
  });

  it("understands the same parameters of a bucket's URL as Pulumi's backend", () => {
    const checksums = { requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" };
    const plain = { forcePathStyle: false };
    const cases = {
      "s3://b": { prefix: "", client: plain },
      "s3://b//a%20b/c/?awssdk=v2&region=": { prefix: "a b/c", client: plain },
      "s3://b?region=eu-west-1&profile=dev": { prefix: "", client: { ...plain, region: "eu-west-1", profile: "dev" } },
      "s3://b?endpoint=minio:9000&s3ForcePathStyle=true": {
        prefix: "",
        client: { endpoint: "https://minio:9000", ...checksums, forcePathStyle: true },
      },
      "s3://b?endpoint=minio:9000&disableSSL=true": {
        prefix: "",
        client: { endpoint: "http://minio:9000", ...checksums, ...plain },
      },
      "s3://b?endpoint=https://minio&disableSSL=true": {
        prefix: "",
        client: { endpoint: "https://minio", ...checksums, ...plain },
      },
    };
    for (const [url, place] of Object.entries(cases)) assert.deepEqual(s3Place(url), { bucket: "b", ...place }, url);
  });

  it("loads no AWS SDK before the journal is used", async () => {
    const script = `
      const { openJournal } = require(${JSON.stringify(resolve("providers/lifecycle/journal/open.ts"))});
      openJournal("s3://bucket/prefix"); openJournal("file:///nowhere/at/all");
      console.log(Object.keys(require.cache).filter((file) => file.includes("@aws-sdk")).length);`;
    const child = spawn(process.execPath, ["-r", "@amorphic-cicd/providers/typescript", "-e", script]);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    assert.equal(output, "0\n");
  });
});

describe("The journal in a directory", () => {
  let root = "";
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "journal-"))));
  afterEach(() => rm(root, { recursive: true, force: true }));
  const open = (): Journal => openJournal(pathToFileURL(join(root, "with space", "journal")).href);
  const file = (): string => join(root, "with space", "journal", PATH);

  remembers(open);

  it("has one readable file per entry, accessible only to its owner", async () => {
    await open().write(made);
    assert.equal(
      await readFile(file(), "utf8"),
      '{\n  "type": "Dataset",\n  "key": [\n    "sales",\n    "orders"\n  ],\n  "owner": "rOrders",\n  "time": 1767225600000,\n  "id": "ds-1"\n}\n',
    );
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    for (const directory of [dirname(file()), join(root, "with space")]) {
      assert.equal((await stat(directory)).mode & 0o777, 0o700);
    }
    assert.deepEqual(await readdir(dirname(file())), [PATH.split("/")[1]]);
  });

  it("may be given relative to the working directory", async () => {
    const from = relative(process.cwd(), root);
    await openJournal(`file://./${from}/a%20b/journal`).write(made);
    assert.deepEqual(await openJournal(pathToFileURL(join(root, "a b", "journal")).href).read("Dataset", KEY), made);
    assert.match(from, /^\.\./);
    assert.deepEqual(await openJournal(`file://${from}/a b/journal`).read("Dataset", KEY), made);
  });

  it("holds a complete entry, old or new, whenever the process is killed", async function () {
    this.timeout(30_000);
    const journal = open();
    const script = (step: number) => `
      const fs = require("node:fs/promises");
      const original = { ...fs };
      const kill = () => process.kill(process.pid, "SIGKILL");
      let left = ${String(step)};
      for (const name of ["mkdir", "writeFile", "rename", "link", "rm", "open"]) {
        fs[name] = async (...args) => {
          if (left-- > 0) return original[name](...args);
          if (name === "writeFile") await original.writeFile(args[0], args[1].subarray(0, args[1].length / 2), args[2]);
          kill();
        };
      }
      const { openJournal } = require(${JSON.stringify(resolve("providers/lifecycle/journal/open.ts"))});
      const journal = openJournal(${JSON.stringify(pathToFileURL(join(root, "with space", "journal")).href)});
      journal.write(${JSON.stringify(made)});`;
    const found: (JournalEntry | undefined)[] = [];
    for (let step = 0, killed = true; killed; step++) {
      await journal.write(intent);
      const child = spawn(process.execPath, ["-r", "@amorphic-cicd/providers/typescript", "-e", script(step)], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      const [code, signal] = (await once(child, "close")) as [number | null, string | null];
      killed = signal === "SIGKILL";
      assert.ok(killed || code === 0, `${String(code)} ${String(signal)}`);
      found.push(await journal.read("Dataset", KEY));
    }
    const old = found.filter((entry) => entry?.id === undefined).length;
    assert.ok(old > 0 && found.length > old + 1, "killed before and after the entry is replaced");
    assert.deepEqual(found, [
      ...Array<JournalEntry>(old).fill(intent),
      ...Array<JournalEntry>(found.length - old).fill(made),
    ]);
  });

  it("never shows a partial entry to a reader", async () => {
    const journal = open();
    await journal.write(intent);
    let writing = true as boolean;
    const writer = (async () => {
      for (let i = 0; i < 100; i++) await journal.write({ ...made, id: "y".repeat(5000 * (i % 3)) });
      writing = false;
    })();
    while (writing) await journal.read("Dataset", KEY);
    await writer;
  });

  it("reports a damaged entry with its file and the way out", async () => {
    const damaged = [
      "",
      "{",
      "null",
      "[]",
      "{}",
      JSON.stringify({ ...made, time: "now" }),
      JSON.stringify({ ...made, id: 7 }),
      JSON.stringify({ ...made, type: "../Dataset" }),
    ];
    await mkdir(dirname(file()), { recursive: true });
    for (const text of damaged) {
      await writeFile(file(), text);
      assert.equal(
        await message(open().read("Dataset", KEY)),
        `The journal entry ${file()} is damaged: it is not what was written there. It records whether this stack created ` +
          'Dataset "sales / orders". Restore it from a backup or an earlier version; or delete it, and if the object exists ' +
          "in Amorphic and is yours, add it to amorphic:import.",
      );
      assert.equal(
        await message(open().readAt(PATH)),
        `The journal entry ${file()} is damaged: it is not what was written there. It records an object that this stack ` +
          "created. Restore it from a backup or an earlier version, or delete it.",
      );
    }
    await writeFile(file(), JSON.stringify({ ...made, key: ["sales", "other"] }));
    for (const work of [open().read("Dataset", KEY), open().readAt(PATH)]) {
      assert.match(await message(work), /is damaged: it belongs to another object\./);
    }
  });

  it("says which file could not be read, written or removed, and why", async () => {
    await mkdir(join(root, "with space"));
    await writeFile(join(root, "with space", "journal"), "a file where the directory should be");
    const way = "Check the journal's URL, the permissions on that directory and the free disk space.";
    for (const work of [() => open().write(made), () => open().claim(made)]) {
      assert.equal(await message(work()), `The journal entry ${file()} could not be written (ENOTDIR). ${way}`);
    }
    assert.equal(
      await message(open().remove("Dataset", KEY)),
      `The journal entry ${file()} could not be removed (ENOTDIR). ${way}`,
    );
    assert.equal(
      await message(open().read("Dataset", KEY)),
      `The journal entry ${file()} could not be read (ENOTDIR). ${way}`,
    );
  });

  it("leaves no temporary file behind when a write fails", async () => {
    await mkdir(file(), { recursive: true });
    assert.match(await message(open().write(made)), /could not be written \(EISDIR\)\./);
    assert.deepEqual(await readdir(dirname(file())), [PATH.split("/")[1]]);
  });
});

describe("The journal in a bucket", () => {
  let moto: Moto;
  let restore: () => void;
  const url = (bucket: string, more = "") =>
    `s3://${bucket}/journals/dev?region=us-east-1&endpoint=${moto.url}&s3ForcePathStyle=true${more}`;
  const put = (path: string, body?: string) => fetch(`${moto.url}/${path}`, { method: "PUT", body: body ?? null });
  const stored = async (Key: string): Promise<unknown> => {
    const { S3Client, GetObjectCommand } = await import("@aws-sdk/client-s3");
    const client = new S3Client({ endpoint: moto.url, forcePathStyle: true });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: "state", Key }));
    return JSON.parse((await Body?.transformToString()) ?? "");
  };

  /** The journal in an S3 that answers every call like this. */
  const answering = async (status: number, code: string) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(`<Error><Code>${code}</Code><Message>as told</Message></Error>`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    return {
      journal: openJournal(`s3://state?region=us-east-1&s3ForcePathStyle=true&endpoint=${endpoint}`),
      close: () => server.close(),
    };
  };

  before(async function () {
    this.timeout(60_000);
    moto = await startMoto();
    restore = setEnvironment({ ...moto.environment, AWS_ENDPOINT_URL: undefined });
  });
  beforeEach(async () => {
    await moto.reset();
    await put("state");
  });
  after(async () => {
    restore();
    await moto.stop();
  });

  remembers(() => openJournal(url("state")));

  it("has one object per entry below the prefix", async () => {
    await openJournal(url("state", "&awssdk=v2")).write(made);
    assert.deepEqual(await stored(`journals/dev/${PATH}`), made);
    await openJournal(
      `s3://state?endpoint=${moto.url.replace("http://", "")}&disableSSL=true&s3ForcePathStyle=true`,
    ).write(intent);
    assert.deepEqual(await stored(PATH), intent);
    await put("state/journals/dev/readme.txt", "no entry");
    assert.deepEqual(await openJournal(url("state")).list(), [PATH]);
  });

  it("leaves an entry to another run if S3 reports that both write it at the same time", async () => {
    const answers = await answering(409, "ConditionalRequestConflict");
    assert.equal(await answers.journal.claim(intent), false);
    answers.close();
  });

  it("reports a damaged entry with its object", async () => {
    await put(`state/journals/dev/${PATH}`, "{");
    const said = await message(openJournal(url("state")).read("Dataset", KEY));
    assert.ok(
      said.startsWith(
        `The journal entry s3://state/journals/dev/${PATH} is damaged: it is not what was written there.`,
      ),
    );
  });

  it("says in one line that the bucket does not exist", async () => {
    for (const work of [openJournal(url("none")).read("Dataset", KEY), openJournal(url("none")).write(made)]) {
      assert.match(
        await message(work),
        /^The journal entry s3:\/\/none\/journals\/dev\/Dataset\/[0-9a-f]{64}\.json could not be (read|written): NoSuchBucket: [^\n]*\. Check the bucket's name and region, or create it with amorphic-cicd bootstrap\.$/,
      );
    }
  });

  it("says in one line which rights are missing", async () => {
    const { journal, close } = await answering(403, "AccessDenied");
    try {
      for (const [what, work] of [
        ["read", () => journal.read("Dataset", KEY)],
        ["read", () => journal.readAt(PATH)],
        ["written", () => journal.claim(intent)],
        ["written", () => journal.write(made)],
        ["removed", () => journal.remove("Dataset", KEY)],
        ["listed", () => journal.list()],
      ] as const) {
        const said = await message(work());
        assert.ok(
          said.includes(
            `could not be ${what}: AccessDenied: as told. The role needs s3:GetObject, s3:PutObject and s3:DeleteObject on ` +
              "the objects, s3:ListBucket on the bucket",
          ),
          said,
        );
      }
    } finally {
      close();
    }
  });
});
