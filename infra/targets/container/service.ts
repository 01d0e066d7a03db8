import * as appautoscaling from "@pulumi/aws/appautoscaling";
import { LogGroup, type MetricAlarm } from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import { ComponentResource, jsonStringify, type Output } from "@pulumi/pulumi";
import { platformOf } from "../../builds/images";
import type { Place } from "../../hosting";
import { writeLogs } from "../../roles/grants";
import { Role } from "../../roles/role";
import { alarmsOf } from "./alarms";
import type { Balancer } from "./balancer";
import type { Registry } from "./registry";
import type { ContainerSettings } from "./settings";

export const EXECUTION_ROLE = "execution";
/** Of the container in its task. */
const APP = "app";
/** CodePipeline puts the pinned image where the template has this. */
export const PLACEHOLDER = "IMAGE1_NAME";

/** The service: tasks on Fargate without a public address, as many as the load asks for, and alarms that stop a bad version. */
export class Service extends ComponentResource {
  readonly cluster: string;
  readonly service: ecs.Service;
  readonly alarms: readonly MetricAlarm[];
  /** Templates of CodePipeline's action for blue/green. */
  readonly templates: { readonly taskDefinition: Output<string>; readonly appspec: string };

  constructor(
    name: string,
    { context, keyArn, topicArn, boundary, options }: Place<ContainerSettings>,
    { registry, balancer }: { registry: Registry; balancer: Balancer },
  ) {
    super("amorphic:pipeline:Service", name, {}, options);
    const { prefix, settings, region } = context;
    const { port, cpu, memory, minimum, maximum, privateSubnets, taskRoleArn, deployment } = settings.container;
    const parent = { parent: this };
    const isRolling = deployment === "rolling";
    this.cluster = prefix;
    const logs = new LogGroup(
      name,
      { name: `/aws/ecs/${prefix}-${name}`, retentionInDays: settings.logDays, ...(keyArn && { kmsKeyId: keyArn }) },
      parent,
    );
    const execution = new Role(
      EXECUTION_ROLE,
      context,
      {
        description: "Starts tasks: pulls the image, opens the log",
        service: "ecs-tasks.amazonaws.com",
        boundary,
        statements: [...registry.pull, writeLogs(logs.arn)],
      },
      parent,
    );
    const cluster = new ecs.Cluster(
      name,
      { name: this.cluster, settings: [{ name: "containerInsights", value: "enabled" }] },
      parent,
    );
    const containers = (image: string) => [
      {
        name: APP,
        image,
        essential: true,
        readonlyRootFilesystem: true,
        portMappings: [{ containerPort: port, protocol: "tcp" }],
        linuxParameters: { initProcessEnabled: true },
        environment: Object.entries({ ...settings.variables, PORT: String(port) }).map(([key, value]) => ({
          name: key,
          value,
        })),
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": logs.name, "awslogs-region": region, "awslogs-stream-prefix": APP },
        },
      },
    ];
    const common = {
      family: prefix,
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      // Without it, Fargate takes X86_64.
      runtimePlatform: platformOf(settings.build),
      cpu: String(cpu),
      memory: String(memory),
      executionRoleArn: execution.arn,
      ...(taskRoleArn && { taskRoleArn }),
    };
    this.templates = {
      taskDefinition: jsonStringify({ ...common, containerDefinitions: containers(`<${PLACEHOLDER}>`) }),
      appspec: JSON.stringify({
        version: 0.0,
        Resources: [
          {
            TargetService: {
              Type: "AWS::ECS::Service",
              Properties: {
                TaskDefinition: "<TASK_DEFINITION>",
                LoadBalancerInfo: { ContainerName: APP, ContainerPort: port },
              },
            },
          },
        ],
      }),
    };
    const first = new ecs.TaskDefinition(
      name,
      // Until the first run of the pipeline there is no image of this name.
      {
        ...common,
        containerDefinitions: jsonStringify(containers(`${registry.host}/${registry.repositoryName}:none`)),
      },
      parent,
    );
    const [group] = balancer.targetGroups;
    this.alarms = alarmsOf(name, context, { balancer, topicArn }, parent);
    this.service = new ecs.Service(
      name,
      {
        name: prefix,
        cluster: cluster.arn,
        // Without a revision, the newest: of a service that is replaced, what the pipeline deployed last.
        taskDefinition: first.family,
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
        dependsOn: [...balancer.listeners],
        // The pipeline deploys and the load scales; `pulumi up` must not undo either.
        ignoreChanges: ["taskDefinition", "desiredCount", "loadBalancers"],
      },
    );
    // Registered anew, it gives a new service its tasks; what is there must go first, since either has the same name.
    const withService = { ...parent, replaceWith: [this.service], deleteBeforeReplace: true };
    const scaled = new appautoscaling.Target(
      name,
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: `service/${prefix}/${prefix}`,
        minCapacity: minimum,
        maxCapacity: maximum,
      },
      { ...withService, dependsOn: [this.service] },
    );
    new appautoscaling.Policy(
      name,
      {
        name: `${prefix}-cpu`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: scaled.serviceNamespace,
        scalableDimension: scaled.scalableDimension,
        resourceId: scaled.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: 60,
          predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        },
      },
      withService,
    );
    this.registerOutputs();
  }
}
