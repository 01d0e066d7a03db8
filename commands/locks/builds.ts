import { awsFailure } from "../../providers/client/aws-failure";

/** A build according to CodeBuild. */
export interface Build {
  readonly complete: boolean;
  /** `SUCCEEDED`, `FAILED`, `FAULT`, `TIMED_OUT`, `IN_PROGRESS` or `STOPPED`. */
  readonly status: string;
  readonly started: Date;
  /** Absent while it runs. */
  readonly ended?: Date;
}

/**
 * Asks CodeBuild (`BatchGetBuilds`, https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html).
 * @param arn of the build, as `CODEBUILD_BUILD_ARN` holds it
 * @returns undefined if CodeBuild knows no such build; it forgets builds after a year
 * @throws UserError if the call fails
 */
export async function buildOf(arn: string): Promise<Build | undefined> {
  const { CodeBuildClient, BatchGetBuildsCommand } = await import("@aws-sdk/client-codebuild");
  const [, , , region, , resource = ""] = arn.split(":");
  const id = `${resource.replace(/^build\//, "")}:${arn.split(":").slice(6).join(":")}`;
  try {
    const client = new CodeBuildClient({ ...(region && { region }), maxAttempts: 5 });
    const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    const build = builds.find((one) => one.id === id);
    if (!build?.startTime) return undefined;
    return {
      complete: build.buildComplete === true,
      status: build.buildStatus ?? "",
      started: build.startTime,
      ...(build.endTime && { ended: build.endTime }),
    };
  } catch (error) {
    throw awsFailure(
      `CodeBuild could not be asked about ${id}`,
      "codebuild:BatchGetBuilds on the build's project",
      error,
    );
  }
}
