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
import type { Place } from "../settings/place";
import type { Source } from "../source";

export type Stage = types.input.codepipeline.PipelineStage;

/** A kind of pipeline: its settings, and how its resources are created. */
export interface TargetKind<S extends Settings = Settings> {
  /** In addition to those of every pipeline. */
  readonly keys: Readonly<Record<string, Key>>;
  /** Default of `source.paths`: globs of the files whose changes deploy. */
  paths(settings: S): string[];
  /** Mistakes in combinations of keys, and in where things are; keys with invalid values are left out of `settings`. */
  contradictions(settings: Partial<S>, place: Place): string[];
  /**
   * What its roles in the pipeline's account may do beyond those of every pipeline.
   * @param there where the application is
   */
  boundary?(context: Context<S>, there: Hosting<S>): BoundaryArgs;
  /** For targets that host their application in AWS, in the pipeline's account or in another. */
  readonly hosting?: HostingKind<S>;
  create(
    context: Context<S>,
    parts: { readonly home: BuildHome; readonly source: Source; readonly there: Hosting<S> },
  ): Target;
}

/** What an application needs in the account that hosts it. */
export interface HostingKind<S extends Settings = Settings> {
  /** The most that the roles there may do. */
  boundary(there: Context<S>): BoundaryArgs;
  /** Allowed to them in the pipeline's account, if that is another, in addition to reading artifacts. */
  readonly pipelineActions: readonly string[];
  /** The artifacts that the role `deploy` reads. */
  readonly artifacts: readonly string[];
  /** Services that write log groups there, named `/aws/<service>/<prefix>-…`. */
  readonly logServices: readonly string[];
}

/** The role of the deploy actions, in the application's account. */
export const DEPLOY_ROLE = "deploy";

/** What a pipeline is for: the stages after Source, and what they need. */
export interface Target {
  readonly stages: readonly Stage[];
  /** The builds of those stages: the only ones that the pipeline's role may start. */
  readonly builds: readonly Build[];
  /** What else the pipeline's role needs. */
  readonly statements: readonly Statement[];
  /** Builds that are not started by the pipeline. */
  readonly otherBuilds: readonly Build[];
  /** Messages in addition to failed runs. */
  readonly messages: readonly Message[];
  /** Log group of the build that scans, for the dashboard. */
  readonly scanLog?: Input<string>;
  /** Stack outputs in addition to those of every pipeline. */
  readonly outputs?: Readonly<Record<string, Output<string> | string>>;
}

/** An action that runs a build. It gets the commit's data as environment variables, never as command text. */
export function buildAction(
  build: Build,
  name: string,
  { namespace, runOrder }: { namespace?: string; runOrder?: number } = {},
) {
  const { inputs, outputs } = build;
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
      // CodePipeline asks for the primary source only if there are several inputs.
      ...(inputs.length > 1 && { PrimarySource: inputs[0] }),
      EnvironmentVariables: JSON.stringify([
        { name: "COMMIT", value: "#{SourceVariables.CommitId}", type: "PLAINTEXT" },
        { name: "BRANCH", value: "#{SourceVariables.BranchName}", type: "PLAINTEXT" },
      ]),
    },
  };
}

/** A deploy action built into CodePipeline, with a role that can do nothing else. */
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
