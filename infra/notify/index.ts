import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Storage } from "../storage";
import { DeadLetters } from "./dead-letters";
import { UNDELIVERED } from "./encrypt";
import { eventToTopic, type EventToTopicArgs } from "./event-to-topic";
import { Failures } from "./failures";
import { Topic } from "./topic";

export interface ReportArgs {
  readonly boundary: Input<string>;
  readonly pipelineArn: string;
  /** For CodeCommit only. */
  readonly repositoryArn: string | undefined;
  readonly messages: readonly Message[];
}

/** A message made from one event. */
export interface Message extends Pick<EventToTopicArgs, "description" | "pattern" | "paths" | "text"> {
  readonly name: string;
}

/** A topic, and a queue for what could not be delivered. Created before the pipeline they report on. */
export class Notifications extends ComponentResource {
  readonly topicArn: Output<string>;
  /** ARN of the queue. */
  readonly deadLetters: Output<string>;
  readonly deadLetterQueue: Output<string>;
  readonly #context: Context;
  readonly #keyArn: Input<string>;

  constructor(name: string, context: Context, { keyArn }: Storage, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Notifications", name, {}, options);
    const { emails, authors } = context.settings.notify;
    const parent = { parent: this };
    const topic = new Topic(name, context, { purpose: "failures", keyArn, emails, authors, isForEvents: true }, parent);
    const queue = new DeadLetters(UNDELIVERED, context, { keyArn, topicArn: topic.arn }, parent);
    this.topicArn = topic.arn;
    this.deadLetters = queue.arn;
    this.deadLetterQueue = queue.queueName;
    this.#context = context;
    this.#keyArn = keyArn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  /** Reports failed runs, and the target's own messages. */
  report({ messages, ...run }: ReportArgs): void {
    const common = { topicArn: this.topicArn, deadLetters: this.deadLetters };
    const parent = { parent: this };
    new Failures("failures", this.#context, { ...common, ...run, keyArn: this.#keyArn }, parent);
    for (const { name, ...event } of messages) {
      eventToTopic(name, { ...common, ...event, rule: `${this.#context.prefix}-${name}` }, parent);
    }
  }
}
