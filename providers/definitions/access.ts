import type { ResourceType } from "../catalog/type";
import { suggestion } from "../nearest";
import { quote } from "../visible";
import type { Draft } from "./draft";
import type { Variables } from "./environ";
import type { Places } from "./files";
import type { JsonNode } from "./json-node";
import type { Position } from "./model";
import { readFiles } from "./read";
import { suggester } from "./references";
import type { Report } from "./report";
import { readShare, type Share } from "./share";
import type { UnknownIds } from "./unknown-ids";

export interface AccessContext {
  readonly variables: Variables;
  readonly report: Report;
  readonly unknown: UnknownIds;
}

/** The shares in the central files, by logical id, except for definitions with a share of their own, which takes precedence. */
export function readAccess(
  places: Places,
  drafts: ReadonlyMap<string, Draft>,
  { variables, report, unknown }: AccessContext,
): Map<string, Share> {
  const suggest = suggester();
  const ids = [...drafts.keys()];
  const seen = new Map<string, Position>();
  const shares = new Map<string, Share>();
  for (const node of entries(places, report)) {
    const { key: logicalId, keyPosition: position } = node;
    const fail = (at: Position, code: string, message: string): void => report.error(at, code, message, logicalId);
    const [draft, first] = [drafts.get(logicalId), seen.get(logicalId)];
    if (first) {
      const where = `${first.file}:${first.line}:${first.column}`;
      fail(position, "DUPLICATE_SHARE", `${quote(logicalId)} is already shared at ${where}; merge the two`);
      continue;
    }
    seen.set(logicalId, position);
    if (!draft) {
      const what = `no definition has the logical id ${quote(logicalId)}${suggestion(suggest(logicalId, ids))}`;
      unknown.add(position, `${what}; correct or remove it`, logicalId);
    } else if (draft.share) {
      const message = `${quote(logicalId)} has a "Share" of its own, so this one is ignored; remove one of the two`;
      report.warning(position, "SHARE_IGNORED", message, logicalId);
    } else {
      const type: ResourceType | undefined = draft.type;
      shares.set(logicalId, readShare(node, { type, variables, fail }));
    }
  }
  return shares;
}

function* entries(places: Places, report: Report): Iterable<JsonNode> {
  for (const { root, members } of readFiles(places, report)) {
    if (!members) {
      const message = "a file of central sharing must be an object that maps logical ids to shares; wrap it in { }";
      report.error(root.position, "NOT_AN_OBJECT", message);
      continue;
    }
    yield* members.filter(({ key }) => key !== "$schema");
  }
}
