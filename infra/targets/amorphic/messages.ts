import type { Build } from "../../builds/build";
import type { Message } from "../../notify";
import { buildFailed, criticalFound } from "../../notify/patterns";
import type { AmorphicContext } from "./variables";

const DRIFT_FOUND = "drift-found";
const CRITICAL = "critical";
export const MESSAGES = [DRIFT_FOUND, CRITICAL];

/** Messages in addition to failed runs: drift, and new critical findings. */
export function messagesOf({ settings, account }: AmorphicContext, drift: Build | undefined): Message[] {
  const { environment, securityHub } = settings;
  const { repository } = settings.source;
  return [
    {
      name: DRIFT_FOUND,
      event: drift && {
        description: "The environment differs from the definitions, or could not be looked at",
        pattern: buildFailed(drift.project),
        paths: { project: "$.detail.project-name", log: "$.detail.additional-information.logs.deep-link" },
        text: [
          `The environment ${environment} differs from its definitions, or could not be looked at.`,
          "Build:  <project>",
          "Log:    <log>",
        ],
      },
    },
    {
      name: CRITICAL,
      event:
        securityHub === "off"
          ? undefined
          : {
              description: `New critical findings in ${repository}`,
              pattern: criticalFound(account, repository),
              paths: {
                title: "$.detail.findings[0].Title",
                generator: "$.detail.findings[0].GeneratorId",
                id: "$.detail.findings[0].Id",
              },
              text: [`A critical finding in ${repository}: <title>`, "Found by:  <generator>", "Finding:   <id>"],
            },
    },
  ];
}
