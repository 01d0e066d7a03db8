import { flag, listOf, oneOf, RESERVED, SECRET_ARN, secretArn, text, variables, type Key } from "../../settings/key";
import { accountIn, regionIn, type Place } from "../../settings/place";
import type { Settings } from "../../settings/settings";

/** What a stack's file says of a pipeline that deploys an Amorphic environment. */
export interface AmorphicSettings extends Settings {
  readonly target: "amorphic";
  /** Directories of definitions and scripts: the only ones that are taken from a pull request. */
  readonly content: readonly string[];
  readonly state: { readonly bucket: string; readonly key: string };
  /** ARNs of secrets. */
  readonly amorphic: { readonly token: string; readonly readToken: string };
  /** `ARN` or `ARN#key` by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly definitionSecrets: readonly string[];
  readonly secretKeys: readonly string[];
  readonly pullRequests: Settings["pullRequests"] & { readonly commentToken?: string };
  readonly securityHub: "existing" | "enable" | "off";
  readonly drift: { readonly schedule: string; readonly files: boolean };
}

const HUB = ["existing", "enable", "off"] as const;

// One level only, since a symbolic link as parent would lead out of the pull request. None of the tool's own directories,
// which a pull request must not replace.
const directory = text(
  /^(?!(bin|commands|infra|node_modules|providers|reports|schemas|simulator|test|tools)$)[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
);
const secretValue = text(
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}(#[A-Za-z0-9/_+=.@-]+)?$/,
);
const keyArn = text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);

export const keys = {
  content: {
    allowed:
      "1 to 6 names of directories of definitions and scripts at the top of the repository, none of them the tool's own",
    isGood: (value: unknown) => listOf(directory, 6)(value) && (value as unknown[]).length > 0,
    fallback: ["resources", "access-management"],
  },
  "state.bucket": {
    allowed: "the name of the bucket, as printed by bootstrap",
    isGood: text(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/),
    isRequired: true,
  },
  "state.key": {
    allowed: "the alias of the key, as printed by bootstrap, such as alias/amorphic-cicd-dev-state",
    isGood: text(/^alias\/[A-Za-z0-9/_-]+$/),
    isRequired: true,
  },
  "amorphic.token": {
    allowed: `${SECRET_ARN}: the token of the service user that deploys`,
    isGood: secretArn,
    isRequired: true,
    isHidden: true,
  },
  "amorphic.readToken": {
    allowed: `${SECRET_ARN}: the token of a service user that can only read`,
    isGood: secretArn,
    isRequired: true,
    isHidden: true,
  },
  secrets: {
    allowed: `environment variables from Secrets Manager, as NAME: ARN or NAME: ARN#key, for {"!Environ": "NAME"}, ${RESERVED}`,
    ...variables(secretValue),
    isHidden: true,
    fallback: {},
  },
  definitionSecrets: {
    allowed: 'a list of ARNs of the secrets that definitions name by {"!Secret": …}',
    isGood: listOf(secretArn, 100),
    isHidden: true,
    fallback: [],
  },
  secretKeys: {
    allowed: "a list of ARNs of the KMS keys that encrypt those secrets, if not aws/secretsmanager",
    isGood: listOf(keyArn, 20),
    fallback: [],
  },
  "pullRequests.commentToken": {
    allowed: `${SECRET_ARN}: a token that may comment on the repository's host`,
    isGood: secretArn,
    isHidden: true,
  },
  securityHub: { ...oneOf(HUB), fallback: "existing" },
  "drift.schedule": {
    allowed: "cron(…) or rate(…) in EventBridge's format, such as rate(1 hour) or rate(12 hours), or off",
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html: the singular is only for 1.
    isGood: text(/^(off|cron\([^)]+\)|rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\))$/),
    fallback: "cron(0 5 * * ? *)",
  },
  "drift.files": { ...flag, fallback: false },
} satisfies Record<string, Key>;

/** What a deployment depends on: a change to documentation alone deploys nothing. */
export function paths({ content, environment }: AmorphicSettings): string[] {
  return [...content.map((directory) => `${directory}/**`), `Pulumi.${environment}.yaml`, "package-lock.json"];
}

/** Limit for all ARNs in one role: IAM allows policies of 10,240 characters, and the role has other statements, too. */
const LONGEST_ARNS = 7_000;

/** Mistakes in combinations of keys; keys with invalid values are left out of `settings`. */
export function contradictions(settings: Partial<AmorphicSettings>, place: Place): string[] {
  const { source, pullRequests, variables = {}, secrets = {}, definitionSecrets = [], secretKeys = [] } = settings;
  const arns = [...Object.values(secrets), ...definitionSecrets, ...secretKeys].join("").length;
  return [
    ...misplaced(settings, place),
    ...(source?.provider === "CodeCommit" && pullRequests?.commentToken
      ? ["pipeline:pullRequests.commentToken is set, but CodeCommit needs none: remove it"]
      : []),
    ...Object.keys(secrets)
      .filter((name) => Object.hasOwn(variables, name))
      .map((name) => `pipeline:variables and secrets both contain ${name}: remove one of them`),
    ...(arns > LONGEST_ARNS
      ? [
          `the ARNs in pipeline:secrets, definitionSecrets and secretKeys have ${arns} characters, and a role's policies have room for ${LONGEST_ARNS}: put several values into one secret, as ARN#key`,
        ]
      : []),
  ];
}

/** Secrets and keys that the builds cannot use where they are. */
function misplaced(settings: Partial<AmorphicSettings>, { region, accounts }: Place): string[] {
  const {
    amorphic,
    pullRequests,
    secrets = {},
    definitionSecrets = [],
    secretKeys = [],
    permissionsBoundary,
  } = settings;
  const named = [
    ["amorphic.token", amorphic?.token],
    ["amorphic.readToken", amorphic?.readToken],
    ["pullRequests.commentToken", pullRequests?.commentToken],
    ...Object.entries(secrets).map(([name, arn]) => [`secrets.${name}`, arn]),
    ...definitionSecrets.map((arn) => ["definitionSecrets", arn]),
    ...secretKeys.map((arn) => ["secretKeys", arn]),
  ].flatMap(([key = "", arn]) => (arn === undefined ? [] : [{ key, arn }]));
  const elsewhere = named.filter(({ arn }) => region !== undefined && regionIn(arn) !== region);
  // Our boundary for the roles denies other accounts; the user's own may allow them.
  const isFree = accounts.length === 0 || permissionsBoundary !== undefined;
  const foreign = named.filter(({ arn }) => !isFree && !accounts.includes(accountIn(arn)));
  const found = [
    ...elsewhere.map(
      ({ key, arn }) =>
        `pipeline:${key} is in ${regionIn(arn)}, but builds in ${region} (aws:region) can use only what is there`,
    ),
    ...foreign.map(
      ({ key, arn }) =>
        `pipeline:${key} is in account ${accountIn(arn)}, but builds in ${accounts.join(" or ")} (aws:allowedAccountIds) can use only what is there, unless pipeline:permissionsBoundary is your own`,
    ),
  ];
  // Of a list, every element has the same key.
  return [...new Set(found)];
}
