import { readdirSync, realpathSync } from "node:fs";
import { dirname, posix, resolve, win32 } from "node:path";
import type { Artifact, ResourceType } from "../catalog/type";
import { didYouMean } from "../nearest";
import { own } from "../own";
import { quote } from "../visible";
import { isInside, repositoryPath, statOf, type Places } from "./files";
import type { JsonNode } from "./json-node";
import type { Position } from "./model";

export interface ArtifactContext {
  readonly type: ResourceType;
  readonly places: Places;
  readonly fail: (at: Position, code: string, message: string) => void;
}

type Artifacts = Record<string, string | readonly string[]>;

/** The files of a definition, as paths relative to the repository. */
export function readArtifacts(node: JsonNode | undefined, context: ArtifactContext): Artifacts {
  if (!node) return {};
  const members = node.members();
  if (members) return Object.fromEntries(entriesOf(members, context));
  const message = '"Artifacts" must be an object; write {"Name": "path/to/a.file"}';
  context.fail(node.position, "ARTIFACTS_NOT_OBJECT", message);
  return {};
}

function entriesOf(members: readonly JsonNode[], context: ArtifactContext): [string, string | readonly string[]][] {
  const { type, fail } = context;
  const names = Object.keys(type.artifacts);
  return members.flatMap((member) => {
    const name = member.key;
    const artifact = own(type.artifacts, name);
    if (!artifact) {
      const way = names.length > 0 ? `use ${names.join(", ")}` : "remove it, as this type has none";
      const message = `type ${type.name} has no artifact ${quote(name)}${didYouMean(name, names)}; ${way}`;
      fail(member.keyPosition, "UNKNOWN_ARTIFACT", message);
      return [];
    }
    const value = readArtifact(artifact, member, context);
    return value === undefined ? [] : [[name, value]];
  });
}

/** A single path is accepted for a list, and a list of one for a single path. */
function readArtifact(
  artifact: Artifact,
  node: JsonNode,
  { places, fail }: ArtifactContext,
): string | readonly string[] | undefined {
  const written = node.elements() ?? [node];
  if (!artifact.many && written.length !== 1) {
    const message = `artifact ${quote(node.key)} is one file, but ${written.length} paths are written; write one`;
    fail(node.position, "ARTIFACT_COUNT", message);
    return undefined;
  }
  const byName = new Map<string, string>();
  const paths = written.flatMap((element) => {
    const resolved = resolveArtifact(element.value, node.key, artifact, places);
    if (typeof resolved === "object") {
      fail(element.position, resolved.code, resolved.message);
      return [];
    }
    const name = posix.basename(resolved);
    const first = byName.get(name);
    if (first === undefined) byName.set(name, resolved);
    else fail(element.position, "DUPLICATE_ARTIFACT", duplicate(resolved, first));
    return resolved;
  });
  return artifact.many ? paths : paths[0];
}

const duplicate = (path: string, first: string): string =>
  path === first
    ? `artifact ${quote(path)} is already in the list; remove one of the two`
    : `artifact ${quote(path)} has the same name as ${quote(first)}, and Amorphic identifies files by name, so it would overwrite that one; rename one of the two`;

/** Paths are relative to the repository, as in the vendor's samples, or to the definitions, as in the vendor's text. */
function resolveArtifact(
  path: unknown,
  name: string,
  artifact: Artifact,
  { repository, root }: Places,
): string | { code: string; message: string } {
  if (typeof path !== "string" || path === "") {
    const message = `artifact ${quote(name)} must be ${artifact.many ? "a list of paths" : "a path"}`;
    return { code: "ARTIFACT_NOT_PATH", message: `${message}; write "path/to/a.file"` };
  }
  const refuse = (code: string, message: string) => ({ code, message: `artifact ${quote(path)} ${message}` });
  // Windows' rules include those of all other systems.
  if (win32.isAbsolute(path)) return refuse("ARTIFACT_ABSOLUTE", ABSOLUTE);
  const candidates = [repository, root]
    .map((directory) => resolve(directory, path))
    .filter((candidate) => isInside(repository, candidate));
  const found = candidates.find((candidate) => stateOf(candidate, repository) === "file");
  if (found !== undefined) return repositoryPath(repository, found);
  const states = candidates.map((candidate) => stateOf(candidate, repository));
  if (candidates.length === 0 || states.includes("outside")) return refuse("ARTIFACT_OUTSIDE", OUTSIDE);
  if (states.includes("other")) return refuse("ARTIFACT_NOT_FILE", NOT_FILE);
  const below = repositoryPath(repository, root);
  const where = below === "" ? "the repository" : `the repository or in ${quote(below)}`;
  const hint = path.includes("\\")
    ? ' (directories are separated by "/")'
    : didYouMean(posix.basename(path), besides(candidates));
  return refuse("ARTIFACT_MISSING", `was not found in ${where}${hint}; correct the path or add the file`);
}

const ABSOLUTE = "is an absolute path, which differs between machines; write it relative to the repository";
const OUTSIDE = "is outside the repository, where nobody reviews what is deployed; move it into the repository";
const NOT_FILE = "is not a file; name a file, or list the files one by one";

/** The names in the directories where a file was looked for; none in a directory that is missing or unreadable. */
function besides(missing: readonly string[]): string[] {
  return missing.flatMap((path) => {
    try {
      return readdirSync(dirname(path));
    } catch {
      return [];
    }
  });
}

function stateOf(path: string, repository: string): "file" | "other" | "outside" | "missing" {
  const stats = statOf(path);
  if (!stats) return "missing";
  if (!isInside(repository, realpathSync(path))) return "outside";
  return stats.isFile() ? "file" : "other";
}
