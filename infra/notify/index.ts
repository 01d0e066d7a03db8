import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Storage } from "../storage";
import { DeadLetters } from "./dead-letters";
import { eventToTopic, type EventToTopicArgs } from "./event-to-topic";
import { Failures } from "./failures";
import { Topic } from "./topic";

export interface NotificationsArgs {
  readonly storage: Storage;
  readonly boundary: Input<string>;
  readonly pipelineArn: string;
  /** Of CodeCommit only. */
  readonly repositoryArn: string | undefined;
  readonly messages: readonly Message[];
}

/** An event that is told as it is. Without one, nothing tells of it now; the topic would take it all the same. */
export interface Message {
  readonly name: string;
  readonly event: Pick<EventToTopicArgs, "description" | "pattern" | "paths" | "text"> | undefined;
}

/** Who hears of what: failed runs, and what else the target tells. */
export class Notifications extends ComponentResource {
  readonly topicArn: Output<string>;
  readonly deadLetterQueue: Output<string>;

  constructor(name: string, context: Context, args: NotificationsArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Notifications", name, {}, options);
    const { prefix, arn, settings } = context;
    const { keyArn } = args.storage;
    const parent = { parent: this };
    const rules = ["failures", ...args.messages.map((message) => message.name)];
    const ruleArns = rules.map((rule) => arn("events", `rule/${prefix}-${rule}`));

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
      { ...common, rule: `${prefix}-failures`, keyArn, boundary, pipelineArn, repositoryArn },
      parent,
    );
    for (const { name: message, event } of args.messages) {
      if (event) eventToTopic(message, { ...common, ...event, rule: `${prefix}-${message}` }, parent);
    }
    this.topicArn = topic.arn;
    this.deadLetterQueue = queue.queueName;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}
