import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Build } from "../builds/build";
import type { Context } from "../context";
import type { Storage } from "../storage";
import { DeadLetters } from "./dead-letters";
import { eventToTopic } from "./event-to-topic";
import { Failures } from "./failures";
import { buildFailed, criticalFound } from "./patterns";
import { Topic } from "./topic";

export interface NotificationsArgs {
  readonly storage: Storage;
  readonly boundary: Input<string>;
  readonly pipelineArn: string;
  /** Of CodeCommit only. */
  readonly repositoryArn: string | undefined;
  readonly drift: Build | undefined;
}

/** Who hears of what: failed runs, drift, new critical findings. */
export class Notifications extends ComponentResource {
  readonly topicArn: Output<string>;
  readonly deadLetterQueue: Output<string>;

  constructor(name: string, context: Context, args: NotificationsArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Notifications", name, {}, options);
    const { prefix, arn, account, settings } = context;
    const { keyArn } = args.storage;
    const parent = { parent: this };
    const rules = { failures: `${prefix}-failures`, drift: `${prefix}-drift-found`, critical: `${prefix}-critical` };
    const ruleArns = Object.values(rules).map((rule) => arn("events", `rule/${rule}`));

    const topic = new Topic(
      name,
      context,
      { purpose: "failures", keyArn, emails: settings.notify.emails, authors: settings.notify.authors, ruleArns },
      parent,
    );
    const queue = new DeadLetters("undelivered", context, { keyArn, ruleArns }, parent);
    const common = { topicArn: topic.arn, deadLetters: queue.arn };
    const { boundary, pipelineArn, repositoryArn } = args;
    new Failures(
      "failures",
      context,
      { ...common, rule: rules.failures, keyArn, boundary, pipelineArn, repositoryArn },
      parent,
    );
    if (args.drift) {
      eventToTopic(
        "drift-found",
        {
          ...common,
          rule: rules.drift,
          description: "The environment differs from the definitions, or could not be looked at",
          pattern: buildFailed(args.drift.project),
          paths: { project: "$.detail.project-name", log: "$.detail.additional-information.logs.deep-link" },
          text: [
            `The environment ${settings.environment} differs from its definitions, or could not be looked at.`,
            "Build:  <project>",
            "Log:    <log>",
          ],
        },
        parent,
      );
    }
    if (settings.securityHub !== "off") {
      eventToTopic(
        "critical",
        {
          ...common,
          rule: rules.critical,
          description: `New critical findings in ${settings.source.repository}`,
          pattern: criticalFound(account, settings.source.repository),
          paths: {
            title: "$.detail.findings[0].Title",
            generator: "$.detail.findings[0].GeneratorId",
            id: "$.detail.findings[0].Id",
          },
          text: [
            `A critical finding in ${settings.source.repository}: <title>`,
            "Found by:  <generator>",
            "Finding:   <id>",
          ],
        },
        parent,
      );
    }
    this.topicArn = topic.arn;
    this.deadLetterQueue = queue.queueName;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
