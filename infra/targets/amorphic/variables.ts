import type { Context } from "../../context";
import type { AmorphicSettings } from "./settings";

export type AmorphicContext = Context<AmorphicSettings>;

/** Environment variables of this target's builds. */
export function variablesOf({ settings, region }: AmorphicContext): Record<string, string> {
  const { environment, source, state, variables } = settings;
  return {
    ...variables,
    STACK: environment,
    REPOSITORY: source.repository,
    PULUMI_BACKEND_URL: `s3://${state.bucket}?region=${region}`,
    // Builds use only what is pinned.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** The variable of the token, for the service user that deploys or the one that can only read. */
export const token = (secret: string): Record<string, string> => ({ AMORPHIC_AUTHORIZATION_TOKEN: secret });
