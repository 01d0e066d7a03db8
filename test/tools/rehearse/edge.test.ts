import assert from "node:assert/strict";
import { startEdge, type Edge } from "../../../tools/rehearse/edge";
import { application } from "../../infra/recorded";
import { serve } from "./site";

const POLICY = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";
const FILES = {
  "index.html": "first",
  "guide/index.html": "guide",
  "a b.html": "space",
  "404.html": "missing",
};

describe("a rehearsed CloudFront", function () {
  this.timeout(60_000);
  let edge: Edge;
  before(async () => (edge = await serve(FILES)));
  after(() => edge.close());

  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(edge.url + path, { redirect: "manual", ...init });
    const to = response.headers.get("location");
    return `${response.status} ${to ?? (await response.text())}`;
  };

  for (const [path, expected] of [
    ["/", "200 first"],
    ["/index.html", "200 first"],
    ["/index.html?q=1", "200 first"],
    ["/guide/", "200 guide"],
    ["/guide/?q=1", "200 guide"],
    ["/guide?q=1", "302 /guide/?q=1"],
    ["/a%20b.html", "200 space"],
    ["/gone.html", "404 missing"],
    ["/gone/", "404 missing"],
    ["/%", "302 /%/"],
    ["/%/", "404 missing"],
    ["//evil.example", "404 missing"],
  ] as const) {
    it(`answers ${path} with ${expected}`, async () => assert.equal(await ask(path), expected));
  }

  it("refuses other methods, and answers HEAD without a body", async () => {
    assert.equal(await ask("/", { method: "POST" }), "403 ");
    assert.equal(await ask("/", { method: "HEAD" }), "200 ");
  });

  it("adds the headers of the stack's policy to the bucket's answers, including the error page", async () => {
    for (const path of ["/", "/gone.html"]) {
      const { headers } = await fetch(edge.url + path);
      const given = Object.fromEntries(
        ["cache-control", ...Object.keys(edge.headers)].map((name) => [name, headers.get(name)]),
      );
      assert.deepEqual(given, {
        "cache-control": "public, max-age=0",
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=63072000",
      });
    }
  });

  it("follows the stack's settings", async () => {
    const other = await serve({ "en/start.html": "start" }, { index: "en/start.html", contentSecurityPolicy: "none" });
    try {
      const response = await fetch(other.url);
      assert.deepEqual([await response.text(), response.headers.get("content-security-policy")], ["start", "none"]);
      assert.equal((await fetch(`${other.url}/gone.html`)).status, 403, "there is no page for errors");
    } finally {
      await other.close();
    }
  });

  it("refuses a setting that it does not know", async () => {
    const { resources } = await application("site-prod");
    const more = resources.map((one) =>
      one.type.endsWith(":ResponseHeadersPolicy") ? { ...one, inputs: { ...one.inputs, corsConfig: {} } } : one,
    );
    await assert.rejects(
      startEdge(more, () => Promise.resolve(undefined)),
      { message: "the rehearsal does not know what CloudFront does with corsConfig" },
    );
  });
});
