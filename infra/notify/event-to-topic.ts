import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";

export interface EventToTopicArgs {
  /** The rule's name. */
  readonly rule: string;
  readonly description: string;
  readonly pattern: object;
  /** Paths into the event by the names that the text uses in `<>`. */
  readonly paths: Readonly<Record<string, string>>;
  readonly text: readonly string[];
  readonly topicArn: Input<string>;
  readonly deadLetters: Input<string>;
}

/** Events that say enough by themselves, as lines of text. */
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
      // A template of several lines is several strings; each is one line of the message.
      inputTransformer: {
        inputPaths: { ...paths },
        inputTemplate: text.map((line) => JSON.stringify(line)).join("\n"),
      },
    },
    parent,
  );
}
