import { UserError } from "../errors";

/** What to do about an error of AWS, by its name. */
const WAYS_OUT: readonly (readonly [name: RegExp, way: string])[] = [
  [/^NoSuchBucket$/, "Check the bucket's name and region, or make it with amorphic-cicd bootstrap."],
  [/^ResourceNotFound/, "Check the secret's name, account and region."],
  [/^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint)/, "Check the region: it is another."],
  [/^KMS|^DecryptionFailure/, "Allow the role to use the KMS key."],
  [/ExpiredToken|TokenRefreshRequired/, "The AWS session ended: sign in again."],
  [
    /^(CredentialsProviderError|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClient|InvalidClientTokenId)/,
    "Check the AWS credentials.",
  ],
  [/^(TimeoutError|ECONN|ENOTFOUND|EAI_AGAIN|NetworkingError)/, "Check the network and the endpoint."],
];

/**
 * One line for an error of the AWS SDK, which itself holds the whole answer.
 * @param what what could not be done
 * @param rights what the role needs for it
 */
export function awsFailure(what: string, rights: string, error: unknown): UserError {
  const { name = "Error", message = "", code } = error as Partial<Error> & { code?: unknown };
  const kind = name === "Error" && typeof code === "string" ? code : name;
  const denied = /^AccessDenied|^Forbidden|^403$|NotAuthorized/.test(kind) || httpStatus(error) === 403;
  const known = WAYS_OUT.find(([pattern]) => pattern.test(kind))?.[1];
  const way = known ?? (denied ? `The role needs ${rights}.` : "Check the region, the credentials and the network.");
  const said = message.replace(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, 300);
  return new UserError(`${what}: ${kind}${said && said !== kind ? `: ${said}` : ""}. ${way}`);
}

const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
