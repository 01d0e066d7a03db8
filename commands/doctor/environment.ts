import { parseConfig, type Config } from "../../providers/engine/config";
import { endpointOf } from "../../providers/engine/endpoint";
import { inspectToken } from "../../providers/client/token";
import { readToken } from "../../providers/client/token-source";
import { UserError } from "../../providers/errors";
import { openJournal } from "../../providers/lifecycle/journal/open";
import { settingsOf } from "../shared/settings";
import { run } from "../shared/run";
import type { Stack } from "../shared/stack";
import type { Check } from "./check";

const AREA = "stack";

/** Checks what a run needs before its first call to Amorphic. @returns the configuration as well, if it is valid */
export async function checkEnvironment(stack: Stack): Promise<{ checks: Check[]; config?: Config }> {
  const checks: Check[] = [{ area: AREA, what: "Node", verdict: "held", detail: process.version }];
  const version = await run(stack.pulumi, ["version"], { env: stack.environment });
  checks.push({ area: AREA, what: "Pulumi CLI", verdict: "held", detail: version.stdout.trim() });
  let settings: Awaited<ReturnType<typeof settingsOf>> | undefined;
  checks.push(
    await checkOf("backend and key", async () => {
      settings = await settingsOf(stack);
      return `${stack.environment["PULUMI_BACKEND_URL"] ?? ""}; its secrets can be read`;
    }),
  );
  if (settings === undefined) return { checks };
  const { get, mistakes } = settings;
  let config: Config | undefined;
  checks.push(
    await checkOf("configuration", () => {
      config = parseConfig(get, mistakes, stack.name);
      return Promise.resolve(config.apiUrl);
    }),
  );
  if (config === undefined) return { checks };
  return { checks: [...checks, ...(await checkConfigured(config))], config };
}

async function checkConfigured(config: Config): Promise<Check[]> {
  return [
    await checkOf("fingerprint key", () => {
      if (config.fingerprintKey !== undefined) return Promise.resolve("");
      throw new UserError("amorphic:fingerprintKey is not set, so no secret can be managed; `bootstrap` sets it.");
    }),
    await checkOf("token", () => tokenOf(config)),
    await checkOf("journal", async () => {
      await openJournal(config.journal).read("Domain", ["no such domain"]);
      return config.journal;
    }),
  ];
}

async function tokenOf(config: Config): Promise<string> {
  const token = endpointOf(config).token ?? (await readToken(config, process.env));
  const { state, expires } = inspectToken(token, Date.now());
  const at = expires?.toISOString();
  if (state === "expired") throw new UserError(`it expired at ${String(at)}`);
  return at === undefined ? "does not say when it expires" : `expires at ${at}`;
}

async function checkOf(what: string, look: () => Promise<string>): Promise<Check> {
  try {
    const detail = await look();
    return { area: AREA, what, verdict: "held", ...(detail !== "" && { detail }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { area: AREA, what, verdict: "failed", detail: error.message };
  }
}
