import { pick } from "../../../providers/lifecycle/inputs";
import { hasUnknown } from "../../../providers/lifecycle/values";
import type { Managed } from "../../managed";
import { matchAll, type Question } from "../match";
import type { Candidate } from "./object";
import type { Target } from "./references";

/** What the project has already. */
export interface Defined {
  /** Whether an object has a definition, or the stack manages it. */
  readonly has: (candidate: Candidate) => boolean;
  /** The objects that have a definition. */
  readonly targets: readonly Target[];
}

/** Finds out which objects of the environment the project's definitions stand for. */
export async function definedBy(question: Question, candidates: readonly Candidate[]): Promise<Defined> {
  const items = await matchAll(question);
  const names = new Map(
    question.definitions.map(({ logicalId, renamedFrom }) => [logicalId, [logicalId, ...renamedFrom]]),
  );
  const byId = new Map(candidates.map((candidate) => [`${candidate.type.name} ${candidate.id}`, candidate]));
  const targets = items.flatMap(({ type, logicalId, finding }): Target[] => {
    const managed = isOneOf(type.name, names.get(logicalId) ?? []);
    const id = finding.kind === "found" ? finding.id : question.managed.find(managed)?.id;
    const candidate = byId.get(`${type.name} ${id ?? ""}`);
    return candidate ? [{ type, id: candidate.id, logicalId, object: candidate.listed }] : [];
  });
  const ids = new Set([...targets.map(({ type, id }) => `${type.name} ${id}`), ...question.managed.map(idText)]);
  const keys = new Set(
    items.flatMap(({ type, wanted }) => {
      const key = wanted && pick(wanted, type.naturalKey);
      return key && !hasUnknown(key) ? [JSON.stringify([type.name, key]).toLowerCase()] : [];
    }),
  );
  return {
    targets,
    has: ({ type, id, listed }) =>
      ids.has(`${type.name} ${id}`) ||
      keys.has(JSON.stringify([type.name, pick(listed, type.naturalKey)]).toLowerCase()),
  };
}

const isOneOf =
  (type: string, names: readonly string[]) =>
  (managed: Managed): boolean =>
    managed.type === type && names.includes(managed.name);

const idText = ({ type, id }: Managed): string => `${type} ${id}`;
