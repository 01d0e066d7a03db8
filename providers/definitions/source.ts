import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { ResourceType } from "../catalog/type";
import { secretKeys, secretsInText, secretsInTree, type Range } from "./secret-ranges";
import { isInside, statOf } from "./files";
import { parseText } from "./parse";
import { decode, lineStarts } from "./text";
import { treeOf } from "./tree";

/** A file to show to people. */
export interface Source {
  readonly text: string;
  /** Where each line begins. */
  readonly lines: readonly number[];
  /** The ranges that must not be shown, in order, without overlaps. */
  readonly secrets: readonly Range[];
}

/** Reads files to show to people; undefined for anything but a text file inside of the repository. */
export function sourceReader(
  repository: string,
  catalog: ReadonlyMap<string, ResourceType>,
): (file: string) => Source | undefined {
  const isSecret = secretKeys(catalog);
  return (file) => {
    const path = join(repository, file);
    if (!statOf(path)?.isFile() || !isInside(realpathSync(repository), realpathSync(path))) return undefined;
    const { text, problem } = decode(readFileSync(path));
    if (text.trim() === "") return undefined;
    const isJson = !("code" in (problem ?? parseText(text)));
    const secrets = isJson ? secretsInTree(treeOf(text), isSecret) : secretsInText(text, isSecret);
    return { text, lines: lineStarts(text), secrets };
  };
}
