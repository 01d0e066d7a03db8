/** One key of the stack's file: what is allowed, in words and as a check. */
export interface Key {
  readonly allowed: string;
  readonly isGood: (value: unknown) => boolean;
  /** Left out: the key is optional and has no default. */
  readonly fallback?: unknown;
  readonly isRequired?: true;
}

export const PROVIDERS = [
  "GitHub",
  "GitHubEnterprise",
  "GitLab",
  "GitLabSelfManaged",
  "Bitbucket",
  "CodeCommit",
] as const;
export const IMAGES = ["standard-7.0", "al2023-arm"] as const;
const COMPUTE = ["small", "medium", "large"] as const;
const HUB = ["existing", "enable", "adopt", "off"] as const;
const REVIEWED = ["forks", "all"] as const;
/** What CloudWatch Logs takes, from a month on. */
const LOG_DAYS = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

const text = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
const oneOf = (values: readonly unknown[]) => ({
  allowed: `one of ${values.join(", ")}`,
  isGood: (value: unknown) => values.includes(value),
});
const listOf = (isGood: (value: unknown) => boolean, most: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(isGood);
const mapOf = (isGood: (value: unknown) => boolean) => (value: unknown) =>
  isMap(value) && Object.entries(value).every(([name, element]) => variable(name) && isGood(element));
const flag = { allowed: "true or false", isGood: (value: unknown) => typeof value === "boolean" };

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// The names of CodeBuild and Pulumi themselves are not for users to set.
const variable = text(
  /^(?!CODEBUILD_|PULUMI_|AWS_|AMORPHIC_AUTHORIZATION_TOKEN$|PATH$|STACK$|REPOSITORY$|BRANCH$|COMMIT$)[A-Za-z_][A-Za-z0-9_]{0,254}$/,
);
const email = text(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/);
// One level, since a link above it would lead out of a pull request; and none of the tool's own directories, which a pull
// request must not replace.
const directory = text(
  /^(?!(bin|commands|infra|node_modules|providers|reports|schemas|simulator|test|tools)$)[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
);
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html: six random characters at the end.
// Without them a policy would need a wildcard.
const secretArn = text(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/);
const secretValue = text(
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}(#[A-Za-z0-9/_+=.@-]+)?$/,
);
const keyArn = text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);

const SECRET_ARN = "the full ARN of a secret, as arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-AbCdEf";
const EMAILS = "a list of e-mail addresses";

/** Every key under `pipeline:`, with dots for the levels below. The order is that of the documentation. */
export const KEYS = {
  name: {
    allowed: "lower-case letters, digits and hyphens, starting with a letter; at most 20 together with the environment",
    isGood: text(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
    fallback: "amorphic",
  },
  environment: {
    allowed: "the stack of the deployment project, in lower-case letters, digits and hyphens",
    isGood: text(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  },
  "source.provider": { ...oneOf(PROVIDERS), isRequired: true },
  "source.repository": {
    allowed: "owner/name (groups too for GitLab), or the name alone for CodeCommit",
    isGood: text(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/),
    isRequired: true,
  },
  "source.branch": {
    allowed: "the branch that belongs to the environment",
    isGood: text(/^(?!\/|.*(\/\/|\.\.))[A-Za-z0-9._/-]{1,255}$/),
    isRequired: true,
  },
  "source.connectionArn": {
    allowed: "the ARN of a connection, as arn:aws:codeconnections:eu-west-1:111122223333:connection/…",
    isGood: text(/^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[a-f0-9-]+$/),
  },
  "source.hostArn": {
    allowed: "the ARN of the host of a self-managed provider",
    isGood: text(/^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:host\/[A-Za-z0-9/-]+$/),
  },
  "source.url": {
    allowed: "the https:// address of a self-managed provider, without a path",
    isGood: text(/^https:\/\/[A-Za-z0-9.-]+(:\d+)?$/),
  },
  "source.paths": {
    allowed: "1 to 8 globs, each up to 255 characters: a push that changes none of these files does not deploy",
    isGood: (value: unknown) => listOf(text(/^[^\s]{1,255}$/), 8)(value) && (value as unknown[]).length > 0,
  },
  content: {
    allowed:
      "1 to 6 names of directories of definitions and scripts at the top of the repository, none of them the tool's own",
    isGood: (value: unknown) => listOf(directory, 6)(value) && (value as unknown[]).length > 0,
    fallback: ["resources", "access-management"],
  },
  "state.bucket": {
    allowed: "the bucket's name that bootstrap printed",
    isGood: text(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/),
    isRequired: true,
  },
  "state.key": {
    allowed: "the key's alias that bootstrap printed, as alias/amorphic-cicd-dev-state",
    isGood: text(/^alias\/[A-Za-z0-9/_-]+$/),
    isRequired: true,
  },
  "amorphic.token": {
    allowed: `${SECRET_ARN}: the token of the service user that deploys`,
    isGood: secretArn,
    isRequired: true,
  },
  "amorphic.readToken": {
    allowed: `${SECRET_ARN}: the token of a service user that can only read`,
    isGood: secretArn,
    isRequired: true,
  },
  variables: {
    allowed: 'environment variables of plain text, as NAME: value, for {"!Environ": "NAME"}',
    isGood: mapOf((value) => typeof value === "string" && value !== ""),
    fallback: {},
  },
  secrets: {
    allowed: `environment variables from Secrets Manager, as NAME: ARN or NAME: ARN#key, for {"!Environ": "NAME"}`,
    isGood: mapOf(secretValue),
    fallback: {},
  },
  definitionSecrets: {
    allowed: 'a list of ARNs of the secrets that definitions name by {"!Secret": …}',
    isGood: listOf(secretArn, 100),
    fallback: [],
  },
  secretKeys: {
    allowed: "a list of ARNs of the KMS keys that encrypt those secrets, if not aws/secretsmanager",
    isGood: listOf(keyArn, 20),
    fallback: [],
  },
  "build.image": { ...oneOf(IMAGES), fallback: "standard-7.0" },
  "build.compute": { ...oneOf(COMPUTE), fallback: "small" },
  "approval.required": { ...flag, fallback: true },
  "approval.timeoutMinutes": {
    allowed: "a whole number from 5 to 86400",
    isGood: (value: unknown) => Number.isInteger(value) && Number(value) >= 5 && Number(value) <= 86_400,
    fallback: 4320,
  },
  "approval.emails": { allowed: EMAILS, isGood: listOf(email, 50), fallback: [] },
  "notify.emails": { allowed: `${EMAILS} that get every failure`, isGood: listOf(email, 50), fallback: [] },
  "notify.authors": {
    allowed: `${EMAILS} that get the failures of their own commits`,
    isGood: listOf(email, 100),
    fallback: [],
  },
  "pullRequests.enabled": { ...flag, fallback: true },
  "pullRequests.approval": { ...oneOf(REVIEWED), fallback: "forks" },
  "pullRequests.commentToken": {
    allowed: `${SECRET_ARN}: a token of the source's host that may comment`,
    isGood: secretArn,
  },
  securityHub: { ...oneOf(HUB), fallback: "existing" },
  "drift.schedule": {
    allowed: "cron(…) or rate(…) as EventBridge takes it, or off",
    isGood: text(/^(off|cron\([^)]+\)|rate\(\d+ (minutes?|hours?|days?)\))$/),
    fallback: "cron(0 5 * * ? *)",
  },
  logDays: { ...oneOf(LOG_DAYS), fallback: 365 },
  permissionsBoundary: {
    allowed: "the ARN of a managed policy; without it, one is made",
    isGood: text(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/),
  },
} satisfies Record<string, Key>;
