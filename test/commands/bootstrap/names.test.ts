import assert from "node:assert/strict";
import { backendUrl, checkBucketName, journalUrl, namesOf } from "../../../commands/bootstrap/names";

describe("bootstrap names", () => {
  const names = namesOf("acme", "dev", "eu-west-1");

  it("are derived from project, stack and region", () => {
    assert.deepEqual(names, {
      project: "acme",
      stack: "dev",
      region: "eu-west-1",
      cloudFormation: "acme-dev-state",
      alias: "alias/acme-dev-state",
      secretsProvider: "awskms://alias/acme-dev-state?region=eu-west-1",
    });
    assert.equal(journalUrl("b", names), "s3://b/journal/dev?region=eu-west-1");
    assert.equal(namesOf("acme", "dev", "us-gov-west-1").region, "us-gov-west-1");
  });

  it("are refused if a part cannot be used in a name", () => {
    for (const stack of ["", "Dev", "a_b", "a.b", "-a", "a-", "9a", "a b", "a';x"]) {
      assert.throws(() => namesOf("acme", stack, "eu-west-1"), { name: "UserError", message: /^--stack / }, stack);
    }
    assert.throws(() => namesOf("A", "dev", "eu-west-1"), /^UserError: --project "A" cannot be part/);
    for (const region of ["", "eu", "eu-west", "eu-west-1&x", "http://x"]) {
      assert.throws(() => namesOf("acme", "dev", region), { message: /is not an AWS region/ }, region);
    }
  });

  it("of buckets are refused if S3 would refuse them, including the default one", () => {
    checkBucketName(names, undefined);
    checkBucketName(names, "my-bucket");
    for (const bucket of ["ab", "My", "a.b.c", "-abc", "abc-", "a".repeat(64), ""]) {
      assert.throws(
        () => {
          checkBucketName(names, bucket);
        },
        { name: "UserError", message: /^--bucket/ },
        bucket,
      );
    }
    // acme-state-<30>-123456789012-eu-west-1 has 4+7+30+13+10 = 64 characters.
    checkBucketName(namesOf("acme", "s".repeat(29), "eu-west-1"), undefined);
    const long = namesOf("acme", "s".repeat(30), "eu-west-1");
    assert.throws(
      () => {
        checkBucketName(long, undefined);
      },
      { message: /64 characters, but S3 allows 63.*--bucket/ },
    );
  });

  it("come with endpoint and path style in the backend's URL only if another endpoint is set", () => {
    assert.equal(backendUrl("b", "eu-west-1", {}), "s3://b?region=eu-west-1");
    assert.equal(
      backendUrl("b", "eu-west-1", { AWS_ENDPOINT_URL: "http://127.0.0.1:5000" }),
      "s3://b?region=eu-west-1&endpoint=http%3A%2F%2F127.0.0.1%3A5000&s3ForcePathStyle=true",
    );
    assert.match(
      backendUrl("b", "eu-west-1", { AWS_ENDPOINT_URL: "http://all.test", AWS_ENDPOINT_URL_S3: "http://s3.test" }),
      /&endpoint=http%3A%2F%2Fs3\.test&/,
    );
  });
});
