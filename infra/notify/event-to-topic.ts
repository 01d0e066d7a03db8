import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";

export interface EventToTopicArgs {
  /** The rule's name. */
  readonly rule: string;
  readonly description: string;
  readonly pattern: object;
  /** Event paths by the names that the text has in `<>`. */
  readonly paths: Readonly<Record<string, string>>;
  readonly text: readonly string[];
  readonly topicArn: Input<string>;
  readonly deadLetters: Input<string>;
}

/** Sends an event to the topic as text, for events that say enough by themselves. */
export function eventToTopic(name: string, args: EventToTopicArgs, parent: ComponentResourceOptions): void {
  const { rule: ruleName, description, pattern, paths, text } = args;
  const rule = new EventRule(name, { name: ruleName, description, eventPattern: JSON.stringify(pattern) }, parent);
  new EventTarget(
    name,
    {
      rule: rule.name,
      targetId: "topic",
      arn: args.topicArn,
      deadLetterConfig: { arn: args.deadLetters },
      // EventBridge takes a multi-line template as one JSON string per line.
      inputTransformer: {
        inputPaths: { ...paths },
        inputTemplate: text.map((line) => JSON.stringify(line)).join("\n"),
      },
    },
    parent,
  );
}
