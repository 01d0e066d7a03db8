import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { Balancer } from "./balancer";

/** What users would notice: error responses and unhealthy tasks. */
export function alarmsOf(
  name: string,
  { prefix }: Context,
  {
    balancer: { balancer, targetGroups },
    topicArn,
  }: {
    balancer: Balancer;
    /** Notified of each alarm; undefined if the service's account has no topic. */
    topicArn: Input<string> | undefined;
  },
  parent: ComponentResourceOptions,
): MetricAlarm[] {
  const alarm = (
    kind: string,
    rest: {
      readonly metricName: string;
      readonly statistic: string;
      readonly threshold: number;
      readonly dimensions: Record<string, Output<string>>;
    },
  ) =>
    new MetricAlarm(
      `${name}-${kind}`,
      {
        name: `${prefix}-${kind}`,
        namespace: "AWS/ApplicationELB",
        comparisonOperator: "GreaterThanThreshold",
        period: 60,
        evaluationPeriods: 2,
        treatMissingData: "notBreaching",
        ...(topicArn && { alarmActions: [topicArn] }),
        ...rest,
      },
      parent,
    );
  const LoadBalancer = balancer.arnSuffix;
  return [
    alarm("errors", {
      metricName: "HTTPCode_Target_5XX_Count",
      statistic: "Sum",
      threshold: 5,
      dimensions: { LoadBalancer },
    }),
    ...targetGroups.map((group, index) =>
      alarm(`unhealthy-${index + 1}`, {
        metricName: "UnHealthyHostCount",
        statistic: "Maximum",
        threshold: 0,
        dimensions: { LoadBalancer, TargetGroup: group.arnSuffix },
      }),
    ),
  ];
}
