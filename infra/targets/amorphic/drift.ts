import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import * as buildspecs from "../../buildspecs";
import type { Context } from "../../context";
import { readSecrets, readState } from "../../roles/grants";
import { Role } from "../../roles/role";
import type { Source } from "../../source";
import { token, variablesOf } from "./variables";

/** A check at fixed times whether somebody changed the platform by hand. */
export class Drift extends ComponentResource {
  readonly build: Build;

  constructor(
    name: string,
    context: Context,
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
        description: "Looks for changes that were made by hand; can only read",
        buildspec: buildspecs.drift,
        variables: variablesOf(context),
        secrets: token(amorphic.readToken),
        source: source.clone,
        sourceVersion: `refs/heads/${repository.branch}`,
        statements: [source.cloneStatement, ...readState(context), ...readSecrets(context, [amorphic.readToken])],
        timeoutMinutes: 60,
      },
      parent,
    );
    const ruleName = `${context.prefix}-${name}`;
    const rule = new EventRule(
      name,
      {
        name: ruleName,
        description: `Starts ${this.build.project}`,
        scheduleExpression: drift.schedule,
      },
      parent,
    );
    const role = new Role(
      `${name}-start`,
      context,
      {
        description: `Starts ${this.build.project}`,
        service: "events.amazonaws.com",
        sourceArn: context.arn("events", `rule/${ruleName}`),
        boundary: home.boundary,
        statements: [{ Sid: "StartBuild", Action: "codebuild:StartBuild", Resource: this.build.projectArn }],
      },
      parent,
    );
    new EventTarget(
      name,
      { rule: rule.name, targetId: "build", arn: this.build.projectArn, roleArn: role.arn },
      parent,
    );
    this.registerOutputs();
  }
}
