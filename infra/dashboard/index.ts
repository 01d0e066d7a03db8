import { Dashboard as AwsDashboard } from "@pulumi/aws/cloudwatch";
import {
  ComponentResource,
  interpolate,
  jsonStringify,
  type ComponentResourceOptions,
  type Input,
} from "@pulumi/pulumi";
import type { Context } from "../context";

export interface DashboardArgs {
  readonly projects: readonly string[];
  /** Log group of the build that scans. */
  readonly scanLog: Input<string> | undefined;
  readonly deadLetterQueue: Input<string>;
}

/** The pipeline at a glance: runs, how long they took, what failed, what the scans found. */
export class Dashboard extends ComponentResource {
  constructor(name: string, context: Context, args: DashboardArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Dashboard", name, {}, options);
    const { prefix, region } = context;
    const builds = (metric: string, stat: string) =>
      args.projects.map((project) => ["AWS/CodeBuild", metric, "ProjectName", project, { stat }]);
    const metric = (title: string, metrics: unknown[]) => ({
      type: "metric",
      width: 12,
      height: 6,
      properties: { title, region, view: "timeSeries", period: 86_400, metrics },
    });
    new AwsDashboard(
      name,
      {
        dashboardName: prefix,
        dashboardBody: jsonStringify({
          widgets: [
            metric("Failed runs, and how long runs took (s)", [
              ["AWS/CodePipeline", "FailedPipelineExecutions", "PipelineName", prefix, { stat: "Sum" }],
              ["AWS/CodePipeline", "PipelineDuration", "PipelineName", prefix, { stat: "Average", yAxis: "right" }],
            ]),
            metric("Builds", builds("Builds", "Sum")),
            metric("Failed builds", builds("FailedBuilds", "Sum")),
            metric("Build minutes, as billed", [
              ...builds("Duration", "Sum").map((line, index) => hidden(line, `d${index}`)),
              ...args.projects.map((project, index) => [{ expression: `d${index}/60`, label: project }]),
            ]),
            metric("Undelivered events and messages", [
              ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", args.deadLetterQueue, { stat: "Maximum" }],
            ]),
            ...(args.scanLog ? [findings(region, args.scanLog)] : []),
          ],
        }),
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

const findings = (region: string, log: Input<string>) => ({
  type: "log",
  width: 12,
  height: 6,
  properties: {
    title: "Findings by severity, latest scans",
    region,
    view: "table",
    query: interpolate`SOURCE '${log}' | filter @message like /^Scan: / | fields @timestamp, @message | sort @timestamp desc | limit 20`,
  },
});

const hidden = (line: readonly unknown[], id: string): unknown[] => [
  ...line.slice(0, -1),
  { ...(line.at(-1) as object), id, visible: false },
];
