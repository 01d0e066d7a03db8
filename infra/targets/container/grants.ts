import type { Context } from "../../context";
import type { Statement } from "../../roles/policy";
import { roleArn } from "../../roles/role";
import { EXECUTION_ROLE } from "./task";
import type { ContainerSettings } from "./settings";

type ContainerContext = Context<ContainerSettings>;
const TASKS = "ecs-tasks.amazonaws.com";

/** The roles of a task: its execution role and, if given, its task role. */
const taskRoles = (context: ContainerContext): string[] => {
  const { taskRoleArn } = context.settings.container;
  return [roleArn(context, EXECUTION_ROLE), ...(taskRoleArn ? [taskRoleArn] : [])];
};

export const passed = (context: ContainerContext) => ({ roles: taskRoles(context), services: [TASKS] });

/** A new task definition names its roles; only these may be passed, and only to ECS tasks. */
export const passRoles = (context: ContainerContext): Statement => ({
  Sid: "PassTaskRoles",
  Action: "iam:PassRole",
  Resource: taskRoles(context),
  Condition: { StringEquals: { "iam:PassedToService": TASKS } },
});

const taskDefinitions = (context: ContainerContext): string =>
  context.arn("ecs", `task-definition/${context.prefix}:*`);

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html */
const registerTasks = (context: ContainerContext): Statement[] => [
  { Sid: "RegisterTask", Action: "ecs:RegisterTaskDefinition", Resource: taskDefinitions(context) },
  {
    Sid: "TagTask",
    Action: "ecs:TagResource",
    Resource: taskDefinitions(context),
    Condition: { StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } },
  },
  passRoles(context),
];

export const deployRolling = (context: ContainerContext): Statement[] => [
  ...registerTasks(context),
  // Describing a task definition takes no narrower resource.
  { Sid: "SeeTask", Action: "ecs:DescribeTaskDefinition", Resource: "*" },
  {
    Sid: "UpdateService",
    Action: ["ecs:DescribeServices", "ecs:UpdateService"],
    Resource: context.arn("ecs", `service/${context.prefix}/${context.prefix}`),
  },
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html#how-to-custom-role
  {
    Sid: "SeeTasks",
    Action: "ecs:DescribeTasks",
    Resource: context.arn("ecs", `task/${context.prefix}/*`),
  },
  {
    Sid: "ListTasks",
    Action: "ecs:ListTasks",
    // The only narrower resource is a container instance, which Fargate does not have.
    Resource: "*",
    Condition: { ArnEquals: { "ecs:cluster": context.arn("ecs", `cluster/${context.prefix}`) } },
  },
];

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html */
export const deployBlueGreen = (context: ContainerContext, configuration: string): Statement[] => [
  ...registerTasks(context),
  {
    Sid: "Deploy",
    Action: ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
    Resource: context.arn("codedeploy", `deploymentgroup:${context.prefix}/${context.prefix}`),
  },
  {
    Sid: "RegisterRevision",
    Action: [
      "codedeploy:GetApplication",
      "codedeploy:GetApplicationRevision",
      "codedeploy:RegisterApplicationRevision",
    ],
    Resource: context.arn("codedeploy", `application:${context.prefix}`),
  },
  {
    Sid: "SeeConfiguration",
    Action: "codedeploy:GetDeploymentConfig",
    Resource: context.arn("codedeploy", `deploymentconfig:${configuration}`),
  },
];
