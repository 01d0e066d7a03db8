import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type { Service } from "@pulumi/aws/ecs";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { ContainerSettings } from "./settings";

/** Adapts the number of tasks to the load. */
export function scale(
  name: string,
  { prefix, settings }: Context<ContainerSettings>,
  service: Service,
  parent: ComponentResourceOptions,
): void {
  const { minimum, maximum } = settings.container;
  // Registered again, the target gives a replaced service its tasks; the old ones go first, since the names are the same.
  const withService = { ...parent, replaceWith: [service], deleteBeforeReplace: true };
  const scaled = new appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${prefix}/${prefix}`,
      minCapacity: minimum,
      maxCapacity: maximum,
    },
    { ...withService, dependsOn: [service] },
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
}
