import assert from "node:assert/strict";
import { CloudFormationServiceException } from "@aws-sdk/client-cloudformation";
import { awsFailure, isAwsError } from "../../providers/client/aws-failure";
import { UserError } from "../../providers/errors";

describe("An error from AWS", () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const service = (name: string, message: string) =>
    new CloudFormationServiceException({ name, message, $fault: "client", $metadata: {} });
  const told = (error: unknown) => {
    assert(isAwsError(error));
    return awsFailure("It cannot be made", "the rights of a page", error).message;
  };

  it("says what to do about credentials", () => {
    for (const name of ["CredentialsProviderError", "TokenProviderError"]) {
      const way = "Check the AWS credentials: sign in (aws sso login), or set AWS_PROFILE.";
      assert.equal(told(named(name, "none")), `It cannot be made: ${name}: none. ${way}`);
    }
    const expired =
      "It cannot be made: ExpiredToken: none. The AWS session has expired: sign in again (aws sso login).";
    assert.equal(told(service("ExpiredToken", "none")), expired);
  });

  it("says what to do about the network", () => {
    // Of Node's connect: a code, no message.
    for (const code of ["ECONNREFUSED", "ETIMEDOUT"]) {
      const failed = Object.assign(new AggregateError([], ""), { code });
      assert.equal(told(failed), `It cannot be made: ${code}. Check the network and the endpoint.`);
    }
  });

  it("names the required rights if one is missing, but not for other refusals", () => {
    assert.equal(
      told(service("AccessDenied", "not authorized to perform: cloudformation:CreateStack")),
      "It cannot be made: AccessDenied: not authorized to perform: cloudformation:CreateStack. The role needs the rights of a page.",
    );
    assert.equal(
      told(service("LimitExceededException", "2000 stacks")),
      "It cannot be made: LimitExceededException: 2000 stacks. Remove the cause, then run again.",
    );
  });

  it("is distinguished from our own errors and bugs", () => {
    for (const error of [new UserError("x"), new TypeError("x"), "x"]) assert.equal(isAwsError(error), false);
  });

  it("says what to do about buckets, secrets, regions, keys and sessions", () => {
    const ways = {
      NoSuchBucket: "Check the bucket's name and region",
      ResourceNotFoundException: "Check the secret's name",
      PermanentRedirect: "Check the region",
      AuthorizationHeaderMalformed: "Check the region",
      IllegalLocationConstraintException: "Check the region",
      "KMS.DisabledException": "Allow the role to use the KMS key",
      DecryptionFailure: "Allow the role to use the KMS key",
      ExpiredTokenException: "The AWS session has expired",
      TokenRefreshRequired: "The AWS session has expired",
      InvalidAccessKeyId: "Check the AWS credentials",
      UnrecognizedClientException: "Check the AWS credentials",
      SignatureDoesNotMatch: "Check the AWS credentials",
      InvalidClientTokenId: "Check the AWS credentials",
      TimeoutError: "Check the network",
    };
    for (const [name, way] of Object.entries(ways))
      assert.ok(told(service(name, "none")).includes(`: none. ${way}`), name);
  });

  it("names the required rights whatever AWS calls the refusal, and for any 403", () => {
    for (const name of ["AccessDeniedException", "Forbidden", "403", "ClientNotAuthorizedException"])
      assert.match(told(service(name, "none")), /The role needs the rights of a page\.$/, name);
    const $metadata = { httpStatusCode: 403 };
    const refused = new CloudFormationServiceException({
      name: "Unknown",
      message: "none",
      $fault: "client",
      $metadata,
    });
    assert.match(told(refused), /: Unknown: none\. The role needs the rights of a page\.$/);
  });

  it("is quoted on one short line, without repeating its name", () => {
    const failed = (name: string, message: string) => awsFailure("It cannot be made", "", named(name, message)).message;
    assert.match(failed("Odd", " a.b\n  c. "), /: Odd: a\.b c\. Check/);
    assert.match(failed("Odd", "Odd."), /made: Odd\. Check/);
    assert.ok(failed("Odd", "x".repeat(1000)).length < 450);
  });
});
