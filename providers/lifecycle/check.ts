import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { checkProperties } from "../catalog/check";
import type { ResourceType } from "../catalog/type";
import { UserError } from "../errors";
import { UNKNOWN } from "../pulumi-marks";
import { definedKeys, isImmutable, naturalKey, pick, type ArtifactFile, type Properties } from "./inputs";
import { isSecret } from "./secrets/secret";
import { sha256 } from "./steps";
import { hasUnknown, isUnknown, storable } from "./values";
import type { Vault } from "./secrets/vault";

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: Record<string, unknown>;
  readonly failures: Failure[];
}

/**
 * Inputs as they are compared and stored: secrets sealed, artifact files with their hashes, nothing that Amorphic owns.
 * Makes no call, and lets unknowns through.
 * @param olds inputs of the last run
 */
export function check(vault: Vault, type: ResourceType, olds: Properties, news: Properties): CheckResult {
  const inputs = pick(news, ["__provider", "logicalId", "renamedFrom"]);
  const failures: Failure[] = [];
  const attempt = (property: string, make: () => unknown) => {
    try {
      inputs[property] = make();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push({ property, reason: error.message });
      // It is not missing, so nothing else is wrong with it.
      inputs[property] = UNKNOWN;
    }
  };
  const isKey = (key: string) => type.naturalKey.includes(key);
  const keys = definedKeys(type, news);
  for (const path of keys.filter(isKey)) {
    attempt(path, () => vault.seal(news[path], olds[path], { path, object: "", isPlain: true }));
  }
  // Part of the natural key may still be unknown, but only if the object is yet to be created.
  const object = JSON.stringify([type.name, ...naturalKey(type, inputs)]);
  for (const path of keys.filter((key) => !isKey(key))) {
    const place = { path, object, isImmutable: isImmutable(type, path) };
    attempt(path, () => vault.seal(news[path], olds[path], place));
  }
  // A reference may lead to a variable; who has access is no secret.
  const readable = { path: "grants", object: "", isPlain: true };
  if (news.grants !== undefined) attempt("grants", () => vault.seal(news.grants, undefined, readable));
  if (news.Artifacts !== undefined) attempt("Artifacts", () => hashed(news.Artifacts));
  const isFunction = (value: unknown) => isUnknown(value) || isSecret(value);
  for (const { severity, path, message } of checkProperties(
    type,
    pick(inputs, definedKeys(type, inputs)),
    isFunction,
  )) {
    if (severity === "error") failures.push({ property: path.join("."), reason: message });
  }
  return { inputs: storable(inputs), failures };
}

/** Each file of each artifact with its hash; given as a path, a list of paths, or already hashed. */
function hashed(artifacts: unknown): unknown {
  if (isUnknown(artifacts)) return artifacts;
  return Object.fromEntries(
    Object.entries(artifacts as Record<string, unknown>).map(([name, files]) => [
      name,
      hasUnknown(files) ? UNKNOWN : withOwnNames((Array.isArray(files) ? files : [files]).map(hashedFile)),
    ]),
  );
}

/** Refuses two files of the same name: Amorphic has nothing else to tell the files of an artifact apart. */
function withOwnNames(files: ArtifactFile[]): ArtifactFile[] {
  const byName = new Map<string, string>();
  for (const { path } of files) {
    const first = byName.get(basename(path));
    if (first !== undefined) {
      throw new UserError(
        `${path} has the same name as ${first}, and Amorphic identifies files by name, so it would overwrite that one. ` +
          "Rename or remove one of the two.",
      );
    }
    byName.set(basename(path), path);
  }
  return files;
}

function hashedFile(file: unknown): ArtifactFile {
  const path = typeof file === "string" ? file : String((file as { path?: unknown } | null)?.path);
  if (!existsSync(path) || !statSync(path).isFile()) throw new UserError(`${path} is not a file.`);
  return { path, sha256: sha256(readFileSync(path)) };
}
