import { isReservedVariable } from "../../providers/reserved-variables";

/** One key of the stack's file: what is allowed, in words and as a check. */
export interface Key {
  readonly allowed: string;
  readonly isGood: (value: unknown) => boolean;
  /** Left out: the key is optional and has no default. */
  readonly fallback?: unknown;
  readonly isRequired?: true;
  /** For maps: the names of wrong entries. */
  readonly wrongIn?: (value: unknown) => readonly string[];
  /** A wrong value may be the secret itself, so messages do not show it. */
  readonly isHidden?: true;
}

export const text = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
export const oneOf = (values: readonly unknown[]) => ({
  allowed: `one of ${values.join(", ")}`,
  isGood: (value: unknown) => values.includes(value),
});
export const listOf = (isGood: (value: unknown) => boolean, most: number) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(isGood);
/** Environment variables with such values. */
export function variables(isGood: (value: unknown) => boolean): Required<Pick<Key, "isGood" | "wrongIn">> {
  const wrongIn = (value: unknown): string[] =>
    Object.entries(isMap(value) ? value : {}).flatMap(([name, element]) =>
      variable(name) && isGood(element) ? [] : [name],
    );
  return { wrongIn, isGood: (value) => isMap(value) && wrongIn(value).length === 0 };
}
export const flag = { allowed: "true or false", isGood: (value: unknown) => typeof value === "boolean" };

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Also reserved, beyond `isReservedVariable`: variables that the pipeline sets in its builds, and all of AWS's. */
const GIVEN = /^(AWS_.*|PATH|STACK|REPOSITORY|BRANCH|COMMIT)$/i;
export const RESERVED = "except reserved names such as PATH, STACK, AWS_…, CODEBUILD_… and PULUMI_…";
const variable = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name) && !GIVEN.test(name) && !isReservedVariable(name);
export const email = text(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/);
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html: six random characters at the end.
// Without them a policy would need a wildcard.
export const secretArn = text(
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/,
);
export const SECRET_ARN =
  "the full ARN of a secret, such as arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-AbCdEf";
export const EMAILS = "a list of e-mail addresses";

/** A path below a directory. It goes into commands, so it has no characters that a shell interprets. */
export const path = text(/^(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/);
export const PATH = "a relative path of letters, digits, _, . and -";
/** Such a path in the repository, or the repository itself. */
export const directory = (value: unknown): boolean => value === "." || path(value);
/** For settings that must be explained to a reviewer. */
export const reason = text(/^\S.{18,}\S$/);
