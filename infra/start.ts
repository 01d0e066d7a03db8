import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import type { types } from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { BuildHome } from "./builds/build";
import type { Context } from "./context";
import { Role } from "./roles/role";

export interface StartArgs {
  readonly description: string;
  /** An event's pattern, or a schedule. */
  readonly when: object | string;
  /** The pipeline or build. */
  readonly target: string;
  /** The action that starts it; the rule's role may do nothing else. */
  readonly action: "codepipeline:StartPipelineExecution" | "codebuild:StartBuild";
  /** Has the dead-letter queue for events that could not start it. */
  readonly home: Pick<BuildHome, "boundary" | "notifications">;
  readonly inputTransformer?: types.input.cloudwatch.EventTargetInputTransformer;
}

/** Starts one target on an event or a schedule, with a role that can do nothing else. */
export class Start extends ComponentResource {
  constructor(name: string, context: Context, args: StartArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Start", name, {}, options);
    const { description, when, target, action, home, inputTransformer } = args;
    const parent = { parent: this };
    const ruleName = `${context.prefix}-${name}`;
    const trigger = typeof when === "string" ? { scheduleExpression: when } : { eventPattern: JSON.stringify(when) };
    const rule = new EventRule(name, { name: ruleName, description, ...trigger }, parent);
    const role = new Role(
      name,
      context,
      {
        description,
        service: "events.amazonaws.com",
        sourceArn: context.arn("events", `rule/${ruleName}`),
        boundary: home.boundary,
        statements: [{ Sid: "Start", Action: action, Resource: target }],
      },
      parent,
    );
    const transformer = inputTransformer && { inputTransformer };
    new EventTarget(
      name,
      {
        rule: rule.name,
        targetId: "start",
        arn: target,
        roleArn: role.arn,
        deadLetterConfig: { arn: home.notifications.deadLetters },
        ...transformer,
      },
      parent,
    );
    this.registerOutputs();
  }
}
