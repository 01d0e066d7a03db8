import { hostname, userInfo } from "node:os";

/** A deployment's message in Pulumi's history: a subject line, and trailers as in git. */
export interface Message {
  readonly subject: string;
  /** Deployed commit. */
  readonly commit?: string;
  /** Who ran it: the build's initiator, or `user@host`. */
  readonly by?: string;
  /** ARN of the CodeBuild build. */
  readonly build?: string;
}

const TRAILERS = { commit: "Commit", by: "By", build: "Build" } as const;

/**
 * @param environment of the deployment; in CodeBuild its `CODEBUILD_*` variables
 *   (https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html)
 * @param subject such as the line of the plan
 */
export function deployMessage(environment: NodeJS.ProcessEnv, subject = "amorphic-cicd deploy"): string {
  const build = environment["CODEBUILD_BUILD_ARN"];
  const message: Message = {
    subject,
    // In a clone Pulumi records HEAD, but what CodePipeline provides is no clone.
    ...(environment["CODEBUILD_RESOLVED_SOURCE_VERSION"] && {
      commit: environment["CODEBUILD_RESOLVED_SOURCE_VERSION"],
    }),
    by: (build && environment["CODEBUILD_INITIATOR"]) || `${userInfo().username}@${hostname()}`,
    ...(build && { build }),
  };
  return messageText(message);
}

function messageText({ subject, ...trailers }: Message): string {
  const lines = Object.entries(TRAILERS).flatMap(([key, name]) => {
    const value = trailers[key as keyof typeof TRAILERS];
    return value === undefined ? [] : [`${name}: ${value.replace(/\s+/g, " ")}`];
  });
  return [subject.replace(/\s+/g, " "), ...(lines.length > 0 ? ["", ...lines] : [])].join("\n");
}

/** Also parses messages of others: a subject and perhaps more. */
export function parseMessage(text: string): Message {
  const [subject = "", ...rest] = text.split("\n");
  const found = Object.entries(TRAILERS).flatMap(([key, name]) => {
    const line = rest.find((one) => one.startsWith(`${name}: `));
    return line === undefined ? [] : [[key, line.slice(name.length + 2)]];
  });
  return { subject, ...(Object.fromEntries(found) as Omit<Message, "subject">) };
}
