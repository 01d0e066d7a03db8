import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { ensureBrowser } from "../../../commands/setup/browser";
import { launch, visit, type Visited } from "../../../tools/rehearse/visit";
import { page, serve } from "./site";

const GOOD = {
  "index.html": page("First", '<a href="/guide">Guide</a><a href="https://elsewhere.example/">Elsewhere</a>'),
  "guide/index.html": page("Guide", '<a href="../">Back</a><a href="../report.csv">Numbers</a>'),
  "report.csv": "1",
  "404.html": page("Not found", "", '<link rel="stylesheet" href="/style.css">'),
  "style.css": "body { margin: 0; }",
  "app.js": "document.body.append('done');",
};

describe("a visit in a browser", function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async () => (browser = await launch(await ensureBrowser())));
  after(() => browser.close());

  const look = async (files: Readonly<Record<string, string>>, change: object = {}): Promise<Visited> => {
    const edge = await serve({ ...GOOD, ...files }, change);
    try {
      const visited = await visit(edge, browser);
      // Ports differ from run to run.
      return { ...visited, problems: visited.problems.map((one) => one.replaceAll(edge.url, "")) };
    } finally {
      await edge.close();
    }
  };

  it("opens every linked page, and one that does not exist", async () => {
    assert.deepEqual(await look({}), {
      pages: ["/", "/guide"],
      assets: ["/style.css"],
      foreign: [],
      problems: [],
    });
  });

  it("reports every problem, page by page", async () => {
    const { problems } = await look({
      "index.html": page(
        "First",
        '<a href="/guide">Guide</a><a href="/gone.html">Gone</a><a href="/gone.csv">Gone too</a><img src="/gone.svg">',
        "<script>document.title = 'changed'</script>",
      ),
      "guide/index.html": page("", "", '<script src="/wrong.js"></script><link rel="stylesheet" href="/wrong.css">'),
      "wrong.js": "throw new Error('broken')",
      "wrong.css": "body { background: url(/gone.png) }",
    });
    const [inline, ...rest] = [...problems].sort((a, b) => Number(b.includes("inline")) - Number(a.includes("inline")));
    assert.match(inline ?? "", /^\/: .*inline script.*Content Security Policy/s);
    assert.deepEqual(rest.sort(), [
      "/: /gone.svg answers 404",
      "/gone.csv answers 404 (linked from /)",
      "/gone.html answers 404 instead of 200 (linked from /)",
      "/guide has no title",
      "/guide shows no text",
      "/guide: /gone.png answers 404",
      "/guide: broken",
    ]);
  });

  it("sees what scripts load later", async () => {
    const { assets, problems } = await look({
      "index.html": page("First", "", '<script type="module" src="/app.js"></script>'),
      "app.js": "addEventListener('load', () => fetch('/data/now.json'));",
    });
    assert.deepEqual(assets, ["/app.js", "/data/now.json", "/style.css"]);
    assert.deepEqual(problems, ["/: /data/now.json answers 404"]);
  });

  it("contacts no other host, and says which ones the pages refer to", async () => {
    const index = page("First", '<img src="https://elsewhere.example/a.png">');
    const contentSecurityPolicy = "default-src 'self'; img-src https:";
    const { foreign, problems } = await look({ "index.html": index }, { contentSecurityPolicy });
    assert.deepEqual([foreign, problems], [["https://elsewhere.example/a.png"], []]);
  });

  it("expects an error page for missing paths, which finds its style sheet from anywhere", async () => {
    const relative = page("Not found", "", '<link rel="stylesheet" href="style.css">');
    const [problem, ...more] = (await look({ "404.html": relative })).problems;
    assert.match(problem ?? "", /^\/not\/there\.html: Refused to apply style from '\/not\/style\.css'/);
    assert.deepEqual(more, []);
    assert.deepEqual((await look({}, { error: "none.html" })).problems, [
      "/not/there.html answers 403 instead of 404, for a path that does not exist",
    ]);
  });

  it("expects the headers of the stack on every page", async () => {
    const edge = await serve(GOOD);
    try {
      const headers = { ...edge.headers, "x-frame-options": "SAMEORIGIN" };
      const { problems } = await visit({ url: edge.url, headers }, browser);
      assert.deepEqual(problems, [
        "/: the header x-frame-options is DENY",
        "/guide: the header x-frame-options is DENY",
        "/not/there.html: the header x-frame-options is DENY",
      ]);
    } finally {
      await edge.close();
    }
  });

  it("reports a program that is not a browser", async () => {
    await assert.rejects(launch("/bin/false"), {
      name: "UserError",
      message: /^\/bin\/false does not start: /,
    });
  });
});
