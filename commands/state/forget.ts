import type { ResourceType } from "../../providers/catalog/type";
import { parseConfig } from "../../providers/engine/config";
import { UserError } from "../../providers/errors";
import { naturalKey, subjectOf } from "../../providers/lifecycle/inputs";
import { openJournal } from "../../providers/lifecycle/journal/open";
import { didYouMean } from "../../providers/nearest";
import type { Stored } from "../../providers/store/store";
import { quote, visible } from "../../providers/visible";
import { refuseLocked } from "../locks/locked";
import { noStack } from "../shared/missing-stack";
import { readStack, type Stack } from "../shared/stack";
import { parseCheckpoint, withoutResources, type Resource } from "./checkpoint";
import { checkState } from "./guard";
import { openState } from "./history";
import { labelOf, relationsOf } from "./integrity";
import { stateIn, type State } from "./managed";
import { replaceState } from "./replace";
import { listed } from "./text";

type Known = State["managed"][number];
type Catalog = ReadonlyMap<string, ResourceType>;

/** Objects that a stack is to manage no longer, and its state without them. */
export interface Forgetting {
  readonly objects: readonly Known[];
  readonly bytes: Uint8Array;
  readonly replaces: Stored;
}

/**
 * Finds what to forget; changes nothing.
 * @param names logical ids, or URNs where several resources have one name
 * @throws UserError if the stack does not manage one of them, others depend on them, or the state cannot be trusted
 */
export async function findForgetting(stack: Stack, names: readonly string[]): Promise<Forgetting> {
  await refuseLocked(stack);
  await checkState(stack);
  const state = openState(stack);
  const replaces = await state.current();
  if (!replaces) throw noStack(stack);
  const checkpoint = parseCheckpoint(replaces.bytes);
  const { managed, pending } = stateIn(checkpoint);
  const objects = objectsOf(stack, managed, names);
  const urns = new Set(objects.map(({ urn }) => urn));
  const resources = checkpoint.latest?.resources ?? [];
  const half = resources.some(
    (one) => urns.has(one.urn) && (one["delete"] === true || one["pendingReplacement"] === true),
  );
  if (half || pending.length > 0) {
    throw new UserError(
      `A run of ${stack.name} was killed or has failed half-way. Deploy first, so that the state is complete. Nothing was done.`,
    );
  }
  const dependents = resources.flatMap((one) => (urns.has(one.urn) ? [] : dependenciesOf(one, urns)));
  if (dependents.length > 0) {
    throw new UserError(
      `Other resources depend on what is to be forgotten:\n${listed(dependents)}\nForget them, too; or remove the references ` +
        "from the definitions and deploy first. Nothing was done.",
    );
  }
  return { objects, bytes: withoutResources(replaces.bytes, urns), replaces };
}

function dependenciesOf(one: Resource, urns: ReadonlySet<string>): string[] {
  const others = relationsOf(one).flatMap(([, other]) => (urns.has(other) ? [labelOf(other)] : []));
  return [...new Set(others)].map((other) => `${labelOf(one.urn)} depends on ${other}`);
}

function objectsOf({ name: stack }: Stack, managed: readonly Known[], names: readonly string[]): Known[] {
  const problems: string[] = [];
  const objects = [...new Set(names)].flatMap((wanted) => {
    const found = managed.filter(({ name, urn }) => name === wanted || urn === wanted);
    const urns = new Set(found.map(({ urn }) => urn));
    if (urns.size === 0) {
      const known = managed.map(({ name }) => name);
      problems.push(`${stack} manages nothing with the logical id ${quote(wanted)}${didYouMean(wanted, known)}.`);
    } else if (urns.size > 1) {
      const each = [...urns].map(visible).join(", ");
      problems.push(`${quote(wanted)} is the name of several resources; give the URN of the one meant: ${each}.`);
    }
    return found;
  });
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nNothing was done.`);
  return objects;
}

/** As messages name an object. */
export function subjectIn(catalog: Catalog, { type, name, outputs }: Known): string {
  const entry = catalog.get(type);
  return entry ? subjectOf(entry, { ...outputs, logicalId: name }) : visible(`${type} ${name}`);
}

/**
 * Forgets them: in the state, then in the journal. If this is interrupted in between, the next deployment names the journal's
 * entries that are left.
 * @throws UserError as `replaceState`
 */
export async function forget(stack: Stack, catalog: Catalog, { objects, bytes, replaces }: Forgetting): Promise<void> {
  const journal = openJournal(journalOf(stack));
  const names = objects.map(({ name }) => name).join(", ");
  await replaceState(stack, { bytes, replaces, message: `state forget: ${names}` });
  for (const { type, id, outputs } of objects) {
    const entry = catalog.get(type);
    const key = entry && naturalKey(entry, outputs);
    const known = key && (await journal.read(type, key));
    // By now the name may belong to another object of ours.
    if (known && (known.id ?? id) === id) await journal.remove(type, key);
  }
}

function journalOf({ name, project }: Stack): string {
  const { config } = readStack(name, project);
  return parseConfig((key) => config[key] ?? undefined, [], name, ["journal"]).journal;
}
