import type { types } from "@pulumi/aws";
import type { Build } from "../builds/build";
import type { Statement } from "../roles/policy";

export type Stage = types.input.codepipeline.PipelineStage;

/** What a pipeline is for: the stages after Source, and what they need. A pipeline is a source, its stages and a target. */
export interface Target {
  readonly stages: readonly Stage[];
  /** The builds of those stages, which the pipeline's role may start and nothing else. */
  readonly builds: readonly Build[];
  /** What the pipeline's role needs beside that. */
  readonly statements: readonly Statement[];
}

/** An action that runs a build. What is known about the commit goes to it as variables, never as text of a command. */
export function buildAction(
  build: Build,
  name: string,
  { inputs, outputs = [], namespace }: { inputs: readonly string[]; outputs?: readonly string[]; namespace?: string },
) {
  const [primary = ""] = inputs;
  return {
    name,
    category: "Build",
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    ...(namespace && { namespace }),
    inputArtifacts: [...inputs],
    outputArtifacts: [...outputs],
    configuration: {
      ProjectName: build.project,
      // Only with several inputs does CodePipeline ask which one is the source.
      ...(inputs.length > 1 && { PrimarySource: primary }),
      EnvironmentVariables: JSON.stringify([
        { name: "COMMIT", value: "#{SourceVariables.CommitId}", type: "PLAINTEXT" },
        { name: "BRANCH", value: "#{SourceVariables.BranchName}", type: "PLAINTEXT" },
      ]),
    },
  };
}
