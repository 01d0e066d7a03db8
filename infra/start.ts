import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import type { types } from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { Context } from "./context";
import { Role } from "./roles/role";

export interface StartArgs {
  readonly description: string;
  /** An event's pattern, or a schedule. */
  readonly when: object | string;
  /** The pipeline or build. */
  readonly target: string;
  /** What starts it, and all that the rule's role may do. */
  readonly action: "codepipeline:StartPipelineExecution" | "codebuild:StartBuild";
  readonly boundary: Input<string>;
  readonly inputTransformer?: types.input.cloudwatch.EventTargetInputTransformer;
}

/** Starts one thing at an event or at fixed times, with a role for nothing else. */
export class Start extends ComponentResource {
  constructor(name: string, context: Context, args: StartArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Start", name, {}, options);
    const { description, when, target, action, boundary, inputTransformer } = args;
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
        boundary,
        statements: [{ Sid: "Start", Action: action, Resource: target }],
      },
      parent,
    );
    const transformer = inputTransformer && { inputTransformer };
    new EventTarget(
      name,
      { rule: rule.name, targetId: "start", arn: target, roleArn: role.arn, ...transformer },
      parent,
    );
    this.registerOutputs();
  }
}
