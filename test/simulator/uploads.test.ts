import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { asText, bench, brief, JOB, refused, send, STAMP, stopAll } from "./support";

const SCRIPT = "print('hello')\n".repeat(1000);
const FILE = { sha256: createHash("sha256").update(SCRIPT).digest("hex"), size: SCRIPT.length };

describe("simulator: uploads", () => {
  afterEach(stopAll);

  async function withLink() {
    const parts = await bench();
    const job = await parts.make("jobs", JOB);
    const reply = await parts.call("POST", `/jobs/${job}/script`, { FileName: "job script.py" });
    assert.deepEqual(Object.keys(reply.body), ["UploadLink"]);
    return { ...parts, job, link: asText(reply.body.UploadLink) };
  }

  it("of a job's script go to a link that nobody can guess, without Amorphic's headers", async () => {
    const { link, job, simulator, call, clock } = await withLink();
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/_uploads\/[\w-]{43}\/job%20script\.py$/);
    assert.equal((await call("GET", `/jobs/${job}`)).body.ScriptLocation, undefined);
    clock.now += 60_000;
    const reply = await send("PUT", link, SCRIPT, { "Content-Type": "text/x-python" });
    assert.deepEqual(brief(reply), { status: 200, body: { text: "" } });
    assert.deepEqual(simulator.store.get("jobs", job)?.files, { "job script.py": FILE });
    const live = (await call("GET", `/jobs/${job}`)).body;
    assert.equal(live.ScriptLocation, `s3://etl/${job}/job script.py`);
    assert.deepEqual([live.CreationTime, live.LastModified], [STAMP, "2030-01-01T00:01:00Z"]);
  });

  it("keep the last script of a job and every package of a library", async () => {
    const { call, make, simulator } = await bench();
    const job = await make("jobs", JOB);
    const library = await make("libraries", { LibraryName: "common" });
    for (const FileName of ["a.py", "b.py"]) {
      for (const path of [`/jobs/${job}/script`, `/libraries/${library}/packages`]) {
        await send("PUT", asText((await call("POST", path, { FileName })).body.UploadLink), SCRIPT, {});
      }
    }
    assert.deepEqual(simulator.store.get("jobs", job)?.files, { "b.py": FILE });
    assert.deepEqual(simulator.store.get("libraries", library)?.files, { "a.py": FILE, "b.py": FILE });
  });

  it("can be downloaded through another link, which allows nothing else", async () => {
    const { link, job, call, make } = await withLink();
    assert.deepEqual((await call("GET", `/jobs/${job}/script`)).status, 400);
    await send("PUT", link, SCRIPT, {});
    const download = asText((await call("GET", `/jobs/${job}/script`)).body.DownloadLink);
    assert.equal(await (await fetch(download)).text(), SCRIPT);
    assert.deepEqual([(await send("PUT", download, "x", {})).status, (await fetch(link)).status], [403, 403]);

    const library = await make("libraries", { LibraryName: "common" });
    const path = `/libraries/${library}/packages`;
    await send("PUT", asText((await call("POST", path, { FileName: "a b.py" })).body.UploadLink), "b", {});
    const { body } = await call("GET", `${path}/a%20b.py`);
    assert.equal(await (await fetch(asText(body.DownloadLink))).text(), "b");
    assert.equal((await call("GET", `${path}/other.py`)).status, 400);
  });

  it("reject a call that sends its credentials to S3", async () => {
    const { link, job, simulator } = await withLink();
    for (const headers of [{ Authorization: simulator.token }, { role_id: simulator.roleId }]) {
      const { status, body } = await send("PUT", link, SCRIPT, headers);
      assert.equal(status, 400);
      assert.match(asText(body.text), /<Code>InvalidArgument<\/Code>/);
    }
    assert.equal(simulator.store.get("jobs", job)?.files, undefined);
  });

  it("reject unknown links, other methods and expired links", async () => {
    const { link, clock } = await withLink();
    const attempts = [
      ["PUT", link.replace(/_uploads\/./, "_uploads/-x")],
      ["PUT", link.replace("script.py", "other.py")],
      ["PUT", `${link}/more`],
      ["POST", link],
    ] as const;
    for (const [method, url] of attempts) assert.equal((await send(method, url, SCRIPT, {})).status, 403, url);
    clock.now += 15 * 60_000 - 1;
    assert.equal((await send("PUT", link, SCRIPT, {})).status, 200);
    clock.now += 1;
    const { status, body } = await send("PUT", link, SCRIPT, {});
    assert.equal(status, 403);
    assert.match(asText(body.text), /<Code>AccessDenied<\/Code>/);
  });

  it("remove expired links when new ones are created", async () => {
    const { link, call, job, clock } = await withLink();
    clock.now += 15 * 60_000;
    await call("POST", `/jobs/${job}/script`, { FileName: "new.py" });
    clock.now -= 15 * 60_000;
    assert.equal((await send("PUT", link, SCRIPT, {})).status, 403);
  });

  it("are rejected for an object that was deleted", async () => {
    const { link, call, job } = await withLink();
    await call("DELETE", `/jobs/${job}`);
    assert.equal((await send("PUT", link, SCRIPT, {})).status, 404);
    assert.deepEqual(
      brief(await call("POST", `/jobs/${job}/script`, { FileName: "a.py" })),
      refused("IPV-1002", `Invalid Id - ${job}, resource not found.`),
    );
  });

  it("reject invalid file names", async () => {
    const { call, job, make } = await withLink();
    const library = await make("libraries", { LibraryName: "common" });
    for (const [path, body, text] of [
      [`/jobs/${job}/script`, {}, "Invalid FileName."],
      [`/jobs/${job}/script`, { FileName: 1 }, "Invalid FileName."],
      [`/jobs/${job}/script`, { FileName: "../a.py" }, "Invalid FileName."],
      [`/jobs/${job}/script`, { FileName: "a.py", Body: "" }, "Invalid key Body, expected FileName."],
      [
        `/libraries/${library}/packages`,
        { FileName: "a.tgz" },
        "Invalid FileName - a.tgz, expected py, egg, whl, zip or jar.",
      ],
    ] as const) {
      assert.deepEqual(brief(await call("POST", path, body)), refused("IPV-1001", text));
    }
  });
});
