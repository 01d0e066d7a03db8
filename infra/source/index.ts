import { Connection } from "@pulumi/aws/codeconnections";
import { ComponentResource, output, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import { regionIn } from "../settings/place";
import type { Statement } from "../roles/policy";
import { cloneUrl, providers } from "./providers";

/** The name of the source's artifact. */
export const SOURCE = "Source";

/** The repository: how the pipeline gets a commit, how a build clones it, and the permissions for both. */
export class Source extends ComponentResource {
  /** Of the connection; undefined for CodeCommit. */
  readonly connectionArn: Output<string> | undefined;
  /** What a person must do before anything can run, or `ready`. */
  readonly status: Output<string>;

  constructor(
    name: string,
    private readonly context: Context,
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:Source", name, {}, options);
    const { settings, prefix, region, isConnected } = context;
    const { provider, connectionArn, hostArn } = settings.source;
    const connectionType = providers[provider].connectionType;
    if (connectionType === undefined) this.connectionArn = undefined;
    else if (connectionArn !== undefined) this.connectionArn = output(connectionArn);
    else {
      const kind = hostArn === undefined ? { providerType: connectionType } : { hostArn };
      this.connectionArn = new Connection(name, { name: prefix, ...kind }, { parent: this }).arn;
    }
    this.status = output(
      isConnected
        ? "ready"
        : `PENDING: open https://${connectionArn ? regionIn(connectionArn) : region}.console.aws.amazon.com/codesuite/settings/connections, choose ${connectionArn ?? prefix} and ` +
            `"Update pending connection", sign in at ${provider}; then run pulumi up again to add what needs the repository`,
    );
    this.registerOutputs({ connectionArn: this.connectionArn, status: this.status });
  }

  /** The first stage's action. */
  get action() {
    const { provider, repository, branch } = this.context.settings.source;
    const common = { name: SOURCE, category: "Source", owner: "AWS", version: "1" };
    const artifact = { namespace: "SourceVariables", outputArtifacts: [SOURCE] };
    if (this.connectionArn === undefined) {
      return {
        ...common,
        provider,
        configuration: {
          RepositoryName: repository,
          BranchName: branch,
          PollForSourceChanges: "false",
          OutputArtifactFormat: "CODE_ZIP",
        },
        ...artifact,
      };
    }
    return {
      ...common,
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: this.connectionArn,
        FullRepositoryId: repository,
        BranchName: branch,
        // The trigger starts runs instead, since only it can filter by file path.
        DetectChanges: "false",
        OutputArtifactFormat: "CODE_ZIP",
      },
      ...artifact,
    };
  }

  /** Which pushes start the pipeline; CodeCommit has an EventBridge rule instead, which cannot filter by path. */
  get triggers() {
    if (this.connectionArn === undefined) return [];
    const { branch, paths } = this.context.settings.source;
    const push = { branches: { includes: [branch] }, filePaths: { includes: [...paths] } };
    return [
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: { sourceActionName: SOURCE, pushes: [push] },
      },
    ];
  }

  /** The repository as the source of a CodeBuild project outside the pipeline. */
  get clone() {
    const { settings, region } = this.context;
    return {
      type: providers[settings.source.provider].buildType,
      location: cloneUrl(settings.source, region),
      // Full history: a pull request's commit may be anywhere.
      gitCloneDepth: 0,
      gitSubmodulesConfig: { fetchSubmodules: false },
      ...(this.connectionArn && { auth: { type: "CODECONNECTIONS", resource: this.connectionArn } }),
    };
  }

  /** For the pipeline's role. */
  get pipelineStatement(): Statement {
    if (this.connectionArn !== undefined) return useConnection("UseConnection", this.connectionArn);
    return {
      Sid: "ReadRepository",
      Action: [
        "codecommit:CancelUploadArchive",
        "codecommit:GetBranch",
        "codecommit:GetCommit",
        "codecommit:GetRepository",
        "codecommit:GetUploadArchiveStatus",
        "codecommit:UploadArchive",
      ],
      Resource: this.repositoryArn,
    };
  }

  /** For the role of a build that clones. */
  get cloneStatement(): Statement {
    if (this.connectionArn === undefined) {
      return { Sid: "CloneRepository", Action: "codecommit:GitPull", Resource: this.repositoryArn };
    }
    const statement = useConnection("CloneRepository", this.connectionArn);
    const more = connectionActions("GetConnection", "GetConnectionToken");
    return { ...statement, Action: [...statement.Action, ...more] };
  }

  get repositoryArn(): string {
    return this.context.arn("codecommit", this.context.settings.source.repository);
  }
}

/**
 * The service has two names, and IAM matches an action only if its prefix is the ARN's.
 * https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 */
const connectionActions = (...actions: string[]): string[] =>
  ["codeconnections", "codestar-connections"].flatMap((service) => actions.map((action) => `${service}:${action}`));

const useConnection = (Sid: string, connectionArn: Output<string>) => ({
  Sid,
  Action: connectionActions("UseConnection"),
  Resource: connectionArn,
});
