import { nameOf, typeOf } from "../../providers/engine/names";
import { wholeOutputs } from "../../providers/engine/stand-in";
import { noStack } from "../shared/missing-stack";
import type { Stack } from "../shared/stack";
import { valuesOf, type Checkpoint, type Pending } from "./checkpoint";
import { latestState } from "./latest";

/** An Amorphic resource in a stack's state. */
export interface Managed {
  /** A type of the catalog. */
  readonly type: string;
  /** The logical id. */
  readonly name: string;
  /** The id in Amorphic. */
  readonly id: string;
  /** As stored in state: lists and objects as text. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a stack's state says. */
export interface State {
  readonly managed: readonly (Managed & { readonly urn: string })[];
  /** Operations that a killed run had begun. */
  readonly pending: readonly Pending[];
}

/** @throws UserError if the state cannot be read, or there is no such stack */
export async function stateOf(stack: Stack): Promise<State> {
  const checkpoint = await latestState(stack);
  if (!checkpoint) throw noStack(stack);
  return stateIn(checkpoint);
}

export function stateIn({ latest }: Checkpoint): State {
  const { resources = [], pending = [] } = latest ?? {};
  const managed = resources.flatMap((resource) => {
    const { urn, id } = resource;
    const type = typeOf(urn);
    if (type === undefined || typeof id !== "string" || id === "") return [];
    return [{ type, name: nameOf(urn), urn, id, outputs: wholeOutputs(urn, valuesOf(resource)) }];
  });
  return { managed, pending };
}

/** What the stack manages. @throws UserError if its state cannot be read */
export const managedBy = async (stack: Stack): Promise<readonly Managed[]> => (await stateOf(stack)).managed;
