import { UserError } from "../errors";
import { parseObject, readSecret } from "./secret-source";

/** Where Amorphic's own pipeline reads the token from. */
export const DEFAULT_TOKEN_ENV = "AMORPHIC_AUTHORIZATION_TOKEN";

/** Where to read the API token: one of these two, or else `DEFAULT_TOKEN_ENV`. */
export interface TokenSource {
  /** Name of an environment variable. */
  readonly tokenEnv?: string | undefined;
  /** `<ARN or name>[#key]` in AWS Secrets Manager. */
  readonly tokenSecret?: string | undefined;
}

/** The API token, without surrounding whitespace. @throws UserError if it is missing or cannot be a token */
export async function readToken(
  { tokenEnv, tokenSecret }: TokenSource,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (tokenSecret !== undefined) {
    const text = await readSecret(tokenSecret);
    if (parseObject(text)) {
      const way = `name the token's key, such as ${tokenSecret.replace(/#.*/s, "")}#token`;
      throw new UserError(`The secret ${tokenSecret} is a JSON object; ${way}.`);
    }
    return checkedToken(`the secret ${tokenSecret}`, text);
  }
  const name = tokenEnv ?? DEFAULT_TOKEN_ENV;
  const value = env[name];
  if (value === undefined || value.trim() === "") {
    const state = `The environment variable ${name} is ${value === undefined ? "not set" : "empty"}`;
    // Such as in the pipeline, which passes the token in the default variable only.
    const isElsewhere = name !== DEFAULT_TOKEN_ENV && env[DEFAULT_TOKEN_ENV] !== undefined;
    throw new UserError(
      isElsewhere
        ? `${state}, but ${DEFAULT_TOKEN_ENV} has a value: to use it, remove amorphic:tokenEnv from the stack's file; otherwise set ${name}.`
        : `${state}: set it to the token of Amorphic's API (Profile & Settings > Manage Access Tokens), or set ` +
            "amorphic:tokenSecret to a secret in AWS Secrets Manager.",
    );
  }
  return checkedToken(name, value);
}

function checkedToken(where: string, text: string): string {
  const token = text.trim();
  const wrong = (why: string): UserError => new UserError(`The token in ${where} ${why}.`);
  if (token === "") throw wrong("is empty");
  if (/^bearer\s/i.test(token))
    throw wrong('begins with "Bearer ", which Amorphic does not accept: store the token alone');

  if (/[^\u0021-\u007e]/.test(token))
    throw wrong("contains a space or another character that is not allowed in a token: copy it again");
  return token;
}
