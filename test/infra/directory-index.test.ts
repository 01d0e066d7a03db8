import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import { application } from "./recorded";

interface Request {
  readonly uri: string;
}
interface Answer extends Request {
  readonly statusCode?: number;
  readonly headers: { readonly location: { readonly value: string } };
}

/** What the code that CloudFront gets does with a request: it answers with another path, or with a redirect. */
async function ask(uri: string, query?: string, change: object = {}): Promise<string> {
  const { code } = (await application("site-prod", change)).inputs("Function", "site");
  const context = createContext({ event: { request: { method: "GET", uri, rawQueryString: () => query } } });
  runInContext(String(code), context);
  const { statusCode, headers, uri: path } = runInContext("handler(event)", context) as Answer;
  return statusCode === undefined ? path : `${statusCode} ${headers.location.value}`;
}

describe("the path of a request", function () {
  this.timeout(60_000);

  for (const [uri, expected] of [
    ["/", "/"],
    ["/index.html", "/index.html"],
    ["/guide/", "/guide/index.html"],
    ["/v1.2/", "/v1.2/index.html"],
    ["/v1.2/guide/", "/v1.2/guide/index.html"],
    ["/guide", "302 /guide/"],
    ["/v1.2/guide", "302 /v1.2/guide/"],
    ["/a%20b", "302 /a%20b/"],
    ["/v1.2", "/v1.2"],
    ["/assets/app-1a2b.js", "/assets/app-1a2b.js"],
    ["/.well-known/apple-app-site-association", "/.well-known/apple-app-site-association"],
  ]) {
    it(`${uri} becomes ${expected}`, async () => assert.equal(await ask(uri!), expected));
  }

  for (const uri of ["//evil.example", "///evil.example", "/\\evil.example", "/\\/evil.example", "/\t/evil.example"]) {
    it(`${JSON.stringify(uri)} stays as it is, so that it leads to no other host`, async () =>
      assert.equal(await ask(uri), uri));
  }

  it("keeps the query", async () => {
    assert.equal(await ask("/guide", "q=a%26b&q=c&flag"), "302 /guide/?q=a%26b&q=c&flag");
    assert.equal(await ask("/guide", ""), "302 /guide/");
    assert.equal(await ask("/guide/", "q=1"), "/guide/index.html", "CloudFront keeps the query itself");
  });

  it("ends in the file name of website.index for a directory", async () => {
    assert.equal(await ask("/guide/", undefined, { index: "en/start.html" }), "/guide/start.html");
  });

  it("is rewritten by code that CloudFront accepts: below 10 KB, without modules or newer syntax", async () => {
    const made = await application("site-prod");
    const { code, runtime, publish } = made.inputs("Function", "site");
    assert.ok(Buffer.byteLength(String(code)) < 10_240);
    assert.doesNotMatch(String(code), /\b(import|export|require)\b.*["'(]/);
    assert.doesNotMatch(String(code), /\b(?:const|let|var)\s*[{[]|\bfor\b.*\bof\b|\bclass\b|\.\.\.|\?\.|\?\?/);
    assert.deepEqual([runtime, publish], ["cloudfront-js-2.0", true]);
    assert.deepEqual(made.inputs("Distribution", "site")["defaultCacheBehavior"].functionAssociations, [
      {
        eventType: "viewer-request",
        functionArn: "arn:aws:cloudfront::111122223333:function/site-prod-directory-index",
      },
    ]);
  });
});
