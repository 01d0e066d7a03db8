import { idPrefix, productArn, toAsff, type Scope } from "./asff";
import { changesOf, type Changes } from "./changes";
import type { Hub } from "./hub";
import type { SarifTool } from "./read-sarif";

export interface PublishOptions {
  readonly tools: readonly SarifTool[];
  readonly hub: Hub;
  readonly repository: string;
  readonly branch: string;
  readonly commit?: string | undefined;
  readonly sourceUrl?: string | undefined;
  /** Whether nothing is sent. */
  readonly isDry: boolean;
  readonly now: Date;
}

export interface PublishResult {
  readonly changes: Changes;
  /** Tools that did not run to their end; their old findings were left as they were. */
  readonly incomplete: readonly string[];
}

/**
 * Brings Security Hub in line with the scan, for one repository and branch, tool by tool. A second run sends nothing.
 * @throws UserError
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const { tools, hub, repository, branch, commit, sourceUrl, isDry, now } = options;
  const scope: Scope = { ...hub.place, repository, branch, commit, sourceUrl };
  const desired = tools.flatMap(({ findings }) => toAsff(findings, scope));
  const existing = [];
  for (const { name } of tools) existing.push(...(await hub.findings(productArn(scope), idPrefix(scope, name))));
  const complete = tools.filter(({ isComplete }) => isComplete).map(({ name }) => idPrefix(scope, name));
  const isGone = (id: string): boolean => complete.some((prefix) => id.startsWith(prefix));
  const changes = changesOf(desired, existing, isGone, now);
  const { created, updated, refreshed, archived } = changes;
  if (!isDry) await hub.import([...created, ...updated, ...refreshed, ...archived]);
  return { changes, incomplete: tools.filter(({ isComplete }) => !isComplete).map(({ name }) => name) };
}
