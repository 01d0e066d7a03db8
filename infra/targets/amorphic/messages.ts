import type { Build } from "../../builds/build";
import type { Message } from "../../notify";
import { buildFailed, criticalFound } from "../../notify/patterns";
import type { AmorphicContext } from "./variables";

/** Messages in addition to failed runs: drift, and new critical findings. */
export function messagesOf({ settings, account }: AmorphicContext, drift: Build | undefined): Message[] {
  const { environment, securityHub } = settings;
  const { repository } = settings.source;
  const messages: Message[] = [];
  if (drift) {
    messages.push({
      name: "drift-found",
      description: "The environment differs from the definitions, or could not be checked",
      pattern: buildFailed(drift.project),
      paths: { project: "$.detail.project-name", log: "$.detail.additional-information.logs.deep-link" },
      text: [
        `The environment ${environment} differs from its definitions, or could not be checked.`,
        "Build:  <project>",
        "Log:    <log>",
      ],
    });
  }
  if (securityHub !== "off") {
    messages.push({
      name: "critical",
      description: `New critical findings in ${repository}`,
      pattern: criticalFound(account, repository),
      paths: {
        title: "$.detail.findings[0].Title",
        generator: "$.detail.findings[0].GeneratorId",
        id: "$.detail.findings[0].Id",
      },
      text: [`A critical finding in ${repository}: <title>`, "Found by:  <generator>", "Finding:   <id>"],
    });
  }
  return messages;
}
