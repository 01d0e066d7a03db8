import { catalog } from "../../providers/catalog";
import type { Call, ResourceType, Step } from "../../providers/catalog/type";
import type { CallEntry } from "../../simulator";
import type { Definition } from "./mini-engine";

/** The calls of the log as the catalog writes them, `POST /jobs/{id}/script`; a file sent to its link is `PUT upload`. */
export const callsOf = (log: readonly CallEntry[], types = catalog): string[] =>
  log.map(({ method, path, type = "" }) => {
    if (path.startsWith("/_uploads/")) return `${method} upload`;
    const known = templates(types.get(type)).find(
      (template) => template.method === method && pathPattern(template.path).test(path),
    );
    return known ? named(known) : `${method} ${path}`;
  });

/** Every path that such a call can have. */
export const pathPattern = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);

/** The calls that the catalog knows of a type. */
function templates(type: ResourceType | undefined): Call[] {
  if (!type) return [];
  const { create, read, update, delete: remove, list, steps } = type;
  const ofSteps = steps.flatMap((step) => [step.call, ...(step.kind === "send" ? [step.read, step.wait?.call] : [])]);
  return [create, read, update, remove, list, ...ofSteps].filter((call) => call !== undefined);
}

/** The calls that create a new object, by the catalog. */
export const createCalls = (type: ResourceType, definition: Definition): string[] => [
  named(type.create),
  ...stepCalls(type, definition, stepNames(type, definition), false),
];

/** The names of the steps for which the definition has values. */
export const stepNames = (type: ResourceType, definition: Definition): string[] =>
  type.steps.filter((step) => partsOf(step, definition).length > 0).map(({ name }) => name);

/** @param later whether an earlier run may still be in progress and must be waited for */
export const stepCalls = (
  type: ResourceType,
  definition: Definition,
  names: readonly string[],
  later: boolean,
): string[] =>
  type.steps
    .filter(({ name }) => names.includes(name))
    .flatMap((step) => {
      if (step.kind === "upload") return partsOf(step, definition).flatMap(() => [named(step.call), "PUT upload"]);
      const wait = step.wait ? [named(step.wait.call)] : [];
      return [...(later ? wait : []), named(step.call), ...wait];
    });

/** The calls that change these fields and artifacts of an object. */
export function updateCalls(type: ResourceType, definition: Definition, changed: readonly string[]): string[] {
  const steps = type.steps.filter((step) =>
    step.kind === "send" ? step.fields.some((key) => changed.includes(key)) : changed.includes(step.artifact),
  );
  const inSteps = type.steps.flatMap((step) => (step.kind === "send" ? step.fields : [step.artifact]));
  const own = changed.some((key) => !inSteps.includes(key));
  const update = type.update ? [...(type.update.body === "merge" ? [named(type.read)] : []), named(type.update)] : [];
  const names = steps.map(({ name }) => name);
  return [...(own ? update : []), ...stepCalls(type, definition, names, true)];
}

const partsOf = (step: Step, { properties, artifacts = {} }: Definition): readonly string[] =>
  step.kind === "send" ? step.fields.filter((key) => key in properties) : [artifacts[step.artifact] ?? []].flat();

const named = ({ method, path }: Call): string => `${method} ${path}`;
