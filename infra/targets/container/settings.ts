import { hostingContradictions, hostingKeys } from "../../hosting/settings";
import { regionIn, type Place } from "../../settings/place";
import type { Settings } from "../../settings/settings";
import { directory, listOf, oneOf, PATH, text, type Key } from "../../settings/key";

/** How a new version takes over: task by task; all traffic at once, to tasks beside the old ones; or a tenth of it first. */
const DEPLOYMENTS = ["rolling", "blue-green", "canary"] as const;
/** Ports of the service. Lower ones need root, and it does not run as root. */
export const LEAST_PORT = 1024;
export const MOST_PORT = 65_535;
const CPU = [256, 512, 1024, 2048, 4096] as const;

/** What a stack's file says of a pipeline that runs a service in containers. */
export interface ContainerSettings extends Settings {
  readonly target: "container";
  readonly container: {
    readonly directory: string;
    readonly deployment: (typeof DEPLOYMENTS)[number];
    readonly vpc: string;
    readonly publicSubnets: readonly string[];
    readonly privateSubnets: readonly string[];
    readonly certificateArn: string;
    readonly port: number;
    readonly healthPath: string;
    readonly cpu: number;
    readonly memory: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly taskRoleArn?: string;
  };
}

const number = (least: number, most: number) => ({
  allowed: `a whole number from ${least} to ${most}`,
  isGood: (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
});
const subnets = (value: unknown): boolean =>
  listOf(text(/^subnet-[0-9a-f]{8,17}$/), 6)(value) &&
  (value as unknown[]).length > 1 &&
  new Set(value as unknown[]).size === (value as unknown[]).length;

export const keys = {
  ...hostingKeys,
  "container.directory": {
    allowed: `the directory of package.json and Dockerfile in the repository: ${PATH}, or .`,
    isGood: directory,
    fallback: ".",
  },
  "container.deployment": { ...oneOf(DEPLOYMENTS), fallback: "rolling" },
  "container.vpc": {
    allowed: "the id of the VPC, such as vpc-0a1b2c3d",
    isGood: text(/^vpc-[0-9a-f]{8,17}$/),
    isRequired: true,
  },
  "container.publicSubnets": {
    allowed: "2 to 6 ids of subnets in different Availability Zones, for the load balancer",
    isGood: subnets,
    isRequired: true,
  },
  "container.privateSubnets": {
    allowed:
      "2 to 6 ids of subnets in different Availability Zones that can reach ECR and CloudWatch Logs, for the tasks",
    isGood: subnets,
    isRequired: true,
  },
  "container.certificateArn": {
    allowed: "the ARN of the load balancer's certificate, in this Region",
    isGood: text(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[a-f0-9-]+$/),
    isRequired: true,
  },
  "container.port": { ...number(LEAST_PORT, MOST_PORT), fallback: 8080 },
  "container.healthPath": {
    allowed: "the path that returns 200 when the service is healthy, such as /health",
    isGood: text(/^\/[A-Za-z0-9/_.-]*$/),
    fallback: "/health",
  },
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
  "container.cpu": { ...oneOf(CPU), fallback: 256 },
  "container.memory": { ...number(512, 30_720), fallback: 512 },
  "container.minimum": { ...number(1, 100), fallback: 2 },
  "container.maximum": { ...number(1, 100), fallback: 6 },
  "container.taskRoleArn": {
    allowed: "the ARN of a role of yours with the service's own permissions",
    isGood: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/),
  },
} satisfies Record<string, Key>;

/** Changes to other files do not deploy the service. */
export const paths = ({ container }: ContainerSettings): string[] => [
  container.directory === "." ? "**" : `${container.directory}/**`,
];

/** Limit for variables in the task definition, itself one variable of a build: CodeBuild takes 4,096 characters. */
const LONGEST_VARIABLES = 3_000;

export function contradictions(
  { name, container, hosting, variables }: Partial<ContainerSettings>,
  place: Place,
): string[] {
  const { cpu, memory, minimum, maximum, certificateArn, taskRoleArn } =
    container ?? ({} as Partial<ContainerSettings["container"]>);
  const found = hostingContradictions(
    hosting,
    {
      "container.certificateArn": certificateArn,
      "container.taskRoleArn": taskRoleArn,
    },
    place,
  );
  if (certificateArn && place.region !== undefined && regionIn(certificateArn) !== place.region) {
    found.push(
      `pipeline:container.certificateArn is in ${regionIn(certificateArn)}, but the load balancer is in ${place.region} (aws:region): name a certificate there`,
    );
  }
  if (`${name ?? ""}-`.startsWith("internal-")) {
    found.push(`pipeline:name is "${name ?? ""}"; a load balancer's name must not begin with internal-`);
  }
  if (minimum && maximum && minimum > maximum) {
    found.push(`pipeline:container.minimum is ${minimum}; it must not be higher than maximum, which is ${maximum}`);
  }
  const length = JSON.stringify(Object.entries(variables ?? {}).map(([name, value]) => ({ name, value }))).length;
  if (length > LONGEST_VARIABLES) {
    found.push(
      `pipeline:variables have ${length} characters in the task definition, and at most ${LONGEST_VARIABLES} are allowed: shorten them, or let the service read them from Parameter Store, with the role container.taskRoleArn`,
    );
  }
  if (cpu && memory && !fits(cpu, memory)) {
    found.push(
      `pipeline:container.memory is ${memory}; with cpu ${cpu}, Fargate allows ${cpu === 256 ? "512, 1024 or 2048" : `multiples of 1024 from ${cpu * 2} to ${Math.min(cpu * 8, 30_720)}`}`,
    );
  }
  return found;
}

const fits = (cpu: number, memory: number): boolean =>
  cpu === 256
    ? [512, 1024, 2048].includes(memory)
    : memory % 1024 === 0 && memory >= cpu * 2 && memory <= Math.min(cpu * 8, 30_720);
