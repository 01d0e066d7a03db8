import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { catalog } from "../../providers/catalog";
import { classSource, indexSource } from "./classes";
import { fileNameOf } from "./names";
import { contents, page } from "./pages";
import { validatorsSource } from "./validators";

const root = join(__dirname, "../..");

/** Every file that is made from the catalog, by its path in the repository. */
export async function generated(): Promise<Map<string, string>> {
  const types = [...catalog.values()];
  const files = new Map([
    ["providers/engine/classes/index.ts", indexSource(types)],
    ["docs/types/README.md", contents(types)],
  ]);
  for (const type of types) {
    const name = fileNameOf(type);
    files.set(`providers/engine/classes/${name}.ts`, classSource(type));
    files.set(
      `docs/types/${name}.md`,
      page(type, readFileSync(join(root, "docs/types/samples", `${name}.json`), "utf8")),
    );
  }
  const config = await resolveConfig(join(root, "package.json"));
  for (const [path, text] of files) files.set(path, await format(text, { ...config, filepath: path }));
  // For machines only, so left as ajv writes it.
  files.set("providers/catalog/validators.js", validatorsSource(types));
  return files;
}

/** `npm run generate`. */
export async function generate(): Promise<void> {
  for (const [path, text] of await generated()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (require.main === module) void generate();
