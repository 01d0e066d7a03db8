import type { types } from "@pulumi/aws";
import type { Input, Output } from "@pulumi/pulumi";
import type { Build, BuildHome } from "../builds/build";
import type { Context, Hosting } from "../context";
import type { Message } from "../notify";
import type { BoundaryArgs } from "../roles/boundary";
import type { Statement } from "../roles/policy";
import type { Role } from "../roles/role";
import type { Settings } from "../settings/settings";
import type { Key } from "../settings/key";
import type { Source } from "../source";

export type Stage = types.input.codepipeline.PipelineStage;

/** A kind of pipeline: what its settings are, and how its part of the resources is made. */
export interface TargetKind<S extends Settings = Settings> {
  /** Beside those that every pipeline has. */
  readonly keys: Readonly<Record<string, Key>>;
  /** The files whose change deploys, unless the settings say otherwise: globs. */
  paths(settings: S): string[];
  /** Mistakes that need two keys to be seen; a key that is wrong itself is not there. */
  contradictions(settings: Partial<S>): string[];
  /**
   * How far its roles in the pipeline's account may go beyond those of every pipeline.
   * @param there where the application is
   */
  boundary?(context: Context<S>, there: Hosting<S>): BoundaryArgs;
  /** Names of all messages that it may tell beside runs that failed. */
  readonly tells: readonly string[];
  /** Of a target whose application has a place of its own, be it in the pipeline's account. */
  readonly hosting?: HostingKind<S>;
  make(
    context: Context<S>,
    parts: { readonly home: BuildHome; readonly source: Source; readonly there: Hosting<S> },
  ): Target;
}

/** What there is where an application is. */
export interface HostingKind<S extends Settings = Settings> {
  /** How far the roles that are there may go. */
  boundary(there: Context<S>): BoundaryArgs;
  /** What they may do in the pipeline's account if that is another, beside reading artifacts. */
  readonly taken: readonly string[];
  /** The artifacts that the role `deploy` reads. */
  readonly artifacts: readonly string[];
  /** Services that write log groups there, named `/aws/<service>/<prefix>-…`. */
  readonly logServices: readonly string[];
}

/** The role of the actions that deploy, where the application is. */
export const DEPLOY_ROLE = "deploy";

/** What a pipeline is for: the stages after Source, and what they need. A pipeline is a source, its stages and a target. */
export interface Target {
  readonly stages: readonly Stage[];
  /** The builds of those stages, which the pipeline's role may start and nothing else. */
  readonly builds: readonly Build[];
  /** What the pipeline's role needs beside that. */
  readonly statements: readonly Statement[];
  /** Builds that something else starts. */
  readonly otherBuilds: readonly Build[];
  /** What is told beside runs that failed. */
  readonly messages: readonly Message[];
  /** Of the build that scans, for the dashboard. */
  readonly scanLog?: Input<string>;
  /** Of the stack, beside those that every pipeline has. */
  readonly outputs?: Readonly<Record<string, Output<string> | string>>;
}

/** An action that runs a build. What is known about the commit goes to it as variables, never as text of a command. */
export function buildAction(
  build: Build,
  name: string,
  {
    inputs,
    outputs = [],
    namespace,
    runOrder,
  }: { inputs: readonly string[]; outputs?: readonly string[]; namespace?: string; runOrder?: number },
) {
  const [primary = ""] = inputs;
  return {
    name,
    category: "Build",
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    ...(namespace && { namespace }),
    ...(runOrder && { runOrder }),
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

/** An action of CodePipeline's own that deploys, with a role for nothing else. */
export function deployAction(
  role: Role,
  name: string,
  rest: {
    readonly provider: string;
    readonly runOrder?: number;
    readonly inputArtifacts: string[];
    readonly configuration: Readonly<Record<string, Input<string>>>;
  },
) {
  return { name, category: "Deploy", owner: "AWS", version: "1", roleArn: role.arn, ...rest };
}
