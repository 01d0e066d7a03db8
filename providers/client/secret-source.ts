import { UserError } from "../errors";
import { awsFailure } from "./aws-failure";
import { isObject } from "../is-object";

/**
 * The value of a secret in AWS Secrets Manager.
 * @param reference `<ARN or name>`, or `<ARN or name>#<key>` for one key of a secret that contains a JSON object
 * @throws UserError, which never contains any part of the value
 */
export async function readSecret(reference: string): Promise<string> {
  const [id = "", key] = reference.split(/#(.*)/s);
  if (id === "")
    throw new UserError(`"${reference}" does not name a secret; write <ARN or name> or <ARN or name>#<key>.`);
  const text = await fetchSecret(id);
  if (key === undefined || key === "") return text;
  const object = parseObject(text);
  if (!object) throw new UserError(`The secret ${id} is not a JSON object, so it has no key "${key}".`);
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const keys = Object.keys(object).map((name) => JSON.stringify(name));
  throw new UserError(`The secret ${id} has no text under "${key}"; its keys are ${keys.join(", ") || "none"}.`);
}

/** The JSON object in a secret that holds several values; undefined for any other text. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // The parser's message quotes the text.
  }
}

async function fetchSecret(id: string): Promise<string> {
  // Loaded on demand, as most runs read no secret and loading the SDK takes a tenth of a second.
  const { SecretsManagerClient, GetSecretValueCommand } = await import("@aws-sdk/client-secrets-manager");
  const region = /^arn:[^:]*:secretsmanager:([^:]+):/.exec(id)?.[1];
  const client = new SecretsManagerClient({
    ...(region !== undefined && { region }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
  });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString !== undefined) return SecretString;
  } catch (error) {
    throw awsFailure(`The secret ${id} could not be read`, "secretsmanager:GetSecretValue (and kms:Decrypt)", error);
  } finally {
    client.destroy();
  }
  throw new UserError(`The secret ${id} is binary; store it as text.`);
}
