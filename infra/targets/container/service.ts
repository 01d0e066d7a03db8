import type { MetricAlarm } from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import { ComponentResource, jsonStringify, type Output } from "@pulumi/pulumi";
import type { Place } from "../../hosting";
import { alarmsOf } from "./alarms";
import type { Balancer } from "./balancer";
import type { Registry } from "./registry";
import { scale } from "./scaling";
import type { ContainerSettings } from "./settings";
import { APP, taskOf } from "./task";

/** The service: tasks on Fargate without a public address, as many as the load requires, and alarms that stop a bad version. */
export class Service extends ComponentResource {
  readonly cluster: string;
  readonly service: ecs.Service;
  readonly alarms: readonly MetricAlarm[];
  /** Templates for CodePipeline's blue/green action. */
  readonly templates: { readonly taskDefinition: Output<string>; readonly appspec: Output<string> };

  constructor(
    name: string,
    place: Place<ContainerSettings>,
    { registry, balancer }: { registry: Registry; balancer: Balancer },
  ) {
    super("amorphic:pipeline:Service", name, {}, place.options);
    const { context, topicArn } = place;
    const { prefix, settings } = context;
    const { port, privateSubnets, deployment } = settings.container;
    const parent = { parent: this };
    const isRolling = deployment === "rolling";
    this.cluster = prefix;
    const task = taskOf(name, place, registry, parent);
    const cluster = new ecs.Cluster(
      name,
      { name: this.cluster, settings: [{ name: "containerInsights", value: "enabled" }] },
      parent,
    );
    this.templates = {
      taskDefinition: task.template,
      appspec: jsonStringify({
        version: 0.0,
        Resources: [
          {
            TargetService: {
              Type: "AWS::ECS::Service",
              Properties: {
                TaskDefinition: "<TASK_DEFINITION>",
                LoadBalancerInfo: { ContainerName: APP, ContainerPort: port },
                NetworkConfiguration: {
                  AwsvpcConfiguration: {
                    Subnets: privateSubnets,
                    SecurityGroups: [balancer.tasks.id],
                    AssignPublicIp: "DISABLED",
                  },
                },
              },
            },
          },
        ],
      }),
    };
    const [group] = balancer.targetGroups;
    this.alarms = alarmsOf(name, context, { balancer, topicArn }, parent);
    this.service = new ecs.Service(
      name,
      {
        name: prefix,
        cluster: cluster.arn,
        // Without a revision, ECS takes the newest: a replaced service starts with what the pipeline deployed last.
        taskDefinition: task.first.family,
        desiredCount: 0,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        networkConfiguration: {
          subnets: [...privateSubnets],
          securityGroups: [balancer.tasks.id],
          assignPublicIp: false,
        },
        loadBalancers: group ? [{ targetGroupArn: group.arn, containerName: APP, containerPort: port }] : [],
        healthCheckGracePeriodSeconds: 60,
        deploymentController: { type: isRolling ? "ECS" : "CODE_DEPLOY" },
        ...(isRolling && {
          deploymentMinimumHealthyPercent: 100,
          deploymentMaximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
          alarms: { enable: true, rollback: true, alarmNames: this.alarms.map((alarm) => alarm.name) },
        }),
      },
      {
        ...parent,
        dependsOn: [balancer.listener],
        // The pipeline deploys and auto scaling sets the count; `pulumi up` must not undo either. If CodeDeploy deploys the
        // service, ECS lets nothing else change its network, which is in the appspec
        // (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html).
        ignoreChanges: [
          ...["taskDefinition", "desiredCount", "loadBalancers"],
          ...(isRolling ? [] : ["networkConfiguration"]),
        ],
      },
    );
    scale(name, context, this.service, parent);
    this.registerOutputs();
  }
}
