import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Project } from "@pulumi/aws/codebuild";
import type { types } from "@pulumi/aws";
import { ComponentResource, interpolate, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { render, type Buildspec } from "../buildspecs/buildspec";
import type { Context } from "../context";
import type { Notifications } from "../notify";
import { seeBucket, readArtifacts, useArtifactKey, useCache, writeArtifacts, writeLogs } from "../roles/grants";
import type { Statement } from "../roles/policy";
import { Role } from "../roles/role";
import type { Storage } from "../storage";
import { machine } from "./images";

/** What all builds of a pipeline, and the rules that start them, share. */
export interface BuildHome {
  readonly storage: Storage;
  readonly boundary: Input<string>;
  readonly notifications: Pick<Notifications, "topicArn" | "deadLetters">;
}

export interface BuildArgs {
  readonly description: string;
  readonly buildspec: Buildspec;
  /** Plain text. */
  readonly variables: Readonly<Record<string, Input<string>>>;
  /** `ARN` or `ARN#key` in Secrets Manager; CodeBuild reads them with the build's role. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Artifacts that it reads and writes, for builds of the pipeline; the first input is its source. */
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  /** In addition to those for its own log, cache and artifacts. */
  readonly statements?: readonly Statement[];
  readonly timeoutMinutes: number;
  /** Docker needs it. Whoever escapes the container controls the machine, which is discarded after the build. */
  readonly isPrivileged?: boolean;
  /** If left out, CodePipeline provides the source. */
  readonly source?: types.input.codebuild.ProjectSource;
  readonly sourceVersion?: string;
  readonly secondarySource?: types.input.codebuild.ProjectSecondarySource & { readonly version: string };
}

/** A CodeBuild project with its role and log. The buildspec is not in the repository, so a commit cannot change it. */
export class Build extends ComponentResource {
  readonly project: string;
  readonly projectArn: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly logGroup: Output<string>;
  readonly resource: Project;

  constructor(name: string, context: Context, home: BuildHome, args: BuildArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Build", name, {}, options);
    const { settings, prefix, arn } = context;
    const { storage, boundary } = home;
    const { inputs = [], outputs = [], statements = [] } = args;
    const parent = { parent: this };
    this.project = `${prefix}-${name}`;
    this.projectArn = arn("codebuild", `project/${this.project}`);
    this.inputs = inputs;
    this.outputs = outputs;

    const logs = new LogGroup(
      name,
      { name: `/aws/codebuild/${this.project}`, retentionInDays: settings.logDays, kmsKeyId: storage.keyArn },
      parent,
    );
    this.logGroup = logs.name;
    const caches = (args.buildspec.cache?.paths.length ?? 0) > 0;
    const role = new Role(
      name,
      context,
      {
        description: `${args.description} (CodeBuild project ${this.project})`,
        service: "codebuild.amazonaws.com",
        sourceArn: this.projectArn,
        boundary,
        statements: [
          writeLogs(logs.arn),
          ...(caches || inputs.length > 0 ? [useArtifactKey(storage)] : []),
          ...(caches ? [useCache(storage, this.project)] : []),
          ...(inputs.length > 0 ? [seeBucket(storage), readArtifacts(context, storage, inputs)] : []),
          ...(outputs.length > 0 ? [writeArtifacts(context, storage, outputs)] : []),
          ...statements,
        ],
      },
      parent,
    );
    const { secondarySource } = args;
    this.resource = new Project(
      name,
      {
        name: this.project,
        description: args.description,
        serviceRole: role.arn,
        buildTimeout: args.timeoutMinutes,
        queuedTimeout: 480,
        encryptionKey: storage.keyArn,
        source: { ...(args.source ?? { type: "CODEPIPELINE" }), buildspec: render(args.buildspec) },
        ...(args.sourceVersion && { sourceVersion: args.sourceVersion }),
        ...(secondarySource && secondarySources(secondarySource)),
        artifacts: { type: args.source === undefined ? "CODEPIPELINE" : "NO_ARTIFACTS" },
        environment: {
          ...machine(settings.build),
          ...(args.isPrivileged && { privilegedMode: true }),
          environmentVariables: variablesOf(args),
        },
        logsConfig: {
          cloudwatchLogs: { status: "ENABLED", groupName: logs.name },
          s3Logs: { status: "DISABLED", encryptionDisabled: false },
        },
        cache: caches
          ? { type: "S3", location: interpolate`${storage.bucket}/cache/${this.project}` }
          : { type: "NO_CACHE" },
      },
      // IAM is eventually consistent, and CodeBuild rejects a project whose role it cannot assume yet.
      { ...parent, dependsOn: [role.policy] },
    );
    this.registerOutputs({ project: this.project });
  }
}

function secondarySources({ version, ...source }: NonNullable<BuildArgs["secondarySource"]>) {
  return {
    secondarySources: [source],
    secondarySourceVersions: [{ sourceIdentifier: source.sourceIdentifier, sourceVersion: version }],
  };
}

function variablesOf({ variables, secrets = {} }: BuildArgs) {
  const plain = Object.entries(variables).map(([name, value]) => ({ name, value, type: "PLAINTEXT" }));
  // CodeBuild separates the key of a JSON secret by a colon.
  const secret = Object.entries(secrets).map(([name, value]) => ({
    name,
    value: value.replace("#", ":"),
    type: "SECRETS_MANAGER",
  }));
  return [...plain, ...secret];
}
