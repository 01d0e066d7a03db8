import { interpolate } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import { IMAGE, imageBuildspec } from "../../buildspecs/container";
import type { Context } from "../../context";
import { placeOf } from "../../hosting";
import { Role, roleArn } from "../../roles/role";
import { SOURCE } from "../../source";
import { Approval } from "../approval";
import { pullRequestTests } from "../pull-request-tests";
import { buildAction, DEPLOY_ROLE, deployAction, type HostingKind, type TargetKind } from "../target";
import { TestStage } from "../test-stage";
import { Balancer } from "./balancer";
import { BlueGreen } from "./blue-green";
import { deployBlueGreen, deployRolling, passed } from "./grants";
import { HOSTING_ACTIONS, REGISTRY_ACTIONS } from "./boundary";
import { keepBuild } from "./keep";
import { messagesOf } from "./messages";
import { PULL, Registry } from "./registry";
import { Service } from "./service";
import { EXECUTION_ROLE, PLACEHOLDER } from "./task";
import { contradictions, keys, paths, type ContainerSettings } from "./settings";

const VARIABLES = "ImageVariables";

const hostingKind: HostingKind<ContainerSettings> = {
  boundary: (there) => ({
    actions: HOSTING_ACTIONS,
    passed: passed(there),
  }),
  pipelineActions: PULL,
  artifacts: [IMAGE],
  logServices: ["ecs"],
};

/** A service in containers on Fargate: tested, built, deployed task by task, blue/green or as a canary. */
export const container: TargetKind<ContainerSettings> = {
  keys,
  paths,
  contradictions,
  boundary: (_, there) => ({ actions: REGISTRY_ACTIONS, actionRoles: [roleArn(there.context, DEPLOY_ROLE)] }),
  hosting: hostingKind,
  create(context, { home, source, there }) {
    const { approval: asked, container: own } = context.settings;
    const approval = asked.required ? new Approval("approvals", context, home.storage) : undefined;
    const place = placeOf(context, there, home, hostingKind);
    const registry = new Registry("images", context, {
      keyArn: home.storage.keyArn,
      puller: place.isElsewhere ? { context: place.context, name: EXECUTION_ROLE } : undefined,
    });
    const balancer = new Balancer("balancer", place.context, place.options);
    const service = new Service("service", place, { registry, balancer });
    const test = new TestStage("test", context, { home, directory: own.directory });
    const image = imageBuild(context, home, registry, service);
    const keep = keepBuild(context, home, registry);
    const blueGreen =
      own.deployment === "rolling"
        ? undefined
        : new BlueGreen("blue-green", place, { balancer, service, deployment: own.deployment });
    const role = new Role(
      DEPLOY_ROLE,
      place.context,
      {
        description: "Deploys the new image to the service",
        assumedBy: { context, name: "pipeline" },
        boundary: place.boundary,
        statements: [
          ...place.artifactStatements,
          ...(blueGreen ? deployBlueGreen(place.context, blueGreen.configuration) : deployRolling(place.context)),
        ],
      },
      place.options,
    );
    return {
      stages: [
        test.stage,
        {
          name: "Build",
          actions: [buildAction(image, "Image", { namespace: VARIABLES })],
        },
        ...(approval ? [{ name: "Approve", actions: [approval.action(VARIABLES)] }] : []),
        {
          name: "Deploy",
          actions: [deployment(role, service, blueGreen), buildAction(keep, "Keep", { runOrder: 2 })],
          // No `onFailure`: ECS and CodeDeploy roll back to the previous tasks by themselves.
        },
      ],
      builds: [test.build, image, keep],
      statements: [
        ...(approval?.statements ?? []),
        { Sid: "AssumeActionRoles", Action: "sts:AssumeRole", Resource: [role.arn] },
      ],
      otherBuilds: pullRequestTests(context, { home, source, directory: own.directory }),
      messages: messagesOf(context, registry),
      outputs: { url: interpolate`https://${balancer.balancer.dnsName}`, images: registry.arn },
    };
  },
};

function deployment(role: Role, service: Service, blueGreen: BlueGreen | undefined) {
  if (blueGreen === undefined) {
    return deployAction(role, "Rolling", {
      provider: "ECS",
      inputArtifacts: [IMAGE],
      configuration: {
        ClusterName: service.cluster,
        ServiceName: service.service.name,
        FileName: "imagedefinitions.json",
      },
    });
  }
  return deployAction(role, "BlueGreen", {
    provider: "CodeDeployToECS",
    inputArtifacts: [IMAGE],
    configuration: {
      ApplicationName: blueGreen.application,
      DeploymentGroupName: blueGreen.group,
      TaskDefinitionTemplateArtifact: IMAGE,
      TaskDefinitionTemplatePath: "taskdef.json",
      AppSpecTemplateArtifact: IMAGE,
      AppSpecTemplatePath: "appspec.yaml",
      Image1ArtifactName: IMAGE,
      Image1ContainerName: PLACEHOLDER,
    },
  });
}

function imageBuild(context: Context<ContainerSettings>, home: BuildHome, registry: Registry, service: Service): Build {
  const { directory } = context.settings.container;
  return new Build("image", context, home, {
    description: "Builds the image and pushes it",
    buildspec: imageBuildspec({ directory }),
    variables: {
      REGISTRY: registry.host,
      IMAGES: registry.repositoryName,
      TASK_DEFINITION: service.templates.taskDefinition,
      APPSPEC: service.templates.appspec,
    },
    inputs: [SOURCE],
    outputs: [IMAGE],
    statements: [...registry.push],
    timeoutMinutes: 45,
    isPrivileged: true,
  });
}
