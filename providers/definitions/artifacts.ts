import type { ObjectNode, ValueNode } from "@humanwhocodes/momoa";
import { realpathSync } from "node:fs";
import { posix, resolve, win32 } from "node:path";
import type { Artifact, ResourceType } from "../catalog/type";
import { didYouMean, quote } from "../nearest";
import { isInside, repositoryPath, statOf, type Places } from "./files";
import type { Position } from "./model";
import { keyOf, positionOf } from "./tree";

export interface ArtifactContext {
  readonly type: ResourceType;
  readonly file: string;
  readonly places: Places;
  readonly fail: (at: Position, code: string, message: string) => void;
}

type Artifacts = Record<string, string | readonly string[]>;

/** The files of a definition, as paths relative to the repository. */
export function readArtifacts(node: ValueNode | undefined, context: ArtifactContext): Artifacts {
  if (!node) return {};
  if (node.type === "Object") return Object.fromEntries(entriesOf(node, context));
  const message = '"Artifacts" must be an object; write {"Name": "path of a file"}';
  context.fail(positionOf(context.file, node), "ARTIFACTS_NOT_OBJECT", message);
  return {};
}

function entriesOf(node: ObjectNode, context: ArtifactContext): [string, string | readonly string[]][] {
  const { type, file, fail } = context;
  const names = Object.keys(type.artifacts);
  return node.members.flatMap((member) => {
    const name = keyOf(member);
    const artifact = Object.hasOwn(type.artifacts, name) ? type.artifacts[name] : undefined;
    if (!artifact) {
      const way = names.length > 0 ? `use ${names.join(", ")}` : "remove it, as this type has none";
      const message = `type ${type.name} has no artifact ${quote(name)}${didYouMean(name, names)}; ${way}`;
      fail(positionOf(file, member), "UNKNOWN_ARTIFACT", message);
      return [];
    }
    const value = readFiles(name, artifact, member.value, context);
    return value === undefined ? [] : [[name, value]];
  });
}

/** A path stands for a list of one, and a list of one for a path. */
function readFiles(
  name: string,
  artifact: Artifact,
  node: ValueNode,
  context: ArtifactContext,
): string | readonly string[] | undefined {
  const { file, fail } = context;
  const written = node.type === "Array" ? node.elements.map(({ value }) => value) : [node];
  if (!artifact.many && written.length !== 1) {
    const message = `artifact ${quote(name)} is one file, but ${written.length} are written; write one path`;
    fail(positionOf(file, node), "ARTIFACT_COUNT", message);
    return undefined;
  }
  const paths = written.flatMap((value) => {
    if (value.type === "String" && value.value !== "") return resolveArtifact(value.value, value, context) ?? [];
    const message = `artifact ${quote(name)} must be ${artifact.many ? "a list of paths" : "a path"}; write "path/of/a.file"`;
    fail(positionOf(file, value), "ARTIFACT_NOT_PATH", message);
    return [];
  });
  return artifact.many ? paths : paths[0];
}

/** Relative to the repository, as the vendor's samples have it, or to the definitions, as the vendor's text says. */
function resolveArtifact(path: string, node: ValueNode, { places, file, fail }: ArtifactContext): string | undefined {
  const refuse = (code: string, message: string): undefined =>
    fail(positionOf(file, node), code, `artifact ${quote(path)} ${message}`) as undefined;
  if (posix.isAbsolute(path) || win32.isAbsolute(path)) {
    return refuse(
      "ARTIFACT_ABSOLUTE",
      "is an absolute path, which differs by machine; write it relative to the repository",
    );
  }
  const candidates = [places.repository, places.root]
    .map((directory) => resolve(directory, path))
    .filter((candidate) => isInside(places.repository, candidate));
  const outside = "is outside of the repository, where nobody reviews what is deployed; move it into the repository";
  if (candidates.length === 0) return refuse("ARTIFACT_OUTSIDE", outside);
  const states = candidates.map((candidate) => stateOf(candidate, places.repository));
  const found = candidates[states.indexOf("file")];
  if (found !== undefined) return repositoryPath(places.repository, found);
  if (states.includes("outside")) return refuse("ARTIFACT_OUTSIDE", outside);
  if (states.includes("other"))
    return refuse("ARTIFACT_NOT_FILE", "is no file; name a file, or list the files one by one");
  const hint = path.includes("\\") ? ' (directories are parted by "/")' : "";
  const below = repositoryPath(places.repository, places.root);
  const where = below === "" ? "the repository" : `the repository or in ${quote(below)}`;
  return refuse("ARTIFACT_MISSING", `is not found in ${where}${hint}; correct the path or add the file`);
}

function stateOf(path: string, repository: string): "file" | "other" | "outside" | "missing" {
  const stats = statOf(path);
  if (!stats) return "missing";
  if (!isInside(repository, realpathSync(path))) return "outside";
  return stats.isFile() ? "file" : "other";
}
