import assert from "node:assert/strict";
import { application, statements, type Application } from "./recorded";

const ACCOUNT = "111122223333";

/** What the policy of a log bucket allows. */
const writers = async (stack: Application, name: string, change: object = {}) =>
  statements((await application(stack, change)).inputs("BucketPolicy", name)["policy"])
    .filter(({ Effect }) => Effect === "Allow")
    .map(({ Principal, Action, Resource, Condition }) => [Principal, Action, Resource, Condition]);

describe("access logs", function () {
  this.timeout(60_000);

  const fromBucket = [
    { Service: "logging.s3.amazonaws.com" },
    "s3:PutObject",
    "arn:aws:s3:::site-prod-site-logs-1a2b/s3/*",
    { StringEquals: { "aws:SourceAccount": ACCOUNT } },
  ];

  it("of a site are written only by its distribution and the account's buckets, each below its own prefix", async () => {
    assert.deepEqual(await writers("site-prod", "site-logs"), [
      fromBucket,
      [
        { Service: "delivery.logs.amazonaws.com" },
        "s3:PutObject",
        "arn:aws:s3:::site-prod-site-logs-1a2b/cloudfront/*",
        {
          StringEquals: { "aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control" },
          ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${ACCOUNT}:delivery-source:site-prod-access` },
        },
      ],
    ]);
    const { bucket: _, ...logging } = (await application("site-prod")).inputs("BucketLogging", "site");
    assert.deepEqual(logging, { targetBucket: "site-prod-site-logs-1a2b", targetPrefix: "s3/" });
  });

  it("of a site come from CloudFront as JSON, in a directory per day", async () => {
    const made = await application("site-prod");
    const common = { region: "us-east-1", name: "site-prod-access" };
    assert.deepEqual(made.inputs("LogDeliverySource", "site-access"), {
      ...common,
      logType: "ACCESS_LOGS",
      resourceArn: `arn:aws:cloudfront::${ACCOUNT}:distribution/site-id`,
    });
    assert.deepEqual(made.inputs("LogDeliveryDestination", "site-access"), {
      ...common,
      outputFormat: "json",
      deliveryDestinationConfiguration: {
        destinationResourceArn: "arn:aws:s3:::site-prod-site-logs-1a2b/cloudfront",
      },
    });
    assert.deepEqual(made.inputs("LogDelivery", "site-access"), {
      region: "us-east-1",
      deliverySourceName: "site-prod-access",
      deliveryDestinationArn: `arn:aws:logs:us-east-1:${ACCOUNT}:delivery-destination:site-prod-access`,
      s3DeliveryConfigurations: [{ suffixPath: "{yyyy}/{MM}/{dd}", enableHiveCompatiblePath: false }],
    });
  });

  it("of a public bucket are written only by S3", async () => {
    const publicBecause = "the provider of the old domain can follow plain HTTP only";
    assert.deepEqual(await writers("site-prod", "site-logs", { publicBecause, domains: [] }), [fromBucket]);
  });

  it("of a service are written only by its load balancer", async () => {
    assert.deepEqual(await writers("service-prod", "balancer-logs"), [
      [
        { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        "s3:PutObject",
        `arn:aws:s3:::service-prod-balancer-logs-1a2b/balancer/AWSLogs/${ACCOUNT}/*`,
        {
          ArnLike: {
            "aws:SourceArn": `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/service-prod/*`,
          },
        },
      ],
    ]);
    assert.deepEqual((await application("service-prod")).inputs("LoadBalancer", "balancer")["accessLogs"], {
      enabled: true,
      bucket: "service-prod-balancer-logs-1a2b",
      prefix: "balancer",
    });
  });
});
