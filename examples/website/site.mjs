import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, parse } from "node:path";

/**
 * Puts a site together: pages as they are, everything else under assets/ with a digest in its name, so that a browser may
 * keep it for ever.
 * @param {string} from a flat directory
 * @param {string} to written anew
 * @returns {string[]} the paths of what was written
 * @throws {Error} if a page refers to a file that is not there
 */
export function buildSite(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(join(to, "assets"), { recursive: true });
  const files = readdirSync(from).sort();
  const assets = new Map();
  for (const file of files.filter((name) => extname(name) !== ".html")) {
    const content = readFileSync(join(from, file));
    const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
    const { name, ext } = parse(file);
    assets.set(file, `assets/${name}-${digest}${ext}`);
    writeFileSync(join(to, assets.get(file)), content);
  }
  const pages = files.filter((name) => extname(name) === ".html");
  for (const page of pages) {
    const html = readFileSync(join(from, page), "utf8").replace(/(href|src)="\.\/([^"]+)"/g, (_, attribute, file) => {
      if (pages.includes(file)) return `${attribute}="/${file}"`;
      if (!assets.has(file)) throw new Error(`${page} refers to ${file}, which is not there`);
      return `${attribute}="/${assets.get(file)}"`;
    });
    writeFileSync(join(to, page), html);
  }
  return [...assets.values(), ...pages];
}
