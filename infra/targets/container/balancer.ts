import * as lb from "@pulumi/aws/lb";
import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import type { Context } from "../../context";
import { AccessLogs, balancer, BALANCER_LOGS } from "../../storage/access-logs";
import { LEAST_PORT, MOST_PORT, type ContainerSettings } from "./settings";

const HTTPS = 443;
/** For targets registered without a port; ECS registers each task with its container's port. */
const UNUSED_PORT = 8080;
const ANYWHERE = "0.0.0.0/0";
const TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06";

interface Ports {
  readonly fromPort: number;
  readonly toPort: number;
}
/** All ports a service may have, so that a changed port does not cut off tasks still on the old one. */
const TASK_PORTS: Ports = { fromPort: LEAST_PORT, toPort: MOST_PORT };

/** The way in: HTTPS to a load balancer, and from there only to the tasks. */
export class Balancer extends ComponentResource {
  readonly balancer: lb.LoadBalancer;
  readonly tasks: SecurityGroup;
  /** One for rolling deployments, otherwise two. */
  readonly targetGroups: readonly lb.TargetGroup[];
  readonly listener: lb.Listener;

  constructor(name: string, context: Context<ContainerSettings>, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Balancer", name, {}, options);
    const { prefix, settings } = context;
    const { vpc, publicSubnets, healthPath, certificateArn, deployment } = settings.container;
    const parent = { parent: this };
    const isBlueGreen = deployment !== "rolling";
    const group = (kind: string, description: string) =>
      new SecurityGroup(`${name}-${kind}`, { name: `${prefix}-${kind}`, description, vpcId: vpc }, parent);
    const outer = group("balancer", `Load balancer of ${prefix}`);
    this.tasks = group("tasks", `Tasks of ${prefix}`);
    const rule = (ports: Ports, description: string) => ({ ...ports, ipProtocol: "tcp", description });
    const enter = (kind: string, securityGroupId: Input<string>, from: object, at: Ports, why: string) =>
      new SecurityGroupIngressRule(`${name}-${kind}`, { securityGroupId, ...from, ...rule(at, why) }, parent);
    const leave = (kind: string, securityGroupId: Input<string>, to: object, at: Ports, why: string) =>
      new SecurityGroupEgressRule(`${name}-${kind}`, { securityGroupId, ...to, ...rule(at, why) }, parent);
    const https = { fromPort: HTTPS, toPort: HTTPS };
    enter("users", outer.id, { cidrIpv4: ANYWHERE }, https, "HTTPS from everywhere");
    leave("to-tasks", outer.id, { referencedSecurityGroupId: this.tasks.id }, TASK_PORTS, "To the tasks");
    enter(
      "from-balancer",
      this.tasks.id,
      { referencedSecurityGroupId: outer.id },
      TASK_PORTS,
      "From the load balancer",
    );
    leave("to-services", this.tasks.id, { cidrIpv4: ANYWHERE }, https, "HTTPS to ECR, logs and what the service calls");

    const logs = new AccessLogs(`${name}-logs`, context, [balancer], parent);
    this.balancer = new lb.LoadBalancer(
      name,
      {
        name: prefix,
        loadBalancerType: "application",
        internal: false,
        securityGroups: [outer.id],
        subnets: [...publicSubnets],
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        enableDeletionProtection: true,
        accessLogs: { enabled: true, bucket: logs.bucket, prefix: BALANCER_LOGS },
      },
      { ...parent, dependsOn: [logs.policy] },
    );
    const tasksOf = (color: string, options: ComponentResourceOptions) =>
      new lb.TargetGroup(
        `${name}-${color}`,
        {
          name: `${prefix}-${color}`,
          vpcId: vpc,
          targetType: "ip",
          protocol: "HTTP",
          port: UNUSED_PORT,
          deregistrationDelay: 30,
          healthCheck: { path: healthPath, matcher: "200", interval: 15, healthyThreshold: 2, unhealthyThreshold: 3 },
        },
        options,
      );
    // A new VPC would replace it, but the listener still uses it: `protect` fails early, before the service is cut off.
    const blue = tasksOf("blue", { ...parent, protect: true });
    const green = isBlueGreen ? [tasksOf("green", parent)] : [];
    this.targetGroups = [blue, ...green];
    this.listener = new lb.Listener(
      `${name}-users`,
      {
        loadBalancerArn: this.balancer.arn,
        port: HTTPS,
        protocol: "HTTPS",
        sslPolicy: TLS,
        certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: blue.arn }],
      },
      // CodeDeploy switches the listener between the groups. ELB deletes no group that a listener uses, so the listener, which
      // may be on the second one, has to go first.
      { ...parent, ...(isBlueGreen && { ignoreChanges: ["defaultActions"], dependsOn: green }) },
    );
    this.registerOutputs();
  }
}
