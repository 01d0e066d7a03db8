import { pick, type Properties } from "../../../providers/lifecycle/inputs";
import { hasUnknown } from "../../../providers/lifecycle/values";
import type { Managed } from "../../state/managed";
import { matchAll, type Question } from "../match";
import type { Candidate } from "./object";
import type { Target } from "./references";

/** Whether an object is in the stack's state, or has only a definition. */
export type Standing = "managed" | "defined";

/** What the project already has. */
export interface Defined {
  /** @returns undefined for an object in neither definitions nor state */
  readonly standingOf: (candidate: Candidate) => Standing | undefined;
  /** The objects that have a definition. */
  readonly targets: readonly Target[];
}

/** Finds the objects of the environment that the project's definitions stand for. */
export async function definedBy(question: Question, candidates: readonly Candidate[]): Promise<Defined> {
  const items = await matchAll(question);
  const names = new Map(
    question.definitions.map(({ logicalId, renamedFrom }) => [logicalId, [logicalId, ...renamedFrom]]),
  );
  const byId = new Map(candidates.map((candidate) => [idText(candidate.type.name, candidate.id), candidate]));
  const targets = items.flatMap(({ type, logicalId, finding }): Target[] => {
    const managed = isOneOf(type.name, names.get(logicalId) ?? []);
    const id = finding.kind === "found" ? finding.id : question.managed.find(managed)?.id;
    const candidate = byId.get(idText(type.name, id ?? ""));
    return candidate ? [{ type, id: candidate.id, logicalId, object: candidate.listed }] : [];
  });
  const standings = new Map<string, Standing>();
  for (const { type, wanted, finding } of items) {
    const key = wanted && pick(wanted, type.naturalKey);
    if (key && !hasUnknown(key))
      standings.set(keyText(type.name, key), finding.kind === "managed" ? "managed" : "defined");
  }
  for (const { type, id } of targets) standings.set(idText(type.name, id), "defined");
  for (const { type, id } of question.managed) standings.set(idText(type, id), "managed");
  return {
    targets,
    standingOf: ({ type, id, listed }) =>
      standings.get(idText(type.name, id)) ?? standings.get(keyText(type.name, pick(listed, type.naturalKey))),
  };
}

const isOneOf =
  (type: string, names: readonly string[]) =>
  (managed: Managed): boolean =>
    managed.type === type && names.includes(managed.name);

const idText = (type: string, id: string): string => `${type} ${id}`;

const keyText = (type: string, key: Properties): string => JSON.stringify([type, key]).toLowerCase();
