import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runtime, type CustomResourceOptions } from "@pulumi/pulumi";
import { parse } from "yaml";
import { UserError } from "../providers/errors";
import { createContext } from "./context";
import { deployPipeline } from "./stack";
import type { AnySettings } from "./targets";
import { isMap } from "./settings/key";
import { parseSettings, settingsIn } from "./settings/parse";
import { placeIn } from "./settings/place";

/** One resource, as the program registers it with the engine. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  /** The account it is created in. */
  readonly account: string;
  /** Pulumi refuses to delete or replace it. */
  readonly isProtected: boolean;
  /** Names of the resources in its `dependsOn`. */
  readonly awaits: readonly string[];
  /** Names of the resources in its `replaceWith`, if it is deleted before it is replaced. */
  readonly replacedWith: readonly string[];
  readonly inputs: Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any -- of any type
}

const NO_OPTIONS = { isProtected: false, awaits: [], replacedWith: [] };
/** The pipeline's account, which is made up. */
const RECORDED_ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const PROVIDER = "pulumi:providers:aws";

/** What a stack's file says under `pipeline:`. @throws UserError if there is no such file, or it has mistakes */
export function settingsOf(stack: string, directory = __dirname): AnySettings {
  const file = join(directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new UserError(`${file} does not exist: name a stack that has a file in infra/.`);
  const texts = Object.entries(configIn(file)).map(([key, value]) => [key, JSON.stringify(value)]);
  const configuration = Object.fromEntries(texts) as Record<string, string>;
  return parseSettings(settingsIn(configuration), stack, placeIn(configuration));
}

function configIn(file: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} is not YAML: ${(error as Error).message.trim()}`, { cause: error });
  }
  const config = isMap(content) ? (content["config"] ?? {}) : undefined;
  if (!isMap(config)) throw new UserError(`${file} must be a map with the map config, as in infra/Pulumi.dev.yaml.`);
  return config;
}

/**
 * Runs the program without an engine and without AWS, and records every resource it registers.
 * @param connection status of the connection that the program creates itself, or the error of looking it up
 */
export async function record(settings: AnySettings, connection: string | Error = "AVAILABLE"): Promise<Recorded[]> {
  const resources: Recorded[] = [];
  /** Resource options, by type and name. */
  const options = new Map<string, Pick<Recorded, "isProtected" | "awaits" | "replacedWith">>();
  /** Account by provider id, the last part of a resource's reference to its provider. */
  const accounts = new Map<string, string>();
  const accountOf = (provider?: string): string => accounts.get(provider?.split("::").at(-1) ?? "") ?? RECORDED_ACCOUNT;
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given, provider }) => {
        const inputs = given as Recorded["inputs"];
        const id = `${name}-id`;
        const account = accountOf(provider);
        if (type === PROVIDER) accounts.set(id, (JSON.parse(String(inputs["allowedAccountIds"])) as string[])[0] ?? "");
        if (type.startsWith("aws:") || type === PROVIDER) {
          resources.push({ type, name, account, inputs, ...(options.get(`${type} ${name}`) ?? NO_OPTIONS) });
        }
        return { id, state: { ...inputs, ...inAccount(account, madeByAws(type, name, inputs)) } };
      },
      call: ({ token, inputs, provider }) =>
        token === ALIAS
          ? inAccount(accountOf(provider), keyOf(inputs as Recorded["inputs"]))
          : (answers[token] ?? connectionOr(connection)),
    },
    "amorphic-pipeline",
    settings.environment,
  );
  await runtime.runInPulumiStack(async () => {
    runtime.registerStackTransformation(({ type, name, opts }) => {
      const { protect, dependsOn, deleteBeforeReplace, replaceWith } = opts as CustomResourceOptions;
      options.set(`${type} ${name}`, {
        isProtected: protect === true,
        awaits: namesOf(dependsOn),
        replacedWith: deleteBeforeReplace === true ? namesOf(replaceWith) : [],
      });
      return undefined;
    });
    return deployPipeline(await createContext(settings));
  });
  // Resolves once every resource has been registered.
  await runtime.disconnect();
  return resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
}

const namesOf = (resources: unknown): string[] =>
  Array.isArray(resources) ? resources.map((one) => String((one as { __name?: string }).__name)) : [];

const answers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: RECORDED_ACCOUNT },
  "aws:index/getPartition:getPartition": { partition: "aws" },
  "aws:index/getRegion:getRegion": { region: REGION },
};
function connectionOr(status: string | Error): Readonly<Record<string, string>> {
  if (typeof status === "string") return { connectionStatus: status };
  // Pulumi reads the message of a gRPC error from `details`.
  throw Object.assign(status, { details: status.message });
}
const ALIAS = "aws:kms/getAlias:getAlias";
/** By the alias's suffix: the key for logs in another account, or for the state. */
const keyOf = ({ name }: Recorded["inputs"]) => ({
  targetKeyArn: arn("kms", String(name).endsWith("-logs") ? "key/logs" : "key/state"),
});

/** ARNs, which AWS assigns on creation, by the last part of the resource type. */
const ARNS: Readonly<Record<string, (name: string) => string>> = {
  Connection: (name) => arn("codeconnections", `connection/${name}`),
  Distribution: (name) => `arn:aws:cloudfront::${RECORDED_ACCOUNT}:distribution/${name}-id`,
  Listener: (name) => arn("elasticloadbalancing", `listener/app/${name}/1a/2b`),
  LoadBalancer: (name) => arn("elasticloadbalancing", `loadbalancer/app/${name}/1a`),
  Repository: (name) => arn("ecr", `repository/${name}`),
  Cluster: (name) => arn("ecs", `cluster/${name}`),
  TaskDefinition: (name) => arn("ecs", `task-definition/${name}:1`),
  TargetGroup: (name) => arn("elasticloadbalancing", `targetgroup/${name}/3c`),
  EventRule: (name) => arn("events", `rule/${name}`),
  Function: (name) => arn("lambda", `function:${name}`),
  // CloudFront's log delivery is set up in us-east-1.
  LogDeliveryDestination: (name) => `arn:aws:logs:us-east-1:${RECORDED_ACCOUNT}:delivery-destination:${name}`,
  Key: () => arn("kms", "key/pipeline"),
  LogGroup: (name) => arn("logs", `log-group:${name}`),
  Policy: (name) => `arn:aws:iam::${RECORDED_ACCOUNT}:policy/${name}`,
  Queue: (name) => arn("sqs", name),
  Role: (name) => `arn:aws:iam::${RECORDED_ACCOUNT}:role/${name}`,
  Topic: (name) => arn("sns", name),
};

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${RECORDED_ACCOUNT}:${resource}`;

const inAccount = (account: string, made: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(made).map(([key, text]) => [key, text.replaceAll(RECORDED_ACCOUNT, account)]));

function madeByAws(type: string, name: string, inputs: Recorded["inputs"]): Record<string, string> {
  const kind = type.split(":").at(-1) ?? "";
  if (type.startsWith("aws:cloudfront/function:")) {
    return { arn: `arn:aws:cloudfront::${RECORDED_ACCOUNT}:function/${String(inputs["name"])}` };
  }
  if (kind === "Bucket") {
    const bucket = `${String(inputs["bucketPrefix"])}1a2b`;
    return { bucket, arn: `arn:aws:s3:::${bucket}`, bucketRegionalDomainName: `${bucket}.s3.${REGION}.amazonaws.com` };
  }
  if (kind === "LoadBalancer" || kind === "TargetGroup") {
    return { arn: ARNS[kind]?.(name) ?? "", arnSuffix: `${kind}/${name}`, dnsName: `${name}.elb.amazonaws.com` };
  }
  const made = ARNS[kind]?.(String(inputs["name"] ?? name));
  return made === undefined ? {} : { arn: made };
}
