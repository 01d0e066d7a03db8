import assert from "node:assert/strict";
import { CloudFormationServiceException } from "@aws-sdk/client-cloudformation";
import { explainAws } from "../../../commands/bootstrap/failure";
import { UserError } from "../../../providers/errors";

describe("bootstrap's explanation of AWS errors", () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  const service = (name: string, message: string) =>
    new CloudFormationServiceException({ name, message, $fault: "client", $metadata: {} });
  const told = (error: unknown) => {
    const explained = explainAws(error);
    assert(explained instanceof UserError);
    assert.equal(explained.cause, error);
    return explained.message;
  };

  it("takes credentials and network for the user's environment", () => {
    const signIn = "Sign in (aws sso login) or set AWS_PROFILE, then run again.";
    for (const error of [named("CredentialsProviderError", "none"), service("ExpiredToken", "none")]) {
      assert.equal(told(error), `AWS did not accept the credentials: none\n${signIn}`);
    }
    // An AggregateError of Node's connect has a code and no message.
    assert.equal(
      told(Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" })),
      "AWS cannot be reached: ECONNREFUSED\nCheck the network, the proxy, --region and AWS_ENDPOINT_URL.",
    );
  });

  it("takes an answer of AWS for a refusal", () => {
    assert.equal(
      told(service("AccessDenied", "not authorized to perform: cloudformation:CreateStack")),
      "AWS refused (AccessDenied): not authorized to perform: cloudformation:CreateStack\n" +
        "The rights that bootstrap needs are listed in docs/bootstrap.md.",
    );
    assert.equal(
      told(service("LimitExceededException", "2000 stacks")),
      "AWS refused (LimitExceededException): 2000 stacks",
    );
  });

  it("leaves our own errors and bugs as they are", () => {
    for (const error of [new UserError("x"), new TypeError("x"), "x"]) assert.equal(explainAws(error), error);
  });
});
