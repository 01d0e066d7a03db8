import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog as builtIn } from "../catalog";
import type { ResourceType } from "../catalog/type";
import type { Problem } from "../definitions/model";
import { problemLine } from "../definitions/problem";
import { UserError } from "../errors";

/** Corrects the catalog for one project; located in its directory, beside Pulumi.yaml. */
export const CORRECTIONS_FILE = "amorphic.catalog.json";

type Catalog = ReadonlyMap<string, ResourceType>;

interface Loaded {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
  /** The corrections as written; absent if there are none. */
  readonly text?: string;
}

/** The catalog with the project's corrections; if these have problems, the problems and the uncorrected catalog. */
export function loadCatalog(project: string): Loaded {
  const bytes = bytesOf(join(project, CORRECTIONS_FILE));
  if (bytes === undefined) return { catalog: builtIn, problems: [] };
  // Loaded on demand, as most projects have no corrections.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readCorrections } = require("./read") as typeof import("./read");
  return { ...readCorrections(builtIn, CORRECTIONS_FILE, bytes), text: bytes.toString() };
}

/** The catalog with the project's corrections. @throws UserError with all problems in the corrections */
export function projectCatalog(project: string): Catalog {
  const { catalog, problems } = loadCatalog(project);
  if (problems.length === 0) return catalog;
  throw new UserError(`The corrections of the catalog have mistakes:\n${problems.map(problemLine).join("\n")}`);
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new UserError(`${CORRECTIONS_FILE} cannot be read (${code ?? message}); make it a readable file.`);
  }
}
