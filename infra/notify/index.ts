import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Context } from "../context";
import type { Storage } from "../storage";
import { DeadLetters } from "./dead-letters";
import { UNDELIVERED } from "./encrypt";
import { eventToTopic, type EventToTopicArgs } from "./event-to-topic";
import { Failures } from "./failures";
import { Topic } from "./topic";

export interface NotificationsArgs {
  readonly storage: Storage;
  /** Names of the messages sent in addition to failed runs. */
  readonly tells: readonly string[];
  /** Names of the rules that start something. */
  readonly starts: readonly string[];
}

export interface Told {
  readonly boundary: Input<string>;
  readonly pipelineArn: string;
  /** For CodeCommit only. */
  readonly repositoryArn: string | undefined;
  readonly messages: readonly Message[];
}

/** A message made from one event. Without an event it is not sent, though the topic's policy allows it. */
export interface Message {
  readonly name: string;
  readonly event: Pick<EventToTopicArgs, "description" | "pattern" | "paths" | "text"> | undefined;
}

const FAILURES = "failures";

/** A topic, and a queue for what could not be delivered. Created before the pipeline they report on. */
export class Notifications extends ComponentResource {
  readonly topicArn: Output<string>;
  /** ARN of the queue. */
  readonly deadLetters: Output<string>;
  readonly deadLetterQueue: Output<string>;
  readonly #context: Context;
  readonly #keyArn: Input<string>;

  constructor(name: string, context: Context, args: NotificationsArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Notifications", name, {}, options);
    const { prefix, arn, settings } = context;
    const { storage, tells, starts } = args;
    const { keyArn } = storage;
    const parent = { parent: this };
    const rules = (names: readonly string[]) => names.map((rule) => arn("events", `rule/${prefix}-${rule}`));

    const topic = new Topic(
      name,
      context,
      {
        purpose: "failures",
        keyArn,
        emails: settings.notify.emails,
        authors: settings.notify.authors,
        ruleArns: rules([FAILURES, ...tells]),
        alarmArn: arn("cloudwatch", `alarm:${prefix}-*`),
      },
      parent,
    );
    const queue = new DeadLetters(
      UNDELIVERED,
      context,
      { keyArn, ruleArns: rules([FAILURES, ...tells, ...starts]), topicArn: topic.arn },
      parent,
    );
    this.topicArn = topic.arn;
    this.deadLetters = queue.arn;
    this.deadLetterQueue = queue.queueName;
    this.#context = context;
    this.#keyArn = keyArn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  /** Reports failed runs, and the target's own messages. */
  tell({ messages, ...run }: Told): void {
    const { prefix } = this.#context;
    const common = { topicArn: this.topicArn, deadLetters: this.deadLetters };
    const parent = { parent: this };
    new Failures(
      FAILURES,
      this.#context,
      { ...common, ...run, rule: `${prefix}-${FAILURES}`, keyArn: this.#keyArn },
      parent,
    );
    for (const { name, event } of messages) {
      if (event) eventToTopic(name, { ...common, ...event, rule: `${prefix}-${name}` }, parent);
    }
  }
}
