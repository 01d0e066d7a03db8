import assert from "node:assert/strict";
import { CloudFormationServiceException } from "@aws-sdk/client-cloudformation";
import { awsFailure, isAwsError } from "../../providers/client/aws-failure";
import { UserError } from "../../providers/errors";

describe("an error of AWS", () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const service = (name: string, message: string) =>
    new CloudFormationServiceException({ name, message, $fault: "client", $metadata: {} });
  const told = (error: unknown) => {
    assert(isAwsError(error));
    return awsFailure("It cannot be made", "the rights of a page", error).message;
  };

  it("tells what to do about credentials", () => {
    for (const name of ["CredentialsProviderError", "TokenProviderError"]) {
      const way = "Check the AWS credentials: sign in (aws sso login), or set AWS_PROFILE.";
      assert.equal(told(named(name, "none")), `It cannot be made: ${name}: none. ${way}`);
    }
    const expired =
      "It cannot be made: ExpiredToken: none. The AWS session has expired: sign in again (aws sso login).";
    assert.equal(told(service("ExpiredToken", "none")), expired);
  });

  it("tells what to do about the network", () => {
    // Of Node's connect: a code, no message.
    for (const code of ["ECONNREFUSED", "ETIMEDOUT"]) {
      const failed = Object.assign(new AggregateError([], ""), { code });
      assert.equal(told(failed), `It cannot be made: ${code}. Check the network and the endpoint.`);
    }
  });

  it("names the rights where one is lacking, and leaves other refusals to AWS's own words", () => {
    assert.equal(
      told(service("AccessDenied", "not authorized to perform: cloudformation:CreateStack")),
      "It cannot be made: AccessDenied: not authorized to perform: cloudformation:CreateStack. The role needs the rights of a page.",
    );
    assert.equal(
      told(service("LimitExceededException", "2000 stacks")),
      "It cannot be made: LimitExceededException: 2000 stacks. Remove the cause, then run again.",
    );
  });

  it("is told apart from our own errors and bugs", () => {
    for (const error of [new UserError("x"), new TypeError("x"), "x"]) assert.equal(isAwsError(error), false);
  });
});
