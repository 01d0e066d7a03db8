import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type { Service } from "@pulumi/aws/ecs";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../../context";
import type { ContainerSettings } from "./settings";

/** As many tasks as the load asks for. */
export function scale(
  name: string,
  { prefix, settings }: Context<ContainerSettings>,
  service: Service,
  parent: ComponentResourceOptions,
): void {
  const { minimum, maximum } = settings.container;
  // Registered anew, it gives a new service its tasks; what is there must go first, since either has the same name.
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
