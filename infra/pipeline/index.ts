import { Pipeline as AwsPipeline } from "@pulumi/aws/codepipeline";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { seeBucket, readArtifacts, useArtifactKey, writeArtifacts } from "../roles/grants";
import { Role } from "../roles/role";
import type { Source } from "../source";
import type { Storage } from "../storage";
import type { Target } from "../targets/target";

export interface PipelineArgs {
  readonly source: Source;
  readonly target: Target;
  readonly storage: Storage;
  readonly boundary: Input<string>;
}

/** The pipeline itself. Its role moves artifacts and starts builds, but cannot deploy anything. */
export class Pipeline extends ComponentResource {
  readonly arn: string;
  readonly pipelineName: Output<string>;

  constructor(name: string, context: Context, args: PipelineArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Pipeline", name, {}, options);
    const { prefix, arn } = context;
    const { source, target, storage, boundary } = args;
    const parent = { parent: this };
    const role = new Role(
      name,
      context,
      {
        description: `Runs the pipeline ${prefix}`,
        service: "codepipeline.amazonaws.com",
        boundary,
        statements: [
          { Sid: "SeeVersioning", Action: "s3:GetBucketVersioning", Resource: storage.bucketArn },
          seeBucket(storage),
          readArtifacts(context, storage, ["*"]),
          writeArtifacts(context, storage, ["*"]),
          useArtifactKey(storage),
          source.pipelineStatement,
          {
            Sid: "RunBuilds",
            Action: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
            Resource: target.builds.map((build) => build.projectArn),
          },
          ...target.statements,
        ],
      },
      parent,
    );
    const pipeline = new AwsPipeline(
      name,
      {
        name: prefix,
        pipelineType: "V2",
        // Every run deploys: none overtakes another, and none is superseded while it waits for approval.
        executionMode: "QUEUED",
        roleArn: role.arn,
        artifactStores: [{ type: "S3", location: storage.bucket, encryptionKey: { type: "KMS", id: storage.keyArn } }],
        stages: [{ name: "Source", actions: [source.action] }, ...target.stages],
        triggers: source.triggers,
      },
      { ...parent, dependsOn: [role.policy, ...target.builds.map((build) => build.resource)] },
    );
    this.pipelineName = pipeline.name;
    this.arn = arn("codepipeline", prefix);
    this.registerOutputs({ pipelineName: this.pipelineName });
  }
}
