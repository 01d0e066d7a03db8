import assert from "node:assert/strict";
import { detect, type Given } from "../../../commands/comment/detect";

/** Where the pull request is assumed to be, for a source as CodeBuild names it. */
function placed(source: string, given: Given): string {
  const { apiUrl, repository, region } = detect({ pullRequest: "7", ...given }, { CODEBUILD_SOURCE_REPO_URL: source });
  return [apiUrl, repository, ...(region === undefined ? [] : [region])].join(" ");
}

describe("The pull request of a build", () => {
  it("is on the host of the source, whatever the name and port of the installation", () => {
    assert.equal(placed("https://github.com/o/r.git", {}), "https://api.github.com o/r");
    assert.equal(placed("https://github.example.com/o/r.git", {}), "https://github.example.com/api/v3 o/r");
    assert.equal(placed("https://gitlab.example.com:8443/g/s/r", {}), "https://gitlab.example.com:8443/api/v4 g/s/r");
    assert.equal(placed("https://git.example.com/g/r", { host: "gitlab" }), "https://git.example.com/api/v4 g/r");
    assert.equal(placed("http://gitlab.example.com/g/r", {}), "https://gitlab.example.com/api/v4 g/r");
    assert.equal(placed("https://bitbucket.org/w/r", {}), "https://api.bitbucket.org/2.0 w/r");
    assert.equal(placed("https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r", {}), " r eu-west-1");
  });

  it("is never looked up on the source's host with the token of another host", () => {
    const sources = [
      "https://github.com/o/r.git",
      "https://gitlab.example.com/o/r",
      "https://bitbucket.org/o/r",
      "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r",
      "s3://my-bucket/builds/src.zip",
      "arn:aws:s3:::my-bucket/src.zip",
      "my-bucket/src.zip",
    ];
    const apis = (host: string) => new Set(sources.map((source) => placed(source, { host, repo: "a/b" })));
    assert.deepEqual(apis("github"), new Set(["https://api.github.com a/b"]));
    assert.deepEqual(
      apis("gitlab"),
      new Set(["https://gitlab.com/api/v4 a/b", "https://gitlab.example.com/api/v4 a/b"]),
    );
  });

  it("needs --repo if the source is on another host, and also --host if the source is not a repository", () => {
    assert.throws(() => placed("https://github.com/o/r.git", { host: "gitlab" }), {
      name: "UserError",
      message: "The pull request cannot be determined:\n  --repo: name the repository, such as owner/name",
    });
    assert.throws(() => placed("s3://my-bucket/builds/src.zip", {}), {
      name: "UserError",
      message:
        "The pull request cannot be determined:\n" +
        "  --host: must be one of github, gitlab, bitbucket, codecommit\n" +
        "  --repo: name the repository, such as owner/name",
    });
  });
});
