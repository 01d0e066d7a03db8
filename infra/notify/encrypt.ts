import type { Context } from "../context";
import type { Statement } from "../roles/policy";

/** Components that the topic and the queue are named after. */
export const NOTIFICATIONS = "notifications";
export const UNDELIVERED = "undelivered";

/**
 * Without these statements, messages to the encrypted topic and queue are lost silently. Each is limited to one of the two by
 * the encryption context of SNS or SQS. None is limited to an account: EventBridge does not pass one to KMS, so nothing would
 * arrive. Its rules reach only topics and queues of their own account; the queue's policy checks that as well.
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
