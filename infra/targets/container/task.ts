import { LogGroup } from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import { jsonStringify, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { platformOf } from "../../builds/images";
import type { Place } from "../../hosting";
import { writeLogs } from "../../roles/grants";
import { Role } from "../../roles/role";
import type { Registry } from "./registry";
import type { ContainerSettings } from "./settings";

export const EXECUTION_ROLE = "execution";
/** Name of the container in its task. */
export const APP = "app";
/** CodePipeline replaces this in the template by the pinned image. */
export const PLACEHOLDER = "IMAGE1_NAME";

interface Task {
  /** The service is created with it. */
  readonly first: ecs.TaskDefinition;
  /** For the definitions that the pipeline's action registers. */
  readonly template: Output<string>;
}

/** The task definition: one container on Fargate with a log, and its execution role. */
export function taskOf(
  name: string,
  { context, keyArn, boundary }: Place<ContainerSettings>,
  registry: Registry,
  parent: ComponentResourceOptions,
): Task {
  const { prefix, settings, region } = context;
  const { port, cpu, memory, taskRoleArn } = settings.container;
  const logs = new LogGroup(
    name,
    { name: `/aws/ecs/${prefix}-${name}`, retentionInDays: settings.logDays, ...(keyArn && { kmsKeyId: keyArn }) },
    parent,
  );
  const execution = new Role(
    EXECUTION_ROLE,
    context,
    {
      description: "Starts tasks: pulls the image, writes the log",
      service: "ecs-tasks.amazonaws.com",
      boundary,
      statements: [...registry.pull, writeLogs(logs.arn)],
    },
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
    // Fargate's default is X86_64.
    runtimePlatform: platformOf(settings.build),
    cpu: String(cpu),
    memory: String(memory),
    executionRoleArn: execution.arn,
    ...(taskRoleArn && { taskRoleArn }),
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
  return { first, template: jsonStringify({ ...common, containerDefinitions: containers(`<${PLACEHOLDER}>`) }) };
}
