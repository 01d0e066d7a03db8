import { targets } from "../targets";
import { EMAILS, email, flag, listOf, oneOf, RESERVED, text, variables, type Key } from "./key";
import { IMAGES, PROVIDERS } from "./settings";

const COMPUTE = ["small", "medium", "large"] as const;
/** Which pull requests are built only after an approver's comment (`source/providers.ts`). */
const REVIEWED = ["forks", "all"] as const;
/** Retention periods that CloudWatch Logs supports, from a month up. */
const LOG_DAYS = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

/** The keys under `pipeline:` that every pipeline has, with dots between levels; a target adds its own. */
export const KEYS = {
  target: { ...oneOf(Object.keys(targets)), fallback: "amorphic" },
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
    // CodeBuild takes descriptions of 255 characters, and ours contain the branch.
    allowed:
      "the branch that belongs to the environment, at most 200 letters, digits, ., _, - and /, without .. and //",
    isGood: text(/^(?!\/|.*(\/\/|\.\.))[A-Za-z0-9._/-]{1,200}$/),
    isRequired: true,
  },
  "source.connectionArn": {
    allowed: "the ARN of a connection, such as arn:aws:codeconnections:eu-west-1:111122223333:connection/…",
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
  variables: {
    allowed: `plain-text environment variables, as NAME: value, for {"!Environ": "NAME"}, ${RESERVED}`,
    ...variables((value) => typeof value === "string" && value !== ""),
    fallback: {},
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
  "pullRequests.enabled": { ...flag, fallback: true },
  "pullRequests.approval": { ...oneOf(REVIEWED), fallback: "forks" },
  "notify.emails": { allowed: `${EMAILS} that receive every failure`, isGood: listOf(email, 50), fallback: [] },
  "notify.authors": {
    allowed: `${EMAILS} that receive the failures of their own commits`,
    isGood: listOf(email, 100),
    fallback: [],
  },
  logDays: { ...oneOf(LOG_DAYS), fallback: 365 },
  permissionsBoundary: {
    allowed: "the ARN of a managed policy; without it, one is created",
    isGood: text(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/),
  },
} satisfies Record<string, Key>;
