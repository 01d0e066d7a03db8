import { attempt } from "../../providers/attempt";
import { loadCatalog } from "../../providers/corrections";
import type { Config } from "../../providers/engine/config";
import { connect } from "../../providers/engine/connect";
import { stateOf } from "../state/managed";
import type { Plan } from "../plan/model";
import type { Stack } from "../shared/stack";
import { clearPending } from "./pending";
import { smokeTest, smokesIn } from "./smoke";
import { findStrays } from "./strays";

/**
 * The clean-up and checks after a successful run. What they need and the run does not change is loaded now, while Pulumi
 * works; little of it is kept, as definitions and state may be large.
 * @returns a function that does them and returns what is wrong
 */
export function afterwards(stack: Stack, plan: Plan, config: Config): () => Promise<string[]> {
  const ready = attempt(() => {
    const { catalog } = loadCatalog(stack.project);
    const smokes = smokesIn(stack, plan, config, catalog);
    // Otherwise everything would wait while the first call loads it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    if (plan.changes.length > 0) require("../../providers/client/create-api");
    return { catalog, smokes };
  });
  return async () => {
    const { catalog, smokes } = ready();
    const platform = connect(config);
    const state = await stateOf(stack);
    const strays = await findStrays(platform, catalog, state.managed);
    // The pending operations of a killed run are kept while it has strays.
    const pending = strays.length > 0 ? [] : await clearPending(stack, state);
    const smoke = await smokeTest(stack, { plan, platform, catalog, managed: state.managed, smokes });
    return [...strays, ...pending, ...smoke];
  };
}
