import { pathText } from "../catalog/check";
import type { ResourceType } from "../catalog/type";
import { quote } from "../visible";
import { SECRET, type FunctionCall } from "./functions";

/** A name that Secrets Manager accepts. */
const NAME = "[\\w/+=.@-]{1,512}";
const ARN = "arn:[\\w-]+:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/+=.@-]+";
/** The argument of a `!Secret`, as a regular expression. */
export const SECRET_PATTERN = `^(?:${ARN}|(?!arn:)${NAME})(?:#.+)?$`;
const ARN_FORM = "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, then #key for a key of a JSON object";

interface SecretProblem {
  readonly code: string;
  readonly message: string;
}

/** Checks that a `!Secret` names a secret and is used where its value is not needed before it is pushed. */
export function checkSecret(
  { name, argument, path }: FunctionCall,
  type: ResourceType | undefined,
): SecretProblem | undefined {
  if (name !== SECRET) return undefined;
  if (type?.naturalKey.includes(String(path[0]))) return secretInKey(pathText(path));
  if (new RegExp(SECRET_PATTERN, "s").test(argument)) return undefined;
  const [id, key] = argument.split(/#(.*)/s);
  const wrong = (what: string): SecretProblem => ({ code: "SECRET_FORMAT", message: `${quote(argument)} ${what}` });
  if (key === "") return wrong('ends with "#", but names no key; name the key of the JSON object, or remove the "#"');
  if (id?.startsWith("arn:")) return wrong(`is not the ARN of a secret; write ${ARN_FORM}`);
  return wrong(
    "is not a valid name of a secret in AWS Secrets Manager; write its name or ARN, then #key for a key of a JSON object",
  );
}

/** The problem with a secret that ends up in a natural key, directly or through references. */
export function secretInKey(property: string): SecretProblem {
  const message = `${quote(property)} identifies the resource, so the plan needs it, but the value of a ${SECRET} is never shown; write the name, or an !Environ`;
  return { code: "SECRET_IN_NATURAL_KEY", message };
}
