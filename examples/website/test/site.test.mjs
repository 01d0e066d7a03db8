import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSite } from "../site.mjs";

describe("the site", () => {
  let home;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "site-"));
    mkdirSync(join(home, "src"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  const write = (name, text) => writeFileSync(join(home, "src", name), text);
  const build = () => buildSite(join(home, "src"), join(home, "dist"));

  it("names assets by what is in them, and pages by their names", () => {
    write("index.html", '<link href="./a.css"><a href="./other.html">');
    write("other.html", "");
    write("a.css", "body {}");
    assert.deepEqual(build(), ["assets/a-62368a1a2925.css", "index.html", "other.html"]);
    const page = readFileSync(join(home, "dist/index.html"), "utf8");
    assert.equal(page, '<link href="/assets/a-62368a1a2925.css"><a href="/other.html">');
  });

  it("is not built with a reference to nothing", () => {
    write("index.html", '<img src="./logo.svg">');
    assert.throws(build, { message: "index.html refers to logo.svg, which is not there" });
  });
});
