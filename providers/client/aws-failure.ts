import { UserError } from "../errors";

/** What to do about an AWS error, by its name. */
const WAYS_OUT: readonly (readonly [name: RegExp, way: string])[] = [
  [/^NoSuchBucket$/, "Check the bucket's name and region, or create it with amorphic-cicd bootstrap."],
  [/^ResourceNotFound/, "Check the secret's name, account and region."],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraint)/,
    "Check the region: the bucket is in another one.",
  ],
  [/^KMS|^DecryptionFailure/, "Allow the role to use the KMS key."],
  [/ExpiredToken|TokenRefreshRequired/, "The AWS session has expired: sign in again (aws sso login)."],
  [
    /^(CredentialsProviderError|TokenProviderError|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClient|InvalidClientTokenId)/,
    "Check the AWS credentials: sign in (aws sso login), or set AWS_PROFILE.",
  ],
  [/^(TimeoutError|ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|NetworkingError)/, "Check the network and the endpoint."],
];

/** For requests that AWS understood and refused: its message gives the cause. */
const REFUSED = "Remove the cause, then run again.";
const UNKNOWN = "Check the region, the credentials and the network.";

/** Whether an error came from AWS or from the connection to it; any other is a bug of the caller. */
export const isAwsError = (error: unknown): boolean =>
  error instanceof Error && (isAnswer(error) || wayOut(kindOf(error)) !== undefined);

/**
 * Condenses an error of the AWS SDK, which holds the whole response, into one line.
 * @param what what could not be done
 * @param rights the permissions that the role needs
 */
export function awsFailure(what: string, rights: string, error: unknown): UserError {
  const { message = "" } = error as Partial<Error>;
  const kind = kindOf(error);
  const denied = /^AccessDenied|^Forbidden|^403$|NotAuthorized/.test(kind) || httpStatus(error) === 403;
  const way = wayOut(kind) ?? (denied ? `The role needs ${rights}.` : isAnswer(error) ? REFUSED : UNKNOWN);
  const said = message.replace(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, 300);
  return new UserError(`${what}: ${kind}${said && said !== kind ? `: ${said}` : ""}. ${way}`);
}

const wayOut = (kind: string): string | undefined => WAYS_OUT.find(([pattern]) => pattern.test(kind))?.[1];

/** Node's own errors are identified by their code; failed attempts at several addresses end in an AggregateError. */
function kindOf(error: unknown): string {
  const { name = "Error", code } = error as Partial<Error> & { code?: unknown };
  return /^(Aggregate)?Error$/.test(name) && typeof code === "string" ? code : name;
}

const isAnswer = (error: unknown): boolean => (error as { $fault?: unknown }).$fault !== undefined;

const httpStatus = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
