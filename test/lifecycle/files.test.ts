import assert from "node:assert/strict";
import type { ResourceType } from "../../providers/catalog/type";
import { ApiError, type Api, type JsonObject } from "../../providers/client/api";
import { liveArtifacts } from "../../providers/lifecycle/live/files";
import { sha256 } from "../../providers/lifecycle/steps";
import { typeOf } from "./stage";

const HASH = (text: string) => sha256(Buffer.from(text));
const file = (path: string, text: string) => ({ path, sha256: HASH(text) });

describe("The files that a refresh compares", () => {
  const [Job, Library] = [typeOf("Job"), typeOf("SharedLibraries")];
  let calls: string[];
  let reasons: string[];
  beforeEach(() => {
    calls = [];
    reasons = [];
  });

  /** A platform that has these files by name, and this object. */
  const platform = (files: Readonly<Record<string, string>>, object: JsonObject = {}): Api => {
    const answer = (path: string) => {
      const name = /(?:packages\/(.+)|script)$/.exec(path);
      if (!name) return object;
      return { DownloadLink: `https://files.test/${name[1] ?? "job.py"}` };
    };
    return {
      send: ({ method, path }: { method: string; path: string }) => {
        calls.push(`${method} ${path}`);
        return Promise.resolve(answer(path));
      },
      download: (link: string) => {
        const text = files[link.slice("https://files.test/".length)];
        if (text !== undefined) return Promise.resolve(Buffer.from(text));
        return Promise.reject(new ApiError("not-found", "no such file", { status: 404 }));
      },
    } as unknown as Api;
  };
  const found = (api: Api, type: ResourceType, Artifacts: Record<string, object[]>, object: JsonObject) => {
    const olds = { JobName: "daily", LibraryName: "lib", Artifacts } as JsonObject;
    return liveArtifacts(api, type, "7", olds, object, (reason) => reasons.push(reason));
  };

  it("keep their paths and have the platform's content; its other files are not ours, and a missing one is gone", async () => {
    const recorded = [file("libs/a.py", "a"), file("libs/b.py", "b"), file("libs/c.py", "c")];
    const api = platform({ "a.py": "a", "b.py": "by hand", "other.py": "x" });
    const object = { Packages: ["a.py", "s3://bucket/lib/b.py", "other.py"] };
    assert.deepEqual(await found(api, Library, { Library: recorded }, object), {
      Library: [file("libs/a.py", "a"), file("libs/b.py", "by hand")],
    });
    assert.deepEqual(await found(api, Library, { Library: recorded }, { Packages: [] }), { Library: [] });
    assert.deepEqual(reasons, []);
  });

  it("are looked for in the whole object if a list does not name them", async () => {
    const api = platform({ "job.py": "by hand" }, { ScriptLocation: "s3://bucket/daily/job.py" });
    assert.deepEqual(await found(api, Job, { Script: [file("jobs/job.py", "a")] }, { Id: "7" }), {
      Script: [file("jobs/job.py", "by hand")],
    });
    assert.deepEqual(calls, ["GET /jobs/7", "GET /jobs/7/script"]);
  });

  it("may have another name on the platform where there is only one", async () => {
    const object = { ScriptLocation: "s3://bucket/glue/6781cb62.py" };
    assert.deepEqual(await found(platform({ "job.py": "a" }), Job, { Script: [file("jobs/daily.py", "a")] }, object), {
      Script: [file("jobs/daily.py", "a")],
    });
    assert.deepEqual(await found(platform({}), Job, { Script: [file("a.py", "a")] }, { ScriptLocation: "" }), {
      Script: [],
    });
  });

  it("count as unchanged, with the reason, if the platform does not return or name them", async () => {
    const recorded = { Script: [file("jobs/job.py", "a")] };
    const named = { ScriptLocation: "s3://bucket/daily/job.py" };
    const steps = Job.steps.map((step) => (step.kind === "upload" ? { ...step, download: undefined } : step));
    for (const [api, type, object, reason] of [
      [platform({}), Job, named, "GET /jobs/{id}/script returned no Script (HTTP 404)."],
      [platform({}), Job, {}, "Objects of type Job have no ScriptLocation, which names their files."],
      [platform({}), { ...Job, steps } as ResourceType, named, "Amorphic gives no way to read a Script."],
    ] as const) {
      assert.deepEqual(await found(api, type, recorded, object), recorded);
      assert.equal(reasons.pop(), reason);
    }
  });

  it("cost nothing where a definition names none, and only an answer of the platform is a reason", async () => {
    assert.deepEqual(await found(platform({}), Job, {}, { ScriptLocation: "s3://bucket/daily/job.py" }), {});
    assert.deepEqual(calls, []);
    const broken = { ...platform({}), download: () => Promise.reject(new ApiError("uncertain", "no answer")) } as Api;
    const object = { ScriptLocation: "s3://bucket/daily/job.py" };
    await assert.rejects(found(broken, Job, { Script: [file("job.py", "a")] }, object), /no answer/);
  });
});
