import * as codedeploy from "@pulumi/aws/codedeploy";
import { ComponentResource } from "@pulumi/pulumi";
import type { Place } from "../../hosting";
import { passRoles } from "./grants";
import { Role } from "../../roles/role";
import type { Balancer } from "./balancer";
import type { Service } from "./service";
import type { ContainerSettings } from "./settings";

/** CodeDeploy's predefined ones. https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const CONFIGURATIONS = {
  "blue-green": "CodeDeployDefault.ECSAllAtOnce",
  canary: "CodeDeployDefault.ECSCanary10Percent5Minutes",
} as const;
/** The old version stays for this long, so that a rollback takes seconds. */
const OLD_VERSION_MINUTES = 30;

/** Blue/green and canary: a new version runs beside the old one, gets the traffic, and loses it again if an alarm goes off. */
export class BlueGreen extends ComponentResource {
  readonly application: string;
  readonly group: string;
  readonly configuration: string;

  constructor(
    name: string,
    { context, boundary, options }: Place<ContainerSettings>,
    {
      balancer,
      service,
      deployment,
    }: {
      balancer: Balancer;
      service: Service;
      deployment: keyof typeof CONFIGURATIONS;
    },
  ) {
    super("amorphic:pipeline:BlueGreen", name, {}, options);
    const { prefix } = context;
    const parent = { parent: this };
    this.application = prefix;
    this.group = prefix;
    this.configuration = CONFIGURATIONS[deployment];
    const serviceArn = context.arn("ecs", `service/${prefix}/${prefix}`);
    const role = new Role(
      name,
      context,
      {
        description: "Moves traffic from the old version to the new one",
        service: "codedeploy.amazonaws.com",
        boundary,
        statements: [
          {
            Sid: "ChangeTaskSets",
            Action: ["ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"],
            Resource: [serviceArn, context.arn("ecs", `task-set/${prefix}/${prefix}/*`)],
          },
          {
            // The action takes no resource; these condition keys limit it to the service.
            Sid: "AddTaskSets",
            Action: "ecs:CreateTaskSet",
            Resource: "*",
            Condition: {
              ArnEquals: { "ecs:cluster": context.arn("ecs", `cluster/${prefix}`), "ecs:service": serviceArn },
            },
          },
          { Sid: "MoveTraffic", Action: "elasticloadbalancing:ModifyListener", Resource: balancer.listener.arn },
          // These take no narrower resource.
          {
            Sid: "SeeWhatIsThere",
            Action: [
              "cloudwatch:DescribeAlarms",
              "elasticloadbalancing:DescribeListeners",
              "elasticloadbalancing:DescribeRules",
              "elasticloadbalancing:DescribeTargetGroups",
            ],
            Resource: "*",
          },
          passRoles(context),
        ],
      },
      parent,
    );
    const application = new codedeploy.Application(name, { name: this.application, computePlatform: "ECS" }, parent);
    new codedeploy.DeploymentGroup(
      name,
      {
        appName: application.name,
        deploymentGroupName: this.group,
        deploymentConfigName: this.configuration,
        serviceRoleArn: role.arn,
        deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
        ecsService: { clusterName: service.cluster, serviceName: service.service.name },
        loadBalancerInfo: {
          targetGroupPairInfo: {
            prodTrafficRoute: { listenerArns: [balancer.listener.arn] },
            targetGroups: balancer.targetGroups.map((group) => ({ name: group.name })),
          },
        },
        blueGreenDeploymentConfig: {
          deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
          terminateBlueInstancesOnDeploymentSuccess: {
            action: "TERMINATE",
            terminationWaitTimeInMinutes: OLD_VERSION_MINUTES,
          },
        },
        alarmConfiguration: { enabled: true, alarms: service.alarms.map((alarm) => alarm.name) },
        autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
      },
      { ...parent, dependsOn: [role.policy] },
    );
    this.registerOutputs();
  }
}
