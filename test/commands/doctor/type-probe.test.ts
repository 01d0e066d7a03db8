import assert from "node:assert/strict";
import { TypeProbe } from "../../../commands/doctor/type-probe";
import { catalog } from "../../../providers/catalog";
import { ApiError, type Api } from "../../../providers/client/api";

describe("What doctor asks about a type", () => {
  const listed = async (code: string) => {
    const refusal = new ApiError("refused", `${code} - no`, { status: 403, code });
    const api = { send: () => Promise.reject(refusal) } as unknown as Api;
    const tag = catalog.get("Tag");
    assert.ok(tag);
    const probe = new TypeProbe(api, tag, new Map());
    await probe.run();
    return probe.checks[0];
  };

  it("is another path if the platform does not know this one, but not if the role lacks a permission", async () => {
    const path = { area: "Tag", what: "list path", verdict: "failed" };
    const correction = { list: { path: "/…" } };
    assert.deepEqual(await listed("GE-1000"), { ...path, detail: "GE-1000 - no", correction });
    assert.deepEqual(await listed("AUTH-1001"), { ...path, detail: "AUTH-1001 - no" });
  });

  it("is the list's key, also if the list that was found holds names instead of objects", async () => {
    const checksOf = async (list: unknown) => {
      const tag = catalog.get("Tag");
      assert.ok(tag);
      const send = () => Promise.resolve({ [tag.list.items]: list });
      const probe = new TypeProbe({ send } as unknown as Api, tag, new Map());
      await probe.run();
      return probe.checks.map(({ verdict, detail }) => `${verdict}: ${detail ?? ""}`);
    };
    const checks = ["held: /tags", "failed: its items are not objects", "not tried: would write"];
    assert.deepEqual(await checksOf(["a", "b"]), checks);
    assert.deepEqual(await checksOf([null]), checks);
  });

  describe("that has files", () => {
    /** The checks of libraries' files, where this is the first library, and this the answer to a request for its file. */
    const probed = async (library: object, answer: object | ApiError) => {
      const paths: string[] = [];
      const send = ({ path }: { path: string }) => {
        paths.push(path);
        if (path === "/libraries") return Promise.resolve({ libraries: [{ ...LIBRARY, ...library }] });
        if (path.endsWith("/share")) return Promise.resolve({ Grants: [] });
        if (!path.includes("/packages/")) return Promise.resolve({ ...LIBRARY, ...library });
        return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
      };
      const type = catalog.get("SharedLibraries");
      assert.ok(type);
      const probe = new TypeProbe({ send } as unknown as Api, type, new Map());
      await probe.run();
      const checks = probe.checks.filter(({ what }) => what.startsWith("Library "));
      return { checks: checks.map(({ area: _, ...check }) => check), paths };
    };
    const LIBRARY = { LibraryId: "7", LibraryName: "lib", CreatedBy: "us", CreationTime: "2026-01-01T00:00:00Z" };
    const PATH = "/libraries/{id}/packages/{FileName}";
    const read = { what: "Library read", verdict: "held", detail: PATH };
    const what = 'Library link "DownloadLink"';
    const link = (name: string) => ({ steps: { uploadLibrary: { download: { link: name } } } });

    it("is also how one is read, for which it asks but which it does not download", async () => {
      const { checks, paths } = await probed(
        { Packages: ["a b.py", "c.py"] },
        { DownloadLink: "https://files.test/x" },
      );
      assert.deepEqual(checks, [read, { what, verdict: "held" }]);
      assert.deepEqual(
        paths.filter((path) => path.includes("packages")),
        ["/libraries/7/packages/a%20b.py"],
      );
    });

    it("is under which key the link is, if exactly one key holds one", async () => {
      const files = { Packages: ["a.py"] };
      for (const [answer, found] of [
        [{ Url: "https://files.test/x", Message: "ok" }, "Url"],
        [{ Url: "https://files.test/x", Other: "https://files.test/y" }, "…"],
        [{ Message: "ok" }, "…"],
      ] as const) {
        const { checks } = await probed(files, answer);
        const detail = `the answer's keys are ${Object.keys(answer).join(", ")}`;
        assert.deepEqual(checks, [read, { what, verdict: "failed", detail, correction: link(found) }]);
      }
    });

    it("is left open without a file, and is the path if that is refused", async () => {
      const { checks } = await probed({ Packages: [] }, {});
      assert.deepEqual(checks, [
        { what: "Library read", verdict: "not tried", detail: "the object names no file in Packages" },
      ]);
      const refused = await probed({ Packages: ["a.py"] }, new ApiError("refused", "no", { status: 403 }));
      const correction = { steps: { uploadLibrary: { download: { call: { path: "/…/{id}" } } } } };
      assert.deepEqual(refused.checks, [{ what: "Library read", verdict: "failed", detail: "no", correction }]);
    });
  });
});
