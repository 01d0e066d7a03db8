import type { ResourceType } from "../../providers/catalog/type";
import { UserError } from "../../providers/errors";
import type { Platform } from "../../providers/lifecycle/platform";
import { strays } from "../../providers/lifecycle/ownership/strays";
import type { Managed } from "../state/managed";

/**
 * Finds objects created by a killed run, so never recorded in state, whose blocks have since been removed.
 * @returns one problem each, with the way out
 */
export async function findStrays(
  platform: Platform,
  catalog: ReadonlyMap<string, ResourceType>,
  managed: readonly Managed[],
): Promise<string[]> {
  try {
    const found = await strays(platform, catalog, managed);
    return found
      .map(
        ({ subject, owner, path }) =>
          `${subject} was created by a run that was killed, and its definition has since been removed. It exists in Amorphic without ` +
          `being managed. Restore the block ${owner} and deploy, then remove it and deploy again; or delete the object ` +
          "in Amorphic's console. If it was taken out of the state on purpose, as by `pulumi state delete`, and should stay: " +
          `remove ${path} from the journal.`,
      )
      .sort();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`Could not check whether an earlier run left something behind: ${error.message}`];
  }
}
