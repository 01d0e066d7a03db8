import type { Context } from "../context";
import type { Statement } from "../roles/policy";

/** Components by which the topic and the queue are called. */
export const NOTIFICATIONS = "notifications";
export const UNDELIVERED = "undelivered";

/**
 * Without these, messages to the encrypted topic and queue are lost without a word. Each is for one of the two, as SNS and SQS
 * tell the key. Not for an account: EventBridge does not say to the key for whom it acts, so with such a condition nothing
 * would arrive; whom it may act for is in the policies of topic and queue.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const encryptMessages = ({ prefix, arn }: Context): Statement[] => {
  const topic = { "kms:EncryptionContext:aws:sns:topicArn": arn("sns", `${prefix}-${NOTIFICATIONS}`) };
  const queue = { "kms:EncryptionContext:aws:sqs:arn": arn("sqs", `${prefix}-${UNDELIVERED}`) };
  return [
    encrypt("EventsToTheTopic", "events.amazonaws.com", topic),
    encrypt("EventsToTheQueue", "events.amazonaws.com", queue),
    encrypt("AlarmsToTheTopic", "cloudwatch.amazonaws.com", topic),
  ];
};

const encrypt = (Sid: string, service: string, where: Readonly<Record<string, string>>): Statement => ({
  Sid,
  Principal: { Service: service },
  Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
  Resource: "*",
  Condition: { StringEquals: where },
});
