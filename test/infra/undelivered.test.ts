import assert from "node:assert/strict";
import { everyGraph, listed, statements, type Graph, type Statement } from "./recorded";

const EVENTS = "events.amazonaws.com";
const ALARMS = "cloudwatch.amazonaws.com";

/** What a policy lets a service do. */
const allowed = (policy: unknown, service: string): Statement[] =>
  statements(policy).filter(
    ({ Effect, Principal }) =>
      Effect === "Allow" && (Principal as { Service?: string } | undefined)?.Service === service,
  );

/** The rules or alarms for which the service may do it. */
const sources = (policy: unknown, service: string): RegExp[] =>
  allowed(policy, service)
    .flatMap(({ Condition = {} }) =>
      ["ArnEquals", "ArnLike"].flatMap((how) => listed(Condition[how]?.["aws:SourceArn"] ?? [])),
    )
    .map((arn) => new RegExp(`^${arn.replaceAll("*", ".*")}$`));

const isAmong = (patterns: readonly RegExp[], arn: string): boolean => patterns.some((pattern) => pattern.test(arn));

describe("messages that could not be delivered", function () {
  this.timeout(120_000);
  let graphs: Graph[];
  before(async () => {
    graphs = await everyGraph();
  });

  it("are accepted by the queue from every rule", () => {
    for (const made of graphs) {
      const queue = sources(made.inputs("QueuePolicy", "undelivered")["policy"], EVENTS);
      for (const { name, inputs } of made.all("EventTarget")) {
        const arn = `arn:aws:events:eu-west-1:111122223333:rule/${String(inputs["rule"])}`;
        assert.equal(inputs["deadLetterConfig"].arn, arnOfQueue(made), name);
        assert.ok(isAmong(queue, arn), `${arn} is not let into the queue`);
      }
    }
  });

  it("are few, as the topic accepts those of EventBridge without a condition, of which AWS supports none", () => {
    for (const made of graphs) {
      const found = allowed(made.inputs("TopicPolicy", "notifications")["policy"], EVENTS);
      assert.deepEqual(
        found.map(({ Action, Condition }) => [Action, Condition]),
        [["sns:Publish", undefined]],
      );
    }
  });

  it("raise an alarm at the first one, which notifies the topic", () => {
    for (const made of graphs) {
      const alarm = made.inputs("MetricAlarm", "undelivered");
      const { arn, policy } = made.inputs("TopicPolicy", "notifications");
      assert.deepEqual(
        [alarm["namespace"], alarm["metricName"], alarm["comparisonOperator"], alarm["threshold"]],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "GreaterThanThreshold", 0],
      );
      assert.deepEqual(alarm["dimensions"], { QueueName: made.inputs("Queue", "undelivered")["name"] as string });
      for (const { inputs, account } of made.all("MetricAlarm")) {
        const name = `arn:aws:cloudwatch:eu-west-1:${account}:alarm:${String(inputs["name"])}`;
        const tells = (inputs["alarmActions"] as string[] | undefined) ?? [];
        // The topic accepts nothing from another account.
        assert.deepEqual(tells, isAmong(sources(policy, ALARMS), name) ? [arn] : []);
      }
    }
  });

  it("can be encrypted, as each service may use the key for the topic and the queue", () => {
    for (const made of graphs) {
      const { policy } = made.inputs("Key", "storage-key");
      const contexts = (service: string) =>
        allowed(policy, service).map(({ Action, Condition }) => {
          assert.deepEqual(Action, ["kms:Decrypt", "kms:GenerateDataKey*"]);
          return Condition;
        });
      const topic = {
        StringEquals: {
          "kms:EncryptionContext:aws:sns:topicArn": made.inputs("TopicPolicy", "notifications")["arn"] as string,
        },
      };
      const queue = { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": arnOfQueue(made) } };
      assert.deepEqual(contexts(EVENTS), [topic, queue]);
      assert.deepEqual(contexts(ALARMS), [topic]);
    }
  });
});

const arnOfQueue = (made: Graph): string =>
  `arn:aws:sqs:eu-west-1:111122223333:${String(made.inputs("Queue", "undelivered")["name"])}`;
