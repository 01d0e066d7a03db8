import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import { driftBuildspec } from "../../buildspecs/drift";
import { readSecrets, readState } from "./grants";
import type { Source } from "../../source";
import { Start } from "../../start";
import { token, variablesOf, type AmorphicContext } from "./variables";

/** A scheduled check for changes made to the platform by hand. */
export class Drift extends ComponentResource {
  readonly build: Build;

  constructor(
    name: string,
    context: AmorphicContext,
    { home, source }: { home: BuildHome; source: Source },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:Drift", name, {}, options);
    const parent = { parent: this };
    const { amorphic, drift, source: repository } = context.settings;
    this.build = new Build(
      name,
      context,
      home,
      {
        description: "Looks for changes made by hand; read-only",
        buildspec: driftBuildspec(drift.files),
        variables: variablesOf(context),
        secrets: token(amorphic.readToken),
        source: source.clone,
        sourceVersion: `refs/heads/${repository.branch}`,
        statements: [source.cloneStatement, ...readState(context), ...readSecrets(context, [amorphic.readToken])],
        timeoutMinutes: 60,
      },
      parent,
    );
    new Start(
      "drift-start",
      context,
      {
        description: `Starts ${this.build.project}`,
        when: drift.schedule,
        target: this.build.projectArn,
        action: "codebuild:StartBuild",
        home,
      },
      parent,
    );
    this.registerOutputs();
  }
}
