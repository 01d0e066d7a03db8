import { removeRepositories } from "../definitions/support";
import { leaveStages } from "../invariants/stage";

/** For mocha's `require`: a module's hooks would run after the first file that loads it, and files run in parallel. */
export const mochaHooks = {
  afterAll: async (): Promise<void> => {
    removeRepositories();
    await leaveStages();
  },
};
