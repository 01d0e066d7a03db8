import { PULL } from "./registry";

/** All actions on the registry, by roles of the pipeline's account. */
export const REGISTRY_ACTIONS = [
  ...PULL,
  "ecr:CompleteLayerUpload",
  "ecr:DescribeImages",
  "ecr:GetAuthorizationToken",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
];

/** All actions of the roles where the service is. */
export const HOSTING_ACTIONS = [
  ...PULL,
  "cloudwatch:DescribeAlarms",
  "codedeploy:CreateDeployment",
  "codedeploy:GetApplication",
  "codedeploy:GetApplicationRevision",
  "codedeploy:GetDeployment",
  "codedeploy:GetDeploymentConfig",
  "codedeploy:RegisterApplicationRevision",
  "ecr:GetAuthorizationToken",
  "ecs:CreateTaskSet",
  "ecs:DeleteTaskSet",
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
  "ecs:DescribeTasks",
  "ecs:ListTasks",
  "ecs:RegisterTaskDefinition",
  "ecs:TagResource",
  "ecs:UpdateService",
  "ecs:UpdateServicePrimaryTaskSet",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:ModifyListener",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];
