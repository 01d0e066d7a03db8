import type { ResourceType } from "../../providers/catalog/type";
import type { Definition } from "../../providers/definitions/model";
import { parseConfig, type Config } from "../../providers/engine/config";
import { connect } from "../../providers/engine/connect";
import { hasDefinitions, loadDefinitions } from "../../providers/engine/definitions";
import { Lifecycle } from "../../providers/lifecycle";
import { managedBy, type Managed } from "../state/managed";
import { settingsOf } from "../shared/settings";
import type { Stack } from "../shared/stack";
import type { Question } from "./match";

/** A stack with its definitions, state and Amorphic environment. */
export interface Session {
  readonly stack: Stack;
  readonly config: Config;
  readonly definitions: readonly Definition[];
  readonly managed: readonly Managed[];
  /** By type, all on one connection. */
  readonly lifecycles: ReadonlyMap<string, Lifecycle>;
}

/**
 * @param mayBeEmpty whether the directory of definitions may be missing
 * @throws UserError if configuration, definitions or state cannot be used
 */
export async function openSession(
  stack: Stack,
  catalog: ReadonlyMap<string, ResourceType>,
  mayBeEmpty = false,
): Promise<Session> {
  const { get, mistakes } = await settingsOf(stack);
  const config = parseConfig(get, mistakes, stack.name);
  const isEmpty = mayBeEmpty && !hasDefinitions(stack.project, config);
  const { definitions } = isEmpty
    ? { definitions: [] }
    : loadDefinitions(stack.project, config, catalog, stack.environment);
  const managed = await managedBy(stack);
  const platform = connect(config, stack.environment);
  const lifecycles = new Map([...catalog.values()].map((type) => [type.name, new Lifecycle(type, platform)]));
  return { stack, config, definitions, managed, lifecycles };
}

export function questionOf({ stack, config, definitions, managed, lifecycles }: Session): Question {
  return {
    definitions,
    lifecycles,
    managed,
    variables: { environment: stack.environment, plainEnv: config.plainEnv },
  };
}
